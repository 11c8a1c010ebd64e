"""What readers find while a write is under way, and after one whose writer was killed."""

from __future__ import annotations

import pytest

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.generation_cache import GenerationCache
from optimized.customers.infrastructure.cache.writes import UNANNOUNCED, Writes
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, THERE, Answer, get, is_kept, numbers
from tests.support.servers import Redis

CHANGED = [HERE.generation]


@pytest.fixture
def writes(redis: Redis) -> Writes:  # noqa: ARG001
    return configuration.writes()


def test_from_its_announcement_on_nothing_older_is_found(
    cache: GenerationCache, writes: Writes
) -> None:
    get(cache, lambda: "old")
    writes.begin(CHANGED)
    assert get(cache, lambda: "new") == Answer("new", hit=False)


def test_until_its_end_nothing_is_kept(cache: GenerationCache, writes: Writes) -> None:
    write = writes.begin(CHANGED)
    assert not is_kept(cache)
    writes.end(CHANGED, write)
    assert is_kept(cache)


def test_with_another_write_under_way_nothing_is_kept(
    cache: GenerationCache, writes: Writes
) -> None:
    first, second = writes.begin(CHANGED), writes.begin(CHANGED)
    writes.end(CHANGED, first)
    assert not is_kept(cache)
    writes.end(CHANGED, second)
    assert is_kept(cache)


def test_what_no_write_concerns_is_found(cache: GenerationCache, writes: Writes) -> None:
    get(cache, numbers(), THERE)
    writes.begin(CHANGED)
    assert get(cache, numbers(), THERE).hit


def test_after_a_flush_in_between_its_end_outdates_what_was_kept_since(
    cache: GenerationCache, writes: Writes, redis: Redis
) -> None:
    write = writes.begin(CHANGED)
    faults.command(redis, "FLUSHALL")
    assert is_kept(cache)
    writes.end(CHANGED, write)
    assert not get(cache, numbers()).hit


def test_one_that_could_not_be_announced_outdates_at_its_end(
    cache: GenerationCache, writes: Writes
) -> None:
    assert is_kept(cache)
    writes.end(CHANGED, UNANNOUNCED)
    assert not get(cache, numbers()).hit


def test_one_that_never_ends_is_forgotten_whatever_others_do(
    cache: GenerationCache, writes: Writes, redis: Redis
) -> None:
    dead = writes.begin(CHANGED)
    faults.command(redis, "ZADD", HERE.generation, "1", dead)  # its time is over
    writes.end(CHANGED, writes.begin(CHANGED))
    assert is_kept(cache)
