"""Random numbers as a pure function of seed, column and row id, whole blocks at a time.

splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014) is a
bijective mixer: row n's number needs no other row, so any worker can make any block.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_ROUNDS = 4  # of a Feistel network: as good as random from the outside (Luby, Rackoff 1988)


def _mix(state: _Words) -> _Words:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _stream(seed: int, column: str) -> np.uint64:
    name = hashlib.sha256(f"{seed}/{column}".encode()).digest()
    return np.uint64(int.from_bytes(name[:8], "big"))


def draw(seed: int, column: str, ids: Integers, below: int | Integers) -> Integers:
    """Return a number in [0, below) for each of `ids`; `below` is one bound or a bound a row."""
    words = _mix(ids.astype(np.uint64) * _GAMMA + _stream(seed, column))
    return (words % np.asarray(below, np.uint64)).astype(np.int64)


def scatter(
    seed: int, column: str, ids: Integers, sizes: tuple[int, int]
) -> tuple[Integers, Integers]:
    """Return a pair in [0, sizes[0]) x [0, sizes[1]) for each of `ids`, no two ids the same.

    `ids` must be below the product of `sizes`. An unbalanced Feistel network: each half is
    moved by a hash of the other, which can be undone whatever the hash is.
    """
    first, second = ids % sizes[0], ids // sizes[0]
    for step in range(_ROUNDS):
        first = (first + draw(seed, f"{column}/{step}/first", second, sizes[0])) % sizes[0]
        second = (second + draw(seed, f"{column}/{step}/second", first, sizes[1])) % sizes[1]
    return first, second
