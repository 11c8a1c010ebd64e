"""Where in an ordered list a page begins."""

from __future__ import annotations

from collections.abc import Sequence
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

Anchors = Sequence[tuple[str, int]]
"""Ordering value and id of the rows of a page: at least of the first and of the last."""


def neighbours(
    rows: Anchors, position: Position, *, more: bool
) -> tuple[Position | None, Position | None]:
    """Return where the next page begins, and the previous one; None where there is none.

    `more`: whether rows lie beyond the page, in the direction of reading.
    """
    following: Position | None = None
    preceding: Position | None = None
    backwards = isinstance(position, Before)
    if more or backwards:
        following = After(*rows[-1]) if rows else Start()
    if rows and not isinstance(position, Start) and (more or not backwards):
        preceding = Before(*rows[0])
    return following, preceding
