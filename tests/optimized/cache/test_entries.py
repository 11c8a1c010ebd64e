"""Entries of the base's cache: see fresh_entries.py."""

from __future__ import annotations

import pytest

from tests.optimized.cache import faults
from tests.optimized.cache.entries import Ask
from tests.optimized.cache.fresh_entries import DuringWrites, FreshEntries
from tests.support.servers import Redis


class TestEntries(FreshEntries):
    """In threads."""


class TestDuringWrites(DuringWrites):
    """In threads."""


def test_a_failed_computation_holds_nobody_up(ask: Ask, redis: Redis) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(fail)
    assert faults.command(redis, "KEYS", "lock:*") == ""
