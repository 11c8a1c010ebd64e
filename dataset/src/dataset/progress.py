"""How far a load is, on standard error: a bar for a person, lines for a program."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

Advance = Callable[[float], None]

LINE_SECONDS = 1.0


@contextmanager
def progress(title: str, total: float) -> Iterator[Advance]:
    """Show how much of `total` was passed to the function that this yields.

    Where standard error is no terminal, a line `progress: PERCENT` once a second at most.
    """
    if not sys.stderr.isatty():
        yield _lines(total)
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda amount: bar.advance(task, amount)


def _lines(total: float) -> Advance:
    done, shown = 0.0, time.monotonic()

    def advance(amount: float) -> None:
        nonlocal done, shown
        done += amount
        if time.monotonic() - shown >= LINE_SECONDS:
            shown = time.monotonic()
            print(f"progress: {100 * done / total:.0f}", file=sys.stderr, flush=True)

    return advance
