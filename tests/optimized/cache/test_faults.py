"""The base's cache and its writers while Redis is away or slow: see faulty_redis.py."""

from __future__ import annotations

from typing import Any

import pytest
from django_redis.cache import RedisCache  # type: ignore[import-untyped]

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.generation_cache import Claim, GenerationCache
from optimized.customers.infrastructure.cache.invalidation import (
    CacheInvalidation,
    UnannouncedWriteError,
)
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, Answer, Ask, get, is_used_again, numbers
from tests.optimized.cache.faulty_redis import FaultyRedis
from tests.support.servers import Redis
from tests.support.waiting import until


@pytest.fixture
def patient() -> bool:
    return False


class TestFaults(FaultyRedis):
    """In threads."""


def test_connections_to_the_same_server_leave_the_entries(ask: Ask, redis: Redis) -> None:
    ask(numbers())
    faults.command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert ask(numbers()) == Answer(b"1", hit=True)


def test_a_new_server_leaves_a_write_of_all_entries_under_way(
    ask: Ask, redis: Redis, invalidation: CacheInvalidation
) -> None:
    invalidation.reference_changes()
    faults.command(redis, "DEL", "generation:server")
    faults.command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    ask(numbers())
    assert faults.command(redis, "TYPE", EPOCH) == "zset"


def test_of_a_paused_redis_few_ask(ask: Ask, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = RedisCache.get_many

    def get_many(*arguments: Any) -> Any:
        asked.append(arguments)
        return plain(*arguments)

    monkeypatch.setattr(RedisCache, "get_many", get_many)
    with faults.paused(redis):
        assert not any(ask(numbers()).hit for _ in range(200))
    assert len(asked) < 100  # one in each quarter of a second


def test_a_write_whose_announcement_came_too_late_does_not_stay_under_way(
    ask: Ask, redis: Redis, invalidation: CacheInvalidation
) -> None:
    invalidation.customer_changes(1)()  # connected
    with faults.paused(redis):
        invalidation.customer_changes(1)()
    until(lambda: faults.command(redis, "TYPE", PAGES) == "zset")  # carried out by now
    is_used_again(ask)  # the circuit is closed
    invalidation.customer_changes(1)()
    assert faults.command(redis, "TYPE", PAGES) == "none"


def test_while_the_circuit_is_open_no_write_asks_redis(
    redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    circuit.open()
    faults.command(redis, "SET", EPOCH, "1")
    invalidation.reference_changes()()
    assert faults.command(redis, "GET", EPOCH) == "1"


@pytest.mark.parametrize("restarts", [False, True])
def test_a_process_outside_the_service_is_told_that_it_cannot_announce(
    redis: Redis, *, restarts: bool
) -> None:
    outside = CacheInvalidation(configuration.writes(), circuit=None)
    committed = outside.reference_changes()
    faults.kill(redis)
    if restarts:
        with faults.started_again(redis):
            committed()
        return
    with pytest.raises(UnannouncedWriteError, match="The write is committed"):
        committed()
    with pytest.raises(UnannouncedWriteError, match="OPTIMIZATIONS=-cache"):
        outside.reference_changes()


def test_a_reader_that_died_while_computing_holds_others_up_for_a_moment(
    cache: GenerationCache,
) -> None:
    assert isinstance(cache.claim(HERE), Claim)  # and is never heard of again
    assert get(cache, numbers()) == Answer(b"1", hit=False)
