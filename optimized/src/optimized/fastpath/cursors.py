"""Cursors: positions as opaque text, bound to the ordering that they were made for."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime

from optimized.customers.application.errors import PageNotFoundError
from optimized.customers.domain.ordering import Key, Ordering
from optimized.customers.domain.position import After, Before
from optimized.fastpath.showing import MAX_ID

_KINDS: dict[str, type[After | Before]] = {"a": After, "b": Before}
MIN_RANK = 1e-38  # what is smaller may be no float4
_CURSOR = re.compile(r"([ab])(-?[a-z_]+) ([0-9]{1,19}) (.*)", re.DOTALL)
# the ordering values as PostgreSQL prints them
_VALUES = {
    Key.ID: re.compile(r"[0-9]{1,19}"),
    Key.LAST_NAME: re.compile(r"[^\x00]{1,100}", re.DOTALL),
    Key.BIRTH_DATE: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    Key.BALANCE: re.compile(r"-?\d{1,10}\.\d\d", re.ASCII),
    Key.CREATED_AT: re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00", re.ASCII),
    Key.RELEVANCE: re.compile(r"-?\d{1,2}(\.\d{1,12})?(e-\d\d)?", re.ASCII),
}


def encode(position: After | Before, ordering: Ordering) -> str:
    """Return the cursor of a position."""
    kind = "b" if isinstance(position, Before) else "a"
    text = f"{kind}{ordering} {position.id} {position.value}"
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode(cursor: str, ordering: Ordering) -> After | Before:
    """Return the position of a cursor.

    Raises PageNotFoundError for one that is broken, or was made for another ordering.
    """
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return _parse(text, ordering)
    except ValueError:
        raise PageNotFoundError("Invalid cursor") from None


def _parse(text: str, ordering: Ordering) -> After | Before:
    parts = _CURSOR.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    kind, name, row, value = parts.groups()
    if name != str(ordering) or int(row) > MAX_ID or not _VALUES[ordering.key].fullmatch(value):
        raise ValueError(text)
    match ordering.key:
        case Key.ID if int(value) > MAX_ID:
            raise ValueError(text)
        case Key.BIRTH_DATE:
            date.fromisoformat(value)
        case Key.CREATED_AT:
            datetime.fromisoformat(value)
        case Key.RELEVANCE if 0 < abs(float(value)) < MIN_RANK:
            raise ValueError(text)
    return _KINDS[kind](value, int(row))
