"""Counts and times requests, and knows which one is being served."""

from __future__ import annotations

from bisect import bisect_left
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPMethod
from typing import Any

from prometheus_client import Histogram

from supervision.metrics.answers import Scope
from supervision.metrics.routes import ROUTE, template

UNMATCHED = "unmatched"
BUCKETS = (0.005, 0.025, 0.1, 0.5, 2.5, 10)
LABELS = ("method", "route", "code", "cache")

_METHODS = frozenset(HTTPMethod)

CURRENT: ContextVar[Scope | None] = ContextVar("request", default=None)
"""The scope or environment of the request that is being served."""


@dataclass(frozen=True, slots=True)
class _Series:
    """Where the sum and the buckets of a series are, among the numbers of the slot's file."""

    numbers: memoryview[float]
    total: int
    buckets: tuple[int, ...]


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
        self._series: dict[tuple[str, str | None, int, str], _Series] = {}

    def observe(self, method: str, scope: Scope, code: int, cache: str, seconds: float) -> None:
        """Count a request. A label takes values of the service's own only, never a client's.

        The numbers are added to in place: one thread serves, and prometheus-client's own way, with
        locks and a search for each number, takes twice the time of all this.
        """
        labels = (method, scope.get(ROUTE), code, cache)
        try:
            series = self._series[labels]
        except KeyError:
            series = self._make(*labels)
        numbers = series.numbers
        numbers[series.total] += seconds
        numbers[series.buckets[bisect_left(BUCKETS, seconds)]] += 1

    def _make(self, method: str, route: str | None, code: int, cache: str) -> _Series:
        is_known = method in _METHODS
        shown = method if is_known else "other", UNMATCHED if route is None else template(route)
        child: Any = self._duration.labels(*shown, code, cache)
        file = child._sum._file  # noqa: SLF001 - the version is locked, and counts are tested
        total, *buckets = (
            file._positions[value._key] // 8  # noqa: SLF001
            for value in (child._sum, *child._buckets)  # noqa: SLF001
        )
        numbers = memoryview(file._m).cast("B").cast("d")  # noqa: SLF001
        series = _Series(numbers, total, tuple(buckets))
        if is_known:
            self._series[method, route, code, cache] = series
        return series
