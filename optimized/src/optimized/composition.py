"""The composition root: which adapter stands behind which port, decided once at start-up.

An optimization that is off has its plain counterpart in its place; nothing else knows of it.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.cache import cache as django_cache
from django.db.models import Model
from kink import Container

from optimized import environment
from optimized.customers.application.writing import ChangeCustomer, CreateCustomer, DeleteCustomer
from optimized.customers.infrastructure import signals
from optimized.customers.infrastructure.cache import configuration, keys
from optimized.customers.infrastructure.cache.absent import NothingToInvalidate
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.models import City, Company, Customer, columns
from optimized.customers.infrastructure.writer import OrmWriter
from optimized.fastpath.cache import reader as cached
from optimized.fastpath.cache.absent import NothingKept
from optimized.fastpath.cache.cache import Cache
from optimized.fastpath.cache.configuration import make_store
from optimized.fastpath.cache.responses import CachedResponses
from optimized.fastpath.lifetime import Lifetime, Resource
from optimized.fastpath.lists import Lists
from optimized.fastpath.pagination import CursorPagination, NumberPagination
from optimized.fastpath.ports import CustomerReader
from optimized.fastpath.postgresql.database import Database
from optimized.fastpath.postgresql.pool import ConnectionPool
from optimized.fastpath.postgresql.settings import conninfo
from optimized.fastpath.postgresql.threads import ThreadedDatabase
from optimized.fastpath.reading import rendering
from optimized.fastpath.reading.fulltext import FullTextSearch
from optimized.fastpath.reading.listing import Listing
from optimized.fastpath.reading.paging import Keyset, Numbered
from optimized.fastpath.reading.readers import (
    PostgresCustomerReader,
    PostgresReferenceReader,
)
from optimized.fastpath.reading.statistics import Statistics
from optimized.fastpath.reading.substring import SubstringSearch

WRITERS = 2  # threads of a worker; a write is the rare case and PostgreSQL's time


class Composition:
    """Builds the adapters for a set of optimizations. Nothing connects before the lifetime."""

    def __init__(self, optimizations: frozenset[str]) -> None:
        self._on = optimizations
        self._resources: list[Resource] = []
        self._database = self._make_database()
        self._paging = Keyset if "cursor" in optimizations else Numbered

    def fill(self, di: Container) -> None:
        """Put everything that controllers and views ask for into the container."""
        customers = self._customers()
        readers = {
            CustomerReader: customers,
            "cities": self._references(City),
            "companies": self._references(Company),
        }
        writer = OrmWriter(WRITERS)
        self._resources.append(writer)
        services: dict[Any, Any] = {
            Database: self._database,
            **self._cached(readers),
            Lists: Lists(CursorPagination() if "cursor" in self._on else NumberPagination()),
            CreateCustomer: CreateCustomer(writer, customers),
            ChangeCustomer: ChangeCustomer(writer, customers),
            DeleteCustomer: DeleteCustomer(writer),
            Lifetime: Lifetime(self._resources),
        }
        for key, service in services.items():
            di[key] = service

    def _make_database(self) -> Database:
        size = settings.DATABASE_CONNECTIONS
        database: Database
        if "async" in self._on:
            database = ConnectionPool(conninfo(), size, settings.DATABASE_WAITERS)
        else:
            database = ThreadedDatabase(conninfo(), size)
        self._resources.append(database)
        return database

    def _customers(self) -> PostgresCustomerReader:
        rows: rendering.Rendering
        if "joins" in self._on:
            rows = rendering.WholeRows(rendering.NESTED)
        else:
            rows = rendering.RowByRow(self._database)
        listing = Listing(Customer, columns(Customer), rows)
        paging = self._paging(self._database, listing, rows)
        return PostgresCustomerReader(self._database, listing, rows, paging, self._search())

    def _search(self) -> FullTextSearch | SubstringSearch:
        if "fts" not in self._on:
            return SubstringSearch()
        search = FullTextSearch()
        self._resources.append(Statistics(self._database, search))
        return search

    def _references(self, model: type[Model]) -> PostgresReferenceReader:
        rows = rendering.WholeRows(rendering.KEPT)
        listing = Listing(model, columns(model), rows)
        paging = self._paging(self._database, listing, rows)
        return PostgresReferenceReader(self._database, listing, rows, paging)

    def _cached(self, readers: dict[Any, Any]) -> dict[Any, Any]:
        if "cache" not in self._on:
            signals.connect(NothingToInvalidate())
            return {
                **readers,
                "customer_responses": NothingKept(),
                "reference_responses": NothingKept(),
            }
        circuit = Circuit(os.memfd_create("cache-circuit"))  # shared by processes forked later
        workers = environment.number("WEB_CONCURRENCY", 1)
        store = make_store(settings.REDIS_URL, workers, django_cache, circuit)
        self._resources.append(store)
        writes = configuration.writes()
        signals.connect(CacheInvalidation(writes, circuit))
        cache = Cache(store, circuit, settings.CACHE_TTL_SECONDS)
        kinds = {
            CustomerReader: cached.CUSTOMERS,
            "cities": cached.CITIES,
            "companies": cached.COMPANIES,
        }
        return {
            **{key: cached.CachedReader(readers[key], cache, kind) for key, kind in kinds.items()},
            "customer_responses": CachedResponses(cache, keys.PAGES),
            "reference_responses": CachedResponses(cache, keys.EPOCH),
        }
