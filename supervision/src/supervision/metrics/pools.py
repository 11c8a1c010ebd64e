"""What a worker has a limited number of: connections, threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """How many there are, are in use, and are waited for."""

    size: int
    busy: int
    waiting: int


POOLS: dict[str, Callable[[], Usage]] = {}
"""Whoever has a pool puts here what tells its usage; a thread of its own may call it."""
