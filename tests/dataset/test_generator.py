"""Customers: a pure function of seed and id, unique and within bounds."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset import customers
from dataset.copying import CustomerEncoder
from dataset.customers import CustomerMaker, Customers
from dataset.digest import generated
from dataset.draws import scatter
from dataset.pools import Pools, make_pools
from dataset.rows import customer_values
from dataset.spec import EMAIL_DOMAINS, MOST_CUSTOMERS, SEED, Spec
from harness.conditions import conditions
from harness.experiments.catalogue import experiment

ROWS = 20_000


# Not fixtures: hypothesis would print them, pools and all, beside a failing example.
@cache
def _maker() -> CustomerMaker:
    return CustomerMaker.of(make_pools(Spec(1)), SEED)


@cache
def _encoder(*, search: bool) -> CustomerEncoder:
    return CustomerEncoder.of(_maker().pools, search=search)


@pytest.fixture(scope="module")
def pools() -> Pools:
    return _maker().pools


@pytest.fixture(scope="module")
def block() -> Customers:
    return _maker().make(range(1, ROWS + 1))


@pytest.fixture(scope="module")
def values(pools: Pools, block: Customers) -> list[dict[str, Any]]:
    return list(customer_values(pools, block))


def test_published_digest(pools: Pools) -> None:
    assert generated(Spec(ROWS), pools) == conditions().dataset.digests[ROWS]


def test_pools_are_the_same_at_every_call(pools: Pools) -> None:
    assert make_pools(Spec(1)) == pools


def test_another_seed_makes_other_rows(pools: Pools) -> None:
    assert generated(Spec(1, seed=1), pools) != generated(Spec(1, seed=2), pools)


@settings(max_examples=20)
@given(count=st.integers(1, 700), size=st.integers(1, 700), search=st.booleans())
def test_block_size_does_not_matter(count: int, size: int, *, search: bool) -> None:
    maker, encoder = _maker(), _encoder(search=search)
    parts = [encoder.rows(maker.make(ids)) for ids in Spec(count).blocks(size)]
    assert b"".join(parts) == encoder.rows(maker.make(range(1, count + 1)))


@given(st.integers(1, MOST_CUSTOMERS - 500))
def test_any_id_can_be_made_alone(number: int) -> None:
    many = _maker().make(range(number, number + 500))
    one = _maker().make(range(number + 250, number + 251))
    for field in fields(Customers):
        assert getattr(one, field.name)[0] == getattr(many, field.name)[250]


@given(st.integers(0, 2**63), st.integers(1, 50), st.integers(1, 50))
def test_scatter_is_a_bijection(seed: int, first: int, second: int) -> None:
    high, low = scatter(seed, "any", np.arange(first * second), (first, second))
    assert len(set(zip(high.tolist(), low.tolist(), strict=True))) == first * second
    assert set(high.tolist()) == set(range(first))
    assert set(low.tolist()) == set(range(second))


@pytest.mark.parametrize("column", ["email", "national_id"])
def test_unique(values: list[dict[str, Any]], column: str) -> None:
    assert len({row[column].lower() for row in values}) == ROWS


@pytest.mark.parametrize(
    ("column", "form"),
    [
        ("email", r"[a-z0-9]+\.[a-z0-9]+\.[0-9]{4}@[a-z0-9]+\.example"),
        ("phone", r"\+[1-9][0-9]{11}"),
        ("national_id", r"[0-9]{12}"),
        ("first_name", r"[^\d_@]{1,24}"),
        ("last_name", r"[^\d_@]{1,24}"),
    ],
)
def test_form(values: list[dict[str, Any]], column: str, form: str) -> None:
    assert [row[column] for row in values if not re.fullmatch(form, row[column])] == []


@pytest.mark.parametrize(
    ("column", "least", "most"),
    [
        ("birth_date", date(1940, 1, 1), date(2007, 12, 31)),
        ("created_at", customers.FIRST_CREATED, customers.LAST_UPDATED),
        ("updated_at", customers.FIRST_CREATED, customers.LAST_UPDATED),
        ("balance", Decimal("-500.00"), Decimal("999999.99")),
        ("city_id", 1, 10_000),
        ("company_id", 1, 50_000),
    ],
)
def test_bounds(values: list[dict[str, Any]], column: str, least: Any, most: Any) -> None:
    assert least <= min(row[column] for row in values)
    assert max(row[column] for row in values) <= most


def test_no_customer_was_updated_before_it_was_created(block: Customers) -> None:
    assert (block.updated_at >= block.created_at).all()


def test_nine_in_ten_are_active(block: Customers) -> None:
    assert 0.89 < block.is_active.mean() < 0.91


def test_national_ids_are_not_sequential(block: Customers) -> None:
    assert len(set(np.diff(block.national_id).tolist())) > ROWS * 0.99


def test_words_of_addresses_are_shared(pools: Pools) -> None:
    assert len(pools.domains) == len(set(pools.domains)) == EMAIL_DOMAINS


@pytest.mark.parametrize("count", [0, -1, MOST_CUSTOMERS + 1])
def test_more_customers_than_can_be_told_apart(count: int) -> None:
    with pytest.raises(ValueError, match="customers must be from 1 to 100_000_000"):
        Spec(count)


def test_conditions_ask_for_what_the_commands_default_to() -> None:
    asked, default = conditions().dataset, Spec(1)
    assert (asked.seed, asked.cities, asked.companies) == (
        default.seed,
        default.cities,
        default.companies,
    )


def test_every_experiment_has_a_published_digest() -> None:
    sizes = {size for name in conditions().experiments for size in experiment(name).customers}
    assert sizes <= conditions().dataset.digests.keys()
