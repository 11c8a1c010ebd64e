"""Writes under way, as readers see them: beside what they outdate, in the place of generations."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from importlib.resources import files
from typing import Final, Protocol

from django.core.cache.backends.base import BaseCache
from redis import Redis

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


class Writes(Protocol):
    """Tells the readers of all processes, from a writer's thread."""

    def begin(self, generations: Sequence[str]) -> str:
        """Let no entry of `generations` be right or kept; return the write's name for `end`."""

    def end(self, generations: Sequence[str], write: str) -> None:
        """Outdate what was kept of `generations`, and let new entries be kept."""


class RedisWrites:
    """Implements Writes. Its methods raise RedisError.

    A generation under a write is a sorted set of the writes, by when each is forgotten: MGET finds
    no value there and SET NX makes none, so that a reader finds no generation, and asks nothing
    more than else. When the last write has ended the set is gone.
    """

    def __init__(self, client: Redis) -> None:
        self._begins = client.register_script(BEGINS)
        self._ends = client.register_script(ENDS)

    def begin(self, generations: Sequence[str]) -> str:
        """See Writes."""
        write = secrets.token_hex(8)
        self._begins(generations, [write, _SECONDS])
        return write

    def end(self, generations: Sequence[str], write: str) -> None:
        """See Writes."""
        self._ends(generations, [write])


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
