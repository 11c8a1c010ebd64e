"""The composition root: what controllers and views are given, decided once at start-up."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string
from kink import di

from optimized.customers.application.ports import CustomerRepository
from optimized.customers.application.use_cases import (
    ChangeCustomer,
    CreateCustomer,
    DeleteCustomer,
    GetCustomer,
)
from optimized.customers.infrastructure import signals
from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.customer_cache import GenerationCustomerCache
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.responses import CachedResponses
from optimized.customers.infrastructure.cache.rows import CustomerCache, NullCache
from optimized.customers.infrastructure.repositories import OrmCustomerRepository, read_rows
from optimized.customers.interface import errors
from optimized.customers.interface.cached_view import ResponseCache
from optimized.platform.outage import RetriedReads
from optimized.platform.requests import Utf8AsgiRequest, Utf8WsgiRequest
from optimized.platform.threads import Application, LentThreads, Scope, Threads
from supervision.metrics.pools import POOLS
from supervision.metrics.routes import name_routes

FAST_PATH = "optimized.fastpath.installation.install"


def compose_asgi(handler: ASGIHandler) -> Application:
    """Return the ASGI application around Django's."""
    fill()
    handler.request_class = Utf8AsgiRequest
    name_routes(handler)
    django: Application = handler  # type: ignore[assignment] # dict for MutableMapping
    if settings.PLATFORM["threads"] == "native":
        threads = Threads(settings.DATABASE_CONNECTIONS, settings.DATABASE_WAITERS)
        POOLS["threads"] = threads.usage
        django = LentThreads(django, threads, costly=is_costly, busy=errors.unavailable)
    django = RetriedReads(django, settings.DATABASE_WAITERS)
    if "direct" in settings.OPTIMIZATIONS:
        # By name: nothing else knows that it exists.
        application: Application = import_string(FAST_PATH)(django)
        return application
    return django


def compose_wsgi(django: WSGIHandler) -> WSGIHandler:
    """Return the WSGI application."""
    fill()
    django.request_class = Utf8WsgiRequest
    name_routes(django)
    return django


def fill() -> None:
    """Put the adapters behind the ports into kink's container."""
    customers: CustomerRepository = OrmCustomerRepository(_fill_cache())
    for use_case in (GetCustomer, CreateCustomer, ChangeCustomer, DeleteCustomer):
        di[use_case] = use_case(customers)


def _fill_cache() -> CustomerCache:
    """Put the caches into the container, connect what invalidates them, return the customers'."""
    customers: CustomerCache = NullCache()
    if "cache" in settings.OPTIMIZATIONS:
        circuit = Circuit(os.memfd_create("cache-circuit"))  # shared by processes forked later
        signals.connect(CacheInvalidation(configuration.writes(), circuit))
        di[Circuit] = circuit
        cache = configuration.generation_cache(circuit)
        di[ResponseCache] = CachedResponses(cache)
        customers = GenerationCustomerCache(cache, read_rows)
    di[CustomerCache] = customers
    return customers


def is_costly(scope: Scope) -> bool:
    """Return whether a request may hold up others: a write waits for locks, a search for words."""
    return scope["method"] not in ("GET", "HEAD") or b"search=" in scope["query_string"]
