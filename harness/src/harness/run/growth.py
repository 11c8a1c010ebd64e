"""Both services over more and more customers."""

from __future__ import annotations

from harness.conditions import SERVICES
from harness.results.model import Subject

SIZES = (30_000, 300_000, 3_000_000)
"""Customers; ten times as many from one to the next."""


def subjects() -> list[Subject]:
    """Return both services at each size, size after size."""
    return [Subject(f"{service} {size:,}", service, size) for size in SIZES for service in SERVICES]
