"""Where in an ordered list a page begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """The first page."""


@dataclass(frozen=True, slots=True)
class After:
    """The rows that follow the row with this ordering value (as PostgreSQL prints it) and id."""

    value: str
    id: int


@dataclass(frozen=True, slots=True)
class Before:
    """The rows that lead up to the row with this ordering value and id."""

    value: str
    id: int


@dataclass(frozen=True, slots=True)
class Number:
    """The numbered page of the plain pagination; counts from 1."""

    number: int


Position = Start | After | Before | Number
