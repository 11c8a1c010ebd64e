"""What comes out of the cache is what went in."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from optimized.customers.infrastructure.cache.serialization import dump, load
from optimized.customers.infrastructure.models import Customer
from tests.optimized.cache.customers import customer

FIELDS = [each.attname for each in Customer._meta.concrete_fields if each.name != "search"]
RELATED = [("city", "name"), ("city", "country"), ("company", "name"), ("company", "industry")]


@pytest.fixture
def loaded() -> Customer:
    return load(pickle.loads(pickle.dumps(dump(customer(5)))))  # noqa: S301


def _values(row: Customer) -> dict[str, tuple[Any, type, str]]:
    values = {field: getattr(row, field) for field in FIELDS}
    for relation, field in RELATED:
        values[f"{relation}.{field}"] = getattr(getattr(row, relation), field)
    return {name: (value, type(value), str(value)) for name, value in values.items()}


def test_all_values_keep_value_and_type(loaded: Customer) -> None:
    assert _values(loaded) == _values(customer(5))


def test_it_is_an_instance_that_the_database_has(loaded: Customer) -> None:
    assert not loaded._state.adding


def test_the_search_vector_is_deferred(loaded: Customer) -> None:
    assert loaded.get_deferred_fields() == {"search"}
