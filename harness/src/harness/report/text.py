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


def interval(low: float | None, high: float | None) -> str:
    """Return the bounds of a ratio: 38.0–44.1×, or a dash where there are none."""
    if low is None or high is None:
        return "–"
    return f"{number(low)}–{number(high)}×"


def milliseconds(value: float) -> str:
    """Return a time in the unit that suits it: 0.514 ms, 38.2 ms, 4.12 s."""
    if value >= SECOND:
        return f"{number(value / SECOND)} s"
    return f"{number(value)} ms"


def day(started: str) -> str:
    """Return the day of a time in ISO 8601: 2 January 2026."""
    return f"{datetime.fromisoformat(started):%-d %B %Y}"
