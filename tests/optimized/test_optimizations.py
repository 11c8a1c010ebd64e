"""The grammar of OPTIMIZATIONS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimized.optimizations import ALL, REGISTRY, SIX, InvalidOptimizationsError, parse


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", SIX),
        ("six", SIX),
        ("all", ALL),
        ("joins, cursor", {"joins", "cursor"}),
        ("-cache", SIX - {"cache"}),
        ("six,-async,-fts", SIX - {"async", "fts"}),
        ("all,-all", frozenset()),
    ],
)
def test_sets_and_names_are_read_from_left_to_right(text: str, on: frozenset[str]) -> None:
    assert parse(text) == on


@given(st.sets(st.sampled_from(sorted(SIX))))
def test_any_combination_of_the_six_can_be_named(names: set[str]) -> None:
    assert parse(",".join(["none", *names])) == names


@pytest.mark.parametrize("text", ["speed", "six,-speed", "-"])
def test_an_unknown_name_lists_the_known_ones(text: str) -> None:
    with pytest.raises(InvalidOptimizationsError, match="known: all, six, none, async, joins"):
        parse(text)


@pytest.mark.parametrize("name", sorted(ALL - SIX))
def test_what_goes_beyond_needs_all_six(name: str) -> None:
    with pytest.raises(InvalidOptimizationsError, match="missing: cache"):
        parse(f"{name},six,-cache")


def test_each_entry_says_where_its_code_is() -> None:
    assert all(each.code and each.description and each.off for each in REGISTRY.values())
