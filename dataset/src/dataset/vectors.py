"""The optimized service's search vectors in binary, equal to what its trigger makes.

Weight A: names, B: e-mail, C: city and company. Each word stands once, at position 1 with the
highest of its weights. Format: tsvectorsend in utils/adt/tsvector.c.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dataset.customers import Customers
from dataset.draws import Integers
from dataset.pieces import Column, Pieces, fixed
from dataset.pools import Pools
from dataset.spec import EMAIL_NUMBERS
from dataset.words import ascii_word, words

# A position's two high bits are its weight.
_A, _B, _C = (weight << 14 | 1 for weight in (3, 2, 1))

_Lexemes = dict[str, int]  # a word, and its position with its weight
_SIZES = np.dtype([("size", ">i4"), ("count", ">i4")])


@dataclass(frozen=True, slots=True)
class _Table:
    """The lexemes of each value of a pool: encoded, counted, and the numbers of shared words."""

    lexemes: list[_Lexemes]
    pieces: Pieces
    counts: Integers
    shared: Integers

    @classmethod
    def of(cls, lexemes: list[_Lexemes], numbers: dict[str, int]) -> _Table:
        shared = [[numbers[word] for word in value if word in numbers] for value in lexemes]
        width = max(map(len, shared))
        padded = [row + [-1] * (width - len(row)) for row in shared]
        return cls(
            lexemes=lexemes,
            pieces=Pieces.of(map(_encode, lexemes)),
            counts=np.array([len(value) for value in lexemes]),
            shared=np.array(padded, np.int64).reshape(len(lexemes), width),
        )


@dataclass(frozen=True, slots=True)
class Vectors:
    """Makes the search vectors of customers of some pools."""

    first_names: _Table
    last_names: _Table
    email_numbers: _Table
    email_domains: _Table
    cities: _Table
    companies: _Table

    @classmethod
    def of(cls, pools: Pools) -> Vectors:
        """Return the maker for customers of `pools`."""
        lexemes = [
            [_name(name) for name in pools.first_names],
            [_name(name) for name in pools.last_names],
            [{f"{number:04d}": _B} for number in range(EMAIL_NUMBERS)],
            [{label: _B, "example": _B} for label in pools.domains],
            [dict.fromkeys(words(city.name), _C) for city in pools.cities],
            [dict.fromkeys(words(company.name), _C) for company in pools.companies],
        ]
        numbers = _shared_words(lexemes)
        return cls(*(_Table.of(values, numbers) for values in lexemes))

    def columns(self, block: Customers) -> list[Column]:
        """Return the pieces of each row's vector, its size before it."""
        picks = (
            (self.first_names, block.first_name),
            (self.last_names, block.last_name),
            (self.email_numbers, block.email_number),
            (self.email_domains, block.email_domain),
            (self.cities, block.city),
            (self.companies, block.company),
        )
        sizes = np.empty(len(block.ids), _SIZES)
        sizes["size"] = 4 + sum(table.pieces.sizes[rows] for table, rows in picks)
        sizes["count"] = sum(table.counts[rows] for table, rows in picks)
        columns = [table.pieces.take(rows) for table, rows in picks]
        shared = np.concatenate([table.shared[rows] for table, rows in picks], axis=1)
        for row in _repeating(shared):
            merged = _merge(table.lexemes[rows[row]] for table, rows in picks)
            encoded = _encode(merged)
            sizes[row] = 4 + len(encoded), len(merged)
            for column in columns:
                column[row] = b""
            columns[0][row] = encoded
        return [fixed(sizes), *columns]


def _name(name: str) -> _Lexemes:
    # an address spells the name too: most of the time with the same word
    return _merge([dict.fromkeys(words(name), _A), {ascii_word(name): _B}])


def _shared_words(pools: Iterable[list[_Lexemes]]) -> dict[str, int]:
    """Number the words of more than one pool: only they can come twice in a row."""
    seen = Counter(word for pool in pools for word in set().union(*pool))
    shared = [word for word, times in seen.items() if times > 1]
    return {word: number for number, word in enumerate(shared)}


def _repeating(shared: Integers) -> list[int]:
    """Return the rows of `shared` in which a number that is not -1 stands twice."""
    ordered = np.sort(shared, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)
    return np.flatnonzero(twice.any(axis=1)).tolist()


def _merge(parts: Iterable[_Lexemes]) -> _Lexemes:
    merged: _Lexemes = {}
    for part in parts:
        for word, position in part.items():
            merged[word] = max(position, merged.get(word, 0))
    return merged


def _encode(lexemes: _Lexemes) -> bytes:
    return b"".join(
        word.encode() + b"\0" + struct.pack(">HH", 1, position)
        for word, position in lexemes.items()
    )
