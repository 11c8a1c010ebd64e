"""Entries while Redis is well."""

from __future__ import annotations

import pytest

from optimized.customers.infrastructure.cache.generation_cache import Address, GenerationCache
from optimized.customers.infrastructure.cache.keys import EPOCH
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, THERE, Answer, get, is_kept, numbers
from tests.support.servers import Redis
from tests.support.waiting import until


def test_what_was_computed_is_found_again(cache: GenerationCache) -> None:
    compute = numbers()
    assert get(cache, compute) == Answer(1, hit=False)
    assert get(cache, compute) == Answer(1, hit=True)


def test_entries_expire_at_different_times_around_the_one_asked_for(
    cache: GenerationCache, redis: Redis
) -> None:
    for number in range(50):
        get(cache, numbers(), Address(f"entry {number}", "generation:here"))
    lives = {int(faults.command(redis, "PTTL", f"entry {number}")) for number in range(50)}
    assert 260_000 < min(lives) < max(lives) <= 330_000
    assert max(lives) - min(lives) > 10_000


def test_a_full_redis_evicts_and_the_answers_stay_right(
    cache: GenerationCache, redis: Redis
) -> None:
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", "3mb")
    for number in [*range(1000), *range(1000)]:
        address = Address(f"entry {number}", f"generation:{number}")
        value = b"%d" % number * 2000
        assert get(cache, lambda value=value: value, address).value == value  # type: ignore[misc]
    assert int(faults.command(redis, "DBSIZE")) < 1000
    until(lambda: is_kept(cache))


@pytest.mark.parametrize("generation", [HERE.generation, EPOCH])
def test_what_was_kept_under_another_generation_is_computed_again(
    cache: GenerationCache, redis: Redis, generation: str
) -> None:
    compute = numbers()
    get(cache, compute)
    faults.command(redis, "DEL", generation)
    assert get(cache, compute) == Answer(2, hit=False)
    assert get(cache, compute) == Answer(2, hit=True)


def test_another_generation_does_not_matter(cache: GenerationCache, redis: Redis) -> None:
    get(cache, numbers())
    faults.command(redis, "DEL", THERE.generation)
    assert get(cache, numbers()).hit


def test_what_was_read_before_a_write_and_stored_after_it_is_never_found(
    cache: GenerationCache, redis: Redis
) -> None:
    def read_slowly() -> str:
        faults.command(redis, "DEL", HERE.generation)  # the write, when this has already read
        return "old"

    assert get(cache, read_slowly).value == "old"
    assert get(cache, lambda: "new") == Answer("new", hit=False)


def test_a_flushed_redis_costs_one_computation(cache: GenerationCache, redis: Redis) -> None:
    compute = numbers()
    get(cache, compute)
    faults.command(redis, "FLUSHALL")
    assert get(cache, compute) == Answer(2, hit=False)
    assert get(cache, compute).hit


def test_a_failed_computation_holds_nobody_up(cache: GenerationCache, redis: Redis) -> None:
    with pytest.raises(ZeroDivisionError):
        get(cache, lambda: 1 // 0)
    assert faults.command(redis, "KEYS", "lock:*") == ""
