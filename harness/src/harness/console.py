"""What the user sees while something takes long: on stderr, so that stdout stays clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False)


def progress_bar() -> Progress:
    """Return a bar with a percentage and the time it took; use it as a context manager."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
    )


@contextmanager
def step(description: str) -> Iterator[None]:
    """Show that `description` goes on, where its length is not known; a plain line in a log."""
    if not console.is_terminal:
        console.print(description)
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(description, total=1)
        yield
        progress.update(task, completed=1)
