"""The orders in which customers are listed. Ties always fall back to `id`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What customers can be ordered by; `RELEVANCE` only makes sense beside a search."""

    ID = "id"
    LAST_NAME = "last_name"
    BIRTH_DATE = "birth_date"
    BALANCE = "balance"
    CREATED_AT = "created_at"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Ordering:
    """A key and its direction; `str()` is the value of the `ordering` parameter."""

    key: Key = Key.ID
    descending: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.key}"


_SORTS = [Ordering(key, down) for key in Key if key is not Key.RELEVANCE for down in (False, True)]
ORDERINGS = {str(ordering): ordering for ordering in _SORTS}
RELEVANCE = Ordering(Key.RELEVANCE)
