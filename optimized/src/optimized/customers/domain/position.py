"""Where in an ordered list a page begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """The first page."""


@dataclass(frozen=True, slots=True)
class After:
    """The rows after the one with this ordering value, as PostgreSQL prints it, and this id."""

    value: str
    id: int


@dataclass(frozen=True, slots=True)
class Before:
    """The rows before the one with this ordering value and this id."""

    value: str
    id: int


Position = Start | After | Before
