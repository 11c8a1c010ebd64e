"""Entries while Redis is away, slow or full: right, and without a wait for each question."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django_redis.cache import RedisCache  # type: ignore[import-untyped]
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.generation_cache import Claim, GenerationCache
from optimized.customers.infrastructure.cache.invalidation import (
    CacheInvalidation,
    UnannouncedWriteError,
)
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, Answer, get, numbers
from tests.support.servers import Redis
from tests.support.waiting import until


@pytest.fixture
def redis(redis: Redis, settings: Settings) -> Redis:
    settings.CACHES = configuration.backends(redis.url)
    return redis


def is_used_again(cache: GenerationCache) -> None:
    """Return once what is computed now is kept; "old" must never be found."""

    def hit() -> bool:
        answer = get(cache, lambda: "new")
        assert answer.value == "new"
        return answer.hit

    until(hit)


def test_a_killed_redis_leaves_the_database(cache: GenerationCache, redis: Redis) -> None:
    get(cache, lambda: "old")
    faults.kill(redis)
    assert get(cache, lambda: "new") == Answer("new", hit=False)


def test_a_redis_that_is_started_again_is_used_again(cache: GenerationCache, redis: Redis) -> None:
    get(cache, lambda: "old")
    faults.kill(redis)
    with faults.started_again(redis):
        is_used_again(cache)


def test_a_redis_started_from_an_old_dump_is_not_trusted(
    cache: GenerationCache, redis: Redis
) -> None:
    get(cache, lambda: "old")
    faults.command(redis, "SAVE")
    faults.kill(redis)
    with faults.started_again(redis):
        assert faults.command(redis, "EXISTS", HERE.key, EPOCH) == "2"
        is_used_again(cache)


def test_connections_to_the_same_server_leave_the_entries(
    cache: GenerationCache, redis: Redis
) -> None:
    get(cache, numbers())
    faults.command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert get(cache, numbers()) == Answer(1, hit=True)


def test_a_new_server_leaves_a_write_of_all_entries_under_way(
    cache: GenerationCache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    invalidation.reference_changes()
    faults.command(redis, "DEL", "generation:server")
    faults.command(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    get(cache, numbers())
    assert faults.command(redis, "TYPE", EPOCH) == "zset"


def test_without_redis_at_the_start_the_cache_begins_once_it_is_there(
    cache: GenerationCache, redis: Redis
) -> None:
    faults.kill(redis)
    assert not get(cache, lambda: "old").hit
    with faults.started_again(redis):
        is_used_again(cache)


def test_of_a_paused_redis_few_ask(
    cache: GenerationCache, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = RedisCache.get_many

    def get_many(*arguments: Any) -> Any:
        asked.append(arguments)
        return ask(*arguments)

    monkeypatch.setattr(RedisCache, "get_many", get_many)
    with faults.paused(redis):
        assert not any(get(cache, numbers()).hit for _ in range(200))
    assert len(asked) < 100  # one in each quarter of a second


def test_after_a_stall_the_entries_are_still_there(
    cache: GenerationCache, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    get(cache, lambda: "kept")

    def write() -> None:
        invalidation.customer_changes(1)()

    with faults.paused(redis):
        writing = threading.Thread(target=write)
        writing.start()
        assert not get(cache, lambda: "read").hit
        time.sleep(0.1)  # in all longer than a reader waits, and shorter than a writer
    writing.join()
    assert circuit.closed() is not None
    until(lambda: get(cache, lambda: "read").hit)
    assert get(cache, lambda: "read").value == "kept"


def test_a_write_that_redis_was_not_told_of_is_seen_by_everybody_who_asks_later(
    cache: GenerationCache, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    get(cache, lambda: "old")
    with faults.paused(redis):
        invalidation.reference_changes()()
    assert circuit.closed() is None  # the pause is over, and the entry still there
    is_used_again(cache)
    assert circuit.closed() is not None


def test_a_write_whose_announcement_came_too_late_does_not_stay_under_way(
    cache: GenerationCache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    invalidation.customer_changes(1)()  # connected
    with faults.paused(redis):
        invalidation.customer_changes(1)()
    until(lambda: faults.command(redis, "TYPE", PAGES) == "zset")  # carried out by now
    is_used_again(cache)  # the circuit is closed
    invalidation.customer_changes(1)()
    assert faults.command(redis, "TYPE", PAGES) == "none"


def test_a_write_whose_end_redis_was_not_told_of_is_seen_after_a_restart(
    cache: GenerationCache, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    committed = invalidation.reference_changes()
    faults.kill(redis)
    with faults.started_again(redis):
        until(lambda: get(cache, lambda: "old").hit)
        with faults.paused(redis):
            committed()
        assert circuit.closed() is None
        is_used_again(cache)


def test_while_the_circuit_is_open_no_write_asks_redis(
    redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
) -> None:
    circuit.open()
    faults.command(redis, "SET", EPOCH, "1")
    invalidation.reference_changes()()
    assert faults.command(redis, "GET", EPOCH) == "1"


def test_what_is_computed_while_the_circuit_opens_is_not_kept(
    cache: GenerationCache, redis: Redis, circuit: Circuit
) -> None:
    get(cache, circuit.open)
    assert faults.command(redis, "EXISTS", HERE.key) == "0"


def test_a_write_outdates_in_a_redis_that_refuses_to_store(
    cache: GenerationCache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    get(cache, lambda: "old")
    faults.command(redis, "CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    invalidation.reference_changes()()
    assert get(cache, lambda: "new") == Answer("new", hit=False)
    faults.command(redis, "CONFIG", "SET", "maxmemory", "0")
    is_used_again(cache)


def test_the_first_write_after_a_restart_is_not_lost(
    cache: GenerationCache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    invalidation.reference_changes()()
    get(cache, lambda: "old")
    faults.command(redis, "SAVE")
    faults.kill(redis)
    with faults.started_again(redis):
        invalidation.reference_changes()()
        is_used_again(cache)


def test_a_write_across_a_restart_outdates_what_was_kept_before_its_commit(
    cache: GenerationCache, redis: Redis, invalidation: CacheInvalidation
) -> None:
    committed = invalidation.reference_changes()
    faults.kill(redis)
    with faults.started_again(redis):
        until(lambda: get(cache, lambda: "old").hit)
        committed()
        is_used_again(cache)


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
    assert get(cache, numbers()) == Answer(1, hit=False)
