"""What comes out of the cache is what went in."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from optimized.customers.infrastructure.cache.serialization import dump, load
from optimized.customers.infrastructure.models import Customer
from tests.optimized.cache.customers import customer

FIELDS = [each.attname for each in Customer._meta.concrete_fields if each.name != "search"]


@pytest.fixture
def loaded() -> Customer:
    return load(pickle.loads(pickle.dumps(dump(customer(5)))))  # noqa: S301


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_keeps_its_value_and_type(loaded: Customer, field: str) -> None:
    before, after = getattr(customer(5), field), getattr(loaded, field)
    assert (after, type(after), str(after)) == (before, type(before), str(before))


@pytest.mark.parametrize("name", ["city.name", "city.country", "company.name", "company.industry"])
def test_city_and_company_come_along(loaded: Customer, name: str) -> None:
    relation, field = name.split(".")
    value: Any = getattr(getattr(loaded, relation), field)
    assert value == getattr(getattr(customer(5), relation), field)


def test_it_is_an_instance_that_the_database_has(loaded: Customer) -> None:
    assert not loaded._state.adding


def test_the_search_vector_is_deferred(loaded: Customer) -> None:
    assert loaded.get_deferred_fields() == {"search"}
