"""What is kept: a value behind the generations that it was read under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where an entry lies and which generation, beside the epoch, outdates it."""

    key: str
    generation: str


@dataclass(frozen=True, slots=True)
class Found:
    """An entry's value, and whether it came from the cache."""

    value: bytes
    hit: bool


@dataclass(frozen=True, slots=True)
class Computed:
    """A value to keep, and `further` entries that were read together with it.

    Whatever outdates one of the further entries must outdate the value as well.
    """

    value: bytes
    further: Sequence[tuple[Address, bytes]] = ()


def stamp(generations: Sequence[bytes | None]) -> bytes | None:
    """Return what an entry read under `generations` begins with; None while one is missing."""
    present = [value for value in generations if value is not None]
    return b"%b\n" % b" ".join(present) if len(present) == len(generations) else None


def unstamp(entry: bytes | None, current: bytes) -> bytes | None:
    """Return the value of an entry, None if it is missing or was not read under `current`."""
    return entry[len(current) :] if entry is not None and entry.startswith(current) else None
