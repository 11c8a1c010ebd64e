"""Announces writes under way in Redis, in place of the generations that they change."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import Any, Final, Protocol

from django.core.cache.backends.base import BaseCache
from redis import Redis
from redis.exceptions import RedisError

from optimized.customers.infrastructure.cache.keys import new_generation

# Longer than from the announcement to the end of a commit, which DATABASE_TIMEOUT_SECONDS bounds,
# and than a load takes to freeze its rows. After a writer's death, or a transaction that was rolled
# back, lists are not kept for so long.
_SECONDS: Final = 120

UNANNOUNCED: Final = ""
"""The name of a write that did not begin, for its end."""

_SCRIPTS: Final = files(__package__)
BEGINS: Final = _SCRIPTS.joinpath("write_begins.lua").read_text()
ENDS: Final = _SCRIPTS.joinpath("write_ends.lua").read_text()
NEW_SERVER: Final = _SCRIPTS.joinpath("new_server.lua").read_text()
GENERATIONS: Final = _SCRIPTS.joinpath("generations.lua").read_text()


class Writes(Protocol):
    """Announces writes to the readers of all processes, in the writer's thread."""

    def begin(self, generations: Sequence[str]) -> str:
        """Let no entry of `generations` be found or kept; return the write's name for `end`."""

    def end(self, generations: Sequence[str], write: str) -> None:
        """Outdate what was kept of `generations`, and let new entries be kept."""

    def generations(self, names: Sequence[str]) -> dict[str, int]:
        """Return generations for a reader, made where they are missing, except under a write.

        In the order of `names`, or all at one instant.
        """


class RedisWrites:
    """Implements Writes. Its methods raise RedisError.

    A generation under a write is a sorted set of the writes, by when each is forgotten: MGET finds
    no value there and SET NX makes none, so readers find no generation, at no further cost. When
    the last write has ended the set is gone.
    """

    def __init__(self, client: Redis) -> None:
        self._begins = client.register_script(BEGINS)
        self._ends = client.register_script(ENDS)
        self._generations = client.register_script(GENERATIONS)
        self._lost: deque[tuple[Sequence[str], str]] = deque(maxlen=1000)

    def begin(self, generations: Sequence[str]) -> str:
        """See Writes."""
        self._end_lost()
        write = secrets.token_hex(8)
        with self._remembered(generations, write):
            self._begins(generations, [write, _SECONDS])
        return write

    def end(self, generations: Sequence[str], write: str) -> None:
        """See Writes."""
        with self._remembered(generations, write):
            self._ends(generations, [write])

    def generations(self, names: Sequence[str]) -> dict[str, int]:
        """See Writes."""
        found = self._generations(names, [new_generation()])
        return {name: int(each) for name, each in zip(names, found, strict=True) if each}

    @contextmanager
    def _remembered(self, generations: Sequence[str], write: str) -> Iterator[None]:
        """Remember a write whose beginning Redis may carry out after a timeout: see _end_lost."""
        try:
            yield
        except RedisError:
            if write != UNANNOUNCED:
                self._lost.append((generations, write))
            raise

    def _end_lost(self) -> None:
        """End writes that timed out: nothing would be kept until they are forgotten."""
        with suppress(IndexError):
            while True:
                self.end(*self._lost.popleft())


class LocalWrites:
    """Implements Writes for a memory that ends with the only process that reads and writes it."""

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache

    def begin(self, _generations: Sequence[str]) -> str:
        """See Writes. What is kept before `end` is outdated by that."""
        return UNANNOUNCED

    def end(self, generations: Sequence[str], _write: str) -> None:
        """See Writes."""
        self._cache.delete_many(generations)

    def generations(self, names: Sequence[str]) -> dict[str, int]:
        """See Writes."""
        made: dict[str, Any] = {}
        for name in names:
            made[name] = self._cache.get_or_set(name, new_generation, None)
        return made
