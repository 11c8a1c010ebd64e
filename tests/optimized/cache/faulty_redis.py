"""What holds for each cache of entries while Redis is away, slow or full.

The tests of a cache are those of `FaultyRedis`, with a fixture `ask` of its own and, as the fixture
`patient` says, the service's own timeouts.
"""

from __future__ import annotations

import threading
import time

from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.keys import EPOCH
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, Answer, Ask, is_used_again
from tests.support.servers import Redis
from tests.support.waiting import until


class FaultyRedis:
    """Answers are right, and what is kept is believed only if no write can have been missed."""

    def test_a_killed_redis_leaves_the_database(self, ask: Ask, redis: Redis) -> None:
        ask(lambda: b"old")
        faults.kill(redis)
        assert ask(lambda: b"new") == Answer(b"new", hit=False)

    def test_a_redis_started_from_an_old_dump_is_not_trusted(self, ask: Ask, redis: Redis) -> None:
        ask(lambda: b"old")
        faults.command(redis, "SAVE")
        faults.kill(redis)
        with faults.started_again(redis):
            assert faults.command(redis, "EXISTS", HERE.key, EPOCH) == "2"
            is_used_again(ask)

    def test_after_a_stall_the_entries_are_still_there(
        self, ask: Ask, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
    ) -> None:
        ask(lambda: b"kept")

        def write() -> None:
            invalidation.customer_changes(1)()

        with faults.paused(redis):
            writing = threading.Thread(target=write)
            writing.start()
            assert not ask(lambda: b"read").hit
            time.sleep(0.1)  # in all longer than a reader waits, and shorter than a writer
        writing.join()
        assert circuit.closed() is not None
        until(lambda: ask(lambda: b"read").hit)
        assert ask(lambda: b"read").value == b"kept"

    def test_a_write_that_redis_was_not_told_of_is_seen_by_everybody_who_asks_later(
        self, ask: Ask, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
    ) -> None:
        ask(lambda: b"old")
        with faults.paused(redis):
            invalidation.reference_changes()()
        assert circuit.closed() is None  # the pause is over, and the entry still there
        is_used_again(ask)
        assert circuit.closed() is not None

    def test_a_write_whose_end_redis_was_not_told_of_is_seen_after_a_restart(
        self, ask: Ask, redis: Redis, circuit: Circuit, invalidation: CacheInvalidation
    ) -> None:
        committed = invalidation.reference_changes()
        faults.kill(redis)
        with faults.started_again(redis):
            until(lambda: ask(lambda: b"old").hit)
            with faults.paused(redis):
                committed()
            assert circuit.closed() is None
            is_used_again(ask)

    def test_what_is_computed_while_the_circuit_opens_is_not_kept(
        self, ask: Ask, redis: Redis, circuit: Circuit
    ) -> None:
        def compute() -> bytes:
            circuit.open()
            return b"old"

        ask(compute)
        assert faults.command(redis, "EXISTS", HERE.key) == "0"

    def test_a_write_outdates_in_a_redis_that_refuses_to_store(
        self, ask: Ask, redis: Redis, invalidation: CacheInvalidation
    ) -> None:
        ask(lambda: b"old")
        full = ("maxmemory-policy", "noeviction", "maxmemory", "1")
        faults.command(redis, "CONFIG", "SET", *full)
        invalidation.reference_changes()()
        assert ask(lambda: b"new") == Answer(b"new", hit=False)
        faults.command(redis, "CONFIG", "SET", "maxmemory", "0")
        is_used_again(ask)

    def test_a_write_across_a_restart_outdates_what_was_kept_before_its_commit(
        self, ask: Ask, redis: Redis, invalidation: CacheInvalidation
    ) -> None:
        committed = invalidation.reference_changes()
        faults.kill(redis)
        with faults.started_again(redis):
            until(lambda: ask(lambda: b"old").hit)
            committed()
            is_used_again(ask)
