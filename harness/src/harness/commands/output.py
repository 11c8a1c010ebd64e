"""Where results are printed."""

from __future__ import annotations

from rich.console import Console

WIDTH = 100


def terminal() -> Console:
    """Return the standard output, no wider than tables are made for, also in a pipe."""
    output = Console(highlight=False)
    output.width = min(output.width, WIDTH) if output.is_terminal else WIDTH
    return output
