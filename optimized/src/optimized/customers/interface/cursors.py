"""Cursors: positions as opaque text, bound to the ordering that they were made for."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime

from optimized.customers.application.errors import PageNotFoundError
from optimized.customers.domain.customer import MAX_ID
from optimized.customers.domain.ordering import Key, Ordering
from optimized.customers.domain.position import After, Before, Position, Start

_KINDS: dict[str, type[After | Before]] = {"a": After, "b": Before}
_CURSOR = re.compile(r"([ab])(-?[a-z_]+) ([0-9]{1,19}) (.*)", re.DOTALL)
# The ordering values as PostgreSQL prints them.
_VALUES = {
    Key.ID: re.compile(r"[0-9]{1,19}"),
    Key.LAST_NAME: re.compile(r"[^\x00]{1,100}", re.DOTALL),
    Key.BIRTH_DATE: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    Key.BALANCE: re.compile(r"-?\d{1,10}\.\d\d", re.ASCII),
    Key.CREATED_AT: re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00", re.ASCII),
    # PostgreSQL refuses what is smaller than a float4
    Key.RELEVANCE: re.compile(r"-?(\d{1,2}(\.\d{1,12})?|[1-9](\.\d{1,12})?e-[0-3]\d)", re.ASCII),
}


def value(row: object, ordering: Ordering) -> str:
    """Return the ordering value of a row as PostgreSQL prints it."""
    found = getattr(row, "rank" if ordering.key is Key.RELEVANCE else ordering.key.value)
    if isinstance(found, datetime):
        return f"{found:%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".") + "+00"
    return str(found)


def encode(position: Position, ordering: Ordering) -> str | None:
    """Return the cursor of a position; the first page needs none."""
    if isinstance(position, Start):
        return None
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
    return _KINDS[kind](value, int(row))
