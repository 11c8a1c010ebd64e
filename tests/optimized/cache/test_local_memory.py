"""The cache of development: Django's local memory in place of Redis."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.customer_cache import GenerationCustomerCache
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.rows import Rows
from tests.optimized.cache.customers import customer
from tests.optimized.cache.entries import Answer, get, numbers


@pytest.fixture(autouse=True)
def local_memory(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = configuration.backends("")
    monkeypatch.setenv("WEB_CONCURRENCY", "1")


def test_it_finds_what_was_kept_until_a_write_outdates_it(circuit: Circuit) -> None:
    cache = configuration.generation_cache(circuit)
    compute = numbers()
    found = [get(cache, compute) for _ in range(2)]
    assert found == [Answer(b"1", hit=False), Answer(b"1", hit=True)]
    CacheInvalidation(configuration.writes(), circuit).reference_changes()()
    assert get(cache, compute) == Answer(b"2", hit=False)


def test_a_page_and_its_rows_are_kept_until_a_write(circuit: Circuit) -> None:
    cache = GenerationCustomerCache(configuration.generation_cache(circuit), lambda _: ())
    hits = [cache.page("all", lambda: Rows([customer(1)])).hit for _ in range(2)]
    CacheInvalidation(configuration.writes(), circuit).customer_changes(1)()
    hits.append(cache.page("all", lambda: Rows([customer(1)])).hit)
    assert hits == [False, True, False]


def test_several_workers_cannot_share_it(circuit: Circuit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    with pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY=1"):
        configuration.generation_cache(circuit)
