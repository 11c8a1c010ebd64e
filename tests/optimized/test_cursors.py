"""Cursors come back as they went, and nothing else is one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimized.customers.application.errors import PageNotFoundError
from optimized.customers.domain.ordering import ORDERINGS, RELEVANCE, Key, Ordering
from optimized.customers.domain.position import After, Before
from optimized.fastpath import cursors

VALUES: dict[Key, st.SearchStrategy[str]] = {
    Key.ID: st.integers(1, 2**63 - 1).map(str),
    Key.LAST_NAME: st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=100
    ),
    Key.BIRTH_DATE: st.dates(date.min).map(date.isoformat),
    Key.BALANCE: st.decimals("-9999999999.99", "9999999999.99", places=2).map(
        lambda number: f"{Decimal(number):.2f}"
    ),
    Key.CREATED_AT: st.datetimes().map(lambda time: f"{time + timedelta(0)}+00"),
    Key.RELEVANCE: st.floats(-10, 0, width=32).map(lambda number: f"{number:.9g}"),
}
an_ordering = st.sampled_from([*ORDERINGS.values(), RELEVANCE])
a_cursor = an_ordering.flatmap(
    lambda ordering: st.tuples(
        st.just(ordering),
        st.sampled_from([After, Before]),
        VALUES[ordering.key],
        st.integers(1, 2**63 - 1),
    )
)


@given(a_cursor)
def test_a_cursor_is_its_position(
    parts: tuple[Ordering, type[After | Before], str, int],
) -> None:
    ordering, kind, value, row = parts
    position = kind(value, row)

    assert cursors.decode(cursors.encode(position, ordering), ordering) == position


@given(a_cursor, an_ordering)
def test_a_cursor_of_another_ordering_is_none(
    parts: tuple[Ordering, type[After | Before], str, int], other: Ordering
) -> None:
    ordering, kind, value, row = parts
    if ordering != other:
        with pytest.raises(PageNotFoundError, match="Invalid cursor"):
            cursors.decode(cursors.encode(kind(value, row), ordering), other)


@given(st.text(), an_ordering)
def test_any_other_text_is_no_cursor(text: str, ordering: Ordering) -> None:
    with pytest.raises(PageNotFoundError, match="Invalid cursor"):
        cursors.decode(text, ordering)


@pytest.mark.parametrize(
    ("ordering", "value"),
    [
        ("id", str(2**63)),
        ("birth_date", "2024-02-30"),
        ("created_at", "2024-01-01 25:00:00+00"),
        ("created_at", "2024-01-01"),
        ("balance", "1e400"),
        ("balance", "NaN"),
        ("last_name", "a\0"),
    ],
)
def test_a_value_that_its_column_cannot_have_is_refused(ordering: str, value: str) -> None:
    cursor = cursors.encode(After(value, 1), ORDERINGS[ordering])

    with pytest.raises(PageNotFoundError, match="Invalid cursor"):
        cursors.decode(cursor, ORDERINGS[ordering])
