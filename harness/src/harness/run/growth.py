"""Both services over more and more customers."""

from __future__ import annotations

from harness.conditions import SERVICES
from harness.results.model import Subject

SHARES = (100, 10, 1)
"""What the number of customers is divided by, size after size."""


def subjects(customers: int) -> list[Subject]:
    """Return both services at each size up to `customers`."""
    sizes = [customers // share for share in SHARES]
    return [Subject(f"{service} {size:,}", service, size) for size in sizes for service in SERVICES]
