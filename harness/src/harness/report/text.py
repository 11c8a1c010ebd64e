"""Numbers as people read them."""

from __future__ import annotations

from datetime import datetime

SIGNIFICANT = 3
SECOND = 1000  # milliseconds


def number(value: float) -> str:
    """Return three significant digits with thousands separators: 4,120, 38.2, 0.0514."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{SIGNIFICANT}g}")
    exponent = int(f"{rounded:e}".split("e")[1])
    return f"{rounded:,.{max(0, SIGNIFICANT - 1 - exponent)}f}"


def ratio(value: float) -> str:
    """Return a ratio: 41.2×."""
    return f"{number(value)}×"


def duration(value: float) -> str:
    """Return a time in the unit that suits it: 0.514 ms, 38.2 ms, 4.12 s."""
    return f"{number(value)} s" if value >= 1 else f"{number(value * SECOND)} ms"


def percent(value: float) -> str:
    """Return a share: 38 %."""
    return f"{value:.0%}".replace("%", " %")


def day(started: str) -> str:
    """Return the day of a time in ISO 8601: 2 January 2026."""
    return f"{datetime.fromisoformat(started):%-d %B %Y}"
