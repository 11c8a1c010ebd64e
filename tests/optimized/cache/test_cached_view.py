"""`@cached_view`, with coroutine and with plain views."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from optimized.customers.infrastructure.cache.generation_cache import GenerationCache
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from optimized.customers.infrastructure.cache.responses import CachedResponses
from optimized.customers.interface.cached_view import ResponseCache, cached_view
from tests.optimized.cache import faults
from tests.support.servers import Redis


@pytest.fixture(autouse=True)
def responses(cache: GenerationCache, monkeypatch: pytest.MonkeyPatch) -> None:
    container = {ResponseCache: CachedResponses(cache)}
    monkeypatch.setattr("optimized.customers.interface.cached_view.di", container)


class Views:
    """Answers with the number of the call, and the status that the query asks for."""

    def __init__(self) -> None:
        self.calls = 0

    def plain(self, request: HttpRequest) -> HttpResponse:
        self.calls += 1
        status = int(request.GET.get("status", 200))
        if not status:
            raise ZeroDivisionError
        return HttpResponse(f"{self.calls}", status=status, content_type="application/json")

    async def coroutine(self, request: HttpRequest) -> HttpResponse:
        return self.plain(request)


Get = Callable[..., tuple[HttpResponse, bool]]


@pytest.fixture(params=["plain", "coroutine"])
def get(request: pytest.FixtureRequest) -> Get:
    """Asks the cached view, and returns its response and whether that was a hit."""
    view = cached_view(getattr(Views(), request.param))
    call = async_to_sync(view) if inspect.iscoroutinefunction(view) else view

    def ask(path: str, host: str = "localhost") -> tuple[HttpResponse, bool]:
        asked: Any = RequestFactory().get(path, headers={"host": host})
        return call(asked), asked.cache_hit

    return ask


def test_the_second_answer_is_the_first_one_again(get: Get) -> None:
    (first, _), (second, hit) = get("/api/cities"), get("/api/cities")
    assert hit
    assert (second.content, second.headers["Content-Type"]) == (b"1", "application/json")
    assert second.content == first.content


@pytest.mark.parametrize(
    "other",
    [{"path": "/api/cities?page_size=3"}, {"path": "/api/companies"}, {"host": "127.0.0.1"}],
)
def test_other_paths_queries_and_hosts_have_answers_of_their_own(
    get: Get, other: dict[str, str]
) -> None:
    get("/api/cities")
    answer, hit = get(**{"path": "/api/cities", **other})
    assert (answer.content, hit) == (b"2", False)


@pytest.mark.parametrize("status", [404, 400, 503])
def test_errors_are_not_kept_and_hold_nobody_up(get: Get, redis: Redis, status: int) -> None:
    answers = []
    for _ in range(2):
        answer, hit = get(f"/api/cities?status={status}")
        answers.append((answer.content, hit))
        assert faults.command(redis, "KEYS", "lock:*") == ""
    assert answers == [(b"1", False), (b"2", False)]


def test_an_exception_holds_nobody_up(get: Get, redis: Redis) -> None:
    with pytest.raises(ZeroDivisionError):
        get("/api/cities?status=0")
    assert faults.command(redis, "KEYS", "lock:*") == ""


def test_a_changed_customer_outdates_none(get: Get, invalidation: CacheInvalidation) -> None:
    get("/api/cities")
    invalidation.customer_changes(1)()
    assert get("/api/cities")[1]


def test_without_redis_the_view_answers(get: Get, redis: Redis) -> None:
    get("/api/cities")
    faults.kill(redis)
    answer, hit = get("/api/cities")
    assert (answer.content, hit) == (b"2", False)
