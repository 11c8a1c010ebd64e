"""Rows in PostgreSQL's binary COPY format.

https://www.postgresql.org/docs/17/sql-copy.html#SQL-COPY-FILE-FORMATS
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from dataset.customers import EPOCH, Customers
from dataset.draws import Integers
from dataset.numerics import numeric_pieces
from dataset.pieces import Column, Pieces, fixed, join
from dataset.pools import Pools
from dataset.spec import EMAIL_NUMBERS
from dataset.vectors import Vectors
from dataset.words import ascii_word

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"

_FIELDS = 13
_POSTGRESQL_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_DAYS = (_POSTGRESQL_EPOCH - EPOCH).days
_MICROSECONDS = (_POSTGRESQL_EPOCH - EPOCH) // timedelta(microseconds=1)

# Neighbouring fields of a fixed size; before each stands its size.
_HEAD = np.dtype([("fields", ">i2"), ("id_size", ">i4"), ("id", ">i8")])
_EMAIL_SIZE = np.dtype([("email_size", ">i4")])
_MIDDLE = np.dtype(
    [
        *[("phone_size", ">i4"), ("phone", "S13")],
        *[("national_id_size", ">i4"), ("national_id", "S12")],
        *[("birth_date_size", ">i4"), ("birth_date", ">i4")],
        *[("is_active_size", ">i4"), ("is_active", "?")],
    ]
)
_TAIL = np.dtype(
    [
        *[("created_at_size", ">i4"), ("created_at", ">i8")],
        *[("updated_at_size", ">i4"), ("updated_at", ">i8")],
        *[("city_id_size", ">i4"), ("city_id", ">i8")],
        *[("company_id_size", ">i4"), ("company_id", ">i8")],
    ]
)


def city_rows(pools: Pools) -> bytes:
    """Return all rows of cities: id, name, country."""
    return _reference_rows([(city.name, city.country) for city in pools.cities])


def company_rows(pools: Pools) -> bytes:
    """Return all rows of companies: id, name, industry."""
    return _reference_rows([(company.name, company.industry) for company in pools.companies])


@dataclass(frozen=True, slots=True)
class CustomerEncoder:
    """Makes rows of customers; with `vectors` they end with the optimized service's search."""

    first_names: Pieces
    last_names: Pieces
    email_firsts: Pieces
    email_lasts: Pieces
    email_numbers: Pieces
    email_domains: Pieces
    vectors: Vectors | None = None

    @classmethod
    def of(cls, pools: Pools, *, search: bool) -> CustomerEncoder:
        """Return the encoder for customers of `pools`."""
        return cls(
            first_names=Pieces.of(map(_text, pools.first_names)),
            last_names=Pieces.of(map(_text, pools.last_names)),
            email_firsts=Pieces.of(f"{ascii_word(name)}.".encode() for name in pools.first_names),
            email_lasts=Pieces.of(f"{ascii_word(name)}.".encode() for name in pools.last_names),
            email_numbers=Pieces.of(b"%04d@" % number for number in range(EMAIL_NUMBERS)),
            email_domains=Pieces.of(f"{label}.example".encode() for label in pools.domains),
            vectors=Vectors.of(pools) if search else None,
        )

    def rows(self, block: Customers) -> bytes:
        """Return the rows of `block`: the contract's columns in their order, then the search."""
        columns = [
            _head(block, _FIELDS + (self.vectors is not None)),
            self.first_names.take(block.first_name),
            self.last_names.take(block.last_name),
            *self._email(block),
            _middle(block),
            numeric_pieces(block.balance),
            _tail(block),
        ]
        if self.vectors is not None:
            columns += self.vectors.columns(block)
        return join(columns)

    def _email(self, block: Customers) -> list[Column]:
        parts = (
            (self.email_firsts, block.first_name),
            (self.email_lasts, block.last_name),
            (self.email_numbers, block.email_number),
            (self.email_domains, block.email_domain),
        )
        size = np.empty(len(block.ids), _EMAIL_SIZE)
        size["email_size"] = sum(pieces.sizes[picks] for pieces, picks in parts)
        return [fixed(size), *(pieces.take(picks) for pieces, picks in parts)]


def _text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack(">i", len(encoded)) + encoded


def _reference_rows(rows: list[tuple[str, str]]) -> bytes:
    return b"".join(
        struct.pack(">hiq", 3, 8, number) + _text(name) + _text(kind)
        for number, (name, kind) in enumerate(rows, 1)
    )


def _head(block: Customers, fields: int) -> Column:
    records = _sized(_HEAD, len(block.ids))
    records["fields"] = fields
    records["id"] = block.ids
    return fixed(records)


def _middle(block: Customers) -> Column:
    records = _sized(_MIDDLE, len(block.ids))
    records["phone"] = _digits(block.phone, prefix=b"+")
    records["national_id"] = _digits(block.national_id)
    records["birth_date"] = block.birth_date - _DAYS
    records["is_active"] = block.is_active
    return fixed(records)


def _tail(block: Customers) -> Column:
    records = _sized(_TAIL, len(block.ids))
    records["created_at"] = block.created_at - _MICROSECONDS
    records["updated_at"] = block.updated_at - _MICROSECONDS
    records["city_id"] = block.city + 1
    records["company_id"] = block.company + 1
    return fixed(records)


def _sized(layout: np.dtype[np.void], rows: int) -> npt.NDArray[np.void]:
    records = np.empty(rows, layout)
    for name in layout.names or ():
        if name.endswith("_size"):
            records[name] = layout[name.removesuffix("_size")].itemsize
    return records


_FOUR_DIGITS = np.array([b"%04d" % number for number in range(10_000)])


def _digits(numbers: Integers, prefix: bytes = b"") -> npt.NDArray[np.bytes_]:
    """Return `numbers` as twelve ASCII digits each, after `prefix`."""
    layout = [("prefix", f"S{len(prefix)}"), ("high", "S4"), ("middle", "S4"), ("low", "S4")]
    text = np.empty(len(numbers), layout if prefix else layout[1:])
    if prefix:
        text["prefix"] = prefix
    text["high"] = _FOUR_DIGITS[numbers // 10**8]
    text["middle"] = _FOUR_DIGITS[numbers // 10**4 % 10**4]
    text["low"] = _FOUR_DIGITS[numbers % 10**4]
    return text.view(f"S{text.dtype.itemsize}")
