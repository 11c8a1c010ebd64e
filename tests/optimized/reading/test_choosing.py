"""Where a search looks first, at 3 million customers."""

from __future__ import annotations

import pytest

from optimized.customers.domain.ordering import RELEVANCE, Key, Ordering
from optimized.customers.domain.position import Start
from optimized.customers.domain.search import Term
from optimized.fastpath.reading.choosing import Share, choose
from optimized.fastpath.reading.frequencies import Frequencies
from optimized.fastpath.reading.shortcuts import Slice, Walk
from optimized.fastpath.reading.window import Window

ID, BIRTH_DATE, LAST_NAME = Ordering(), Ordering(Key.BIRTH_DATE), Ordering(Key.LAST_NAME)


@pytest.mark.parametrize(
    ("hits", "ordering", "way"),
    [
        pytest.param(450_000, ID, Walk, id="common"),
        pytest.param(450_000, BIRTH_DATE, Walk, id="common, in another ordering"),
        pytest.param(450_000, RELEVANCE, Walk, id="common, by relevance"),
        pytest.param(9_000, BIRTH_DATE, Slice, id="between"),
        pytest.param(30, ID, type(None), id="rare"),
        pytest.param(30, BIRTH_DATE, type(None), id="rare, in another ordering"),
        pytest.param(30, RELEVANCE, type(None), id="rare, by relevance"),
    ],
)
def test_the_cheapest_way_is_chosen(hits: int, ordering: Ordering, way: type) -> None:
    share = hits / 3_000_000

    assert isinstance(choose([Share(share, share)], 3e6, Window(ordering, Start, 21)), way)


def test_common_words_may_come_together() -> None:
    city = [Share(0.02, 0.02), Share(0.01, 0.01)]

    assert isinstance(choose(city, 3e6, Window(ID, Start, 21)), Walk)


def test_who_has_the_last_name_is_not_expected_all_over_the_order_of_last_names() -> None:
    everywhere = choose([Share(0.01, 0.01)], 3e6, Window(LAST_NAME, Start, 21))
    in_one_place = choose([Share(0.01, 0.002)], 3e6, Window(LAST_NAME, Start, 21))

    assert everywhere
    assert in_one_place
    assert in_one_place.rows > everywhere.rows


@pytest.mark.parametrize(("last_names", "spread"), [({"lee": 0.09}, 0.01), ({}, 0.05)], ids=repr)
def test_words_are_spread_unevenly_over_last_names(
    last_names: dict[str, float], spread: float
) -> None:
    frequencies = Frequencies({"lee": 0.1}, customers=1e6, last_names=last_names)

    assert frequencies.spread(Term("lee", prefix=False)) == pytest.approx(spread)
