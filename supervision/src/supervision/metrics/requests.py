"""Counts and times requests, and knows which one is being served."""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from http import HTTPMethod
from typing import Any

from prometheus_client import Histogram

from supervision.metrics.routes import ROUTE

UNMATCHED = "unmatched"
BUCKETS = (0.005, 0.025, 0.1, 0.5, 2.5, 10)
LABELS = ("method", "route", "code", "cache")

_METHODS = frozenset(HTTPMethod)

Scope = MutableMapping[str, Any]
CURRENT: ContextVar[Scope | None] = ContextVar("request", default=None)
"""The scope or environment of the request that is being served."""


class Requests:
    """One histogram, which counts as well, and by the header X-Cache knows the cache's hits."""

    def __init__(self) -> None:
        self.in_progress = 0
        self._duration = Histogram(
            "http_request_duration_seconds",
            "Time from a request's arrival in its worker to the end of its response.",
            LABELS,
            buckets=BUCKETS,
            registry=None,  # what counts is in the files
        )
        # prometheus-client takes a lock and sorts labels to find these
        self._children: dict[tuple[str, str, int, str], Histogram] = {}

    def observe(self, method: str, scope: Scope, code: int, cache: str, seconds: float) -> None:
        """Count a request. A label takes values of the service's own only, never a client's."""
        labels = (method, scope.get(ROUTE, UNMATCHED), code, cache)
        try:
            child = self._children[labels]
        except KeyError:
            child = self._child(*labels)
        child.observe(seconds)

    def _child(self, method: str, route: str, code: int, cache: str) -> Histogram:
        if method not in _METHODS:
            return self._duration.labels("other", route, code, cache)
        child = self._duration.labels(method, route, code, cache)
        self._children[method, route, code, cache] = child
        return child
