"""What the user sees while something takes long: on stderr, so that stdout stays clean."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False)


def say(message: str, style: str | None = None) -> None:
    """Print a message as it stands."""
    console.print(message, style=style, soft_wrap=True, markup=False)


@contextmanager
def step(description: str) -> Iterator[None]:
    """Show that `description` is under way and how long it took; a plain line in a log."""
    if not console.is_terminal:
        console.print(description)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=1)
        yield
        progress.update(task, completed=1)
