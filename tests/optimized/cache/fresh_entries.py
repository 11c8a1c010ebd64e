"""What holds for each cache of entries while Redis is well.

The tests of a cache are those of `FreshEntries`, with a fixture `ask` of its own.
"""

from __future__ import annotations

import pytest

from optimized.customers.infrastructure.cache.generation_cache import Address
from optimized.customers.infrastructure.cache.keys import EPOCH
from optimized.customers.infrastructure.cache.writes import Writes
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, THERE, Answer, Ask, is_kept, numbers
from tests.support.servers import Redis
from tests.support.waiting import until

CHANGED = [HERE.generation]


class FreshEntries:
    """Entries are found until something outdates them."""

    def test_what_was_computed_is_found_again_byte_for_byte(self, ask: Ask) -> None:
        value = bytes(range(256)) * 40
        assert ask(lambda: value) == Answer(value, hit=False)
        assert ask(lambda: value) == Answer(value, hit=True)

    def test_what_the_epoch_alone_outdates_is_kept_at_once(self, ask: Ask, redis: Redis) -> None:
        faults.command(redis, "FLUSHALL")
        compute, reference = numbers(), Address("cities", EPOCH)
        assert ask(compute, reference) == Answer(b"1", hit=False)
        assert ask(compute, reference) == Answer(b"1", hit=True)

    def test_entries_expire_at_different_times_around_the_one_asked_for(
        self, ask: Ask, redis: Redis
    ) -> None:
        for number in range(50):
            ask(numbers(), Address(f"entry {number}", "generation:here"))
        lives = {int(faults.command(redis, "PTTL", f"entry {number}")) for number in range(50)}
        assert 260_000 < min(lives) < max(lives) <= 330_000
        assert max(lives) - min(lives) > 10_000

    def test_a_full_redis_evicts_and_the_answers_stay_right(self, ask: Ask, redis: Redis) -> None:
        policy = ("maxmemory-policy", "allkeys-lru", "maxmemory", "3mb")
        faults.command(redis, "CONFIG", "SET", *policy)
        for number in [*range(2000), *range(2000)]:
            address = Address(f"entry {number}", f"generation:{number}")
            value = b"%d" % number * 2000
            assert ask(lambda value=value: value, address).value == value  # type: ignore[misc]
        assert int(faults.command(redis, "DBSIZE")) < 1000
        assert faults.command(redis, "EXISTS", "entry 1999") == "1"
        until(lambda: is_kept(ask))

    @pytest.mark.parametrize("generation", [HERE.generation, EPOCH])
    def test_what_was_kept_under_another_generation_is_computed_again(
        self, ask: Ask, redis: Redis, generation: str
    ) -> None:
        compute = numbers()
        ask(compute)
        faults.command(redis, "DEL", generation)
        assert ask(compute) == Answer(b"2", hit=False)
        assert ask(compute) == Answer(b"2", hit=True)

    def test_what_was_read_before_a_write_and_stored_after_it_is_never_found(
        self, ask: Ask, redis: Redis
    ) -> None:
        def read_slowly() -> bytes:
            faults.command(redis, "DEL", HERE.generation)  # the write, when this has already read
            return b"old"

        assert ask(read_slowly).value == b"old"
        assert ask(lambda: b"new") == Answer(b"new", hit=False)


class DuringWrites:
    """What readers find while a write is under way, and after one whose writer was killed."""

    def test_from_its_announcement_on_nothing_older_is_found(
        self, ask: Ask, writes: Writes
    ) -> None:
        ask(lambda: b"old")
        writes.begin(CHANGED)
        assert ask(lambda: b"new") == Answer(b"new", hit=False)

    def test_until_the_end_of_the_last_nothing_is_kept(self, ask: Ask, writes: Writes) -> None:
        first, second = writes.begin(CHANGED), writes.begin(CHANGED)
        writes.end(CHANGED, first)
        assert not is_kept(ask)
        writes.end(CHANGED, second)
        assert is_kept(ask)

    def test_what_no_write_concerns_is_found(self, ask: Ask, writes: Writes) -> None:
        ask(numbers(), THERE)
        writes.begin(CHANGED)
        assert ask(numbers(), THERE).hit

    def test_after_a_flush_in_between_its_end_outdates_what_was_kept_since(
        self, ask: Ask, writes: Writes, redis: Redis
    ) -> None:
        write = writes.begin(CHANGED)
        faults.command(redis, "FLUSHALL")
        assert is_kept(ask)
        writes.end(CHANGED, write)
        assert not ask(numbers()).hit

    def test_one_that_never_ends_is_forgotten_whatever_others_do(
        self, ask: Ask, writes: Writes, redis: Redis
    ) -> None:
        dead = writes.begin(CHANGED)
        faults.command(redis, "ZADD", HERE.generation, "1", dead)  # its time is over
        writes.end(CHANGED, writes.begin(CHANGED))
        assert is_kept(ask)
