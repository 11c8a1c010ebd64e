"""`@cached_view`: whole responses from the cache."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Protocol

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from kink import di

from optimized.customers.interface.parsing import accepts_json

View = Callable[..., Any]


class ResponseCache(Protocol):
    """Keeps values by key. Both methods block."""

    def find(self, key: str) -> tuple[Any, Any]:
        """Return the value of `key`; or None, and what `store` is to be called with then."""

    def store(self, claim: Any, value: Any) -> None:
        """Keep a value; None if there is nothing to keep, so that others need not wait for it."""


def cached_view(view: View) -> View:
    """Keep a view's responses with status 200, for each host, path and raw query.

    For public views only: `ninja.decorators.decorate_view(cached_view)` wraps an operation outside
    its permissions and parsing. Sets `request.cache_hit`.
    """
    if "cache" not in settings.OPTIMIZATIONS:
        return view

    @wraps(view)
    def plain(request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        if not accepts_json(request):
            return view(request, *arguments, **options)
        cached, claim = _find(request)
        if cached is not None:
            return cached
        response: HttpResponse | None = None
        try:
            response = view(request, *arguments, **options)
            return response
        finally:
            _store(claim, response)

    @wraps(view)
    async def asynchronous(request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        if not accepts_json(request):
            return await view(request, *arguments, **options)
        cached, claim = await sync_to_async(partial(_find, request))()
        if cached is not None:
            return cached
        response: HttpResponse | None = None
        try:
            response = await view(request, *arguments, **options)
            return response
        finally:
            await sync_to_async(partial(_store, claim, response))()

    return asynchronous if inspect.iscoroutinefunction(view) else plain


def _find(request: Any) -> tuple[HttpResponse | None, Any]:
    # absolute, because responses have absolute links
    key = f"{request.scheme}://{request.get_host()}{request.path}?{request.META['QUERY_STRING']}"
    cached, claim = _responses().find(key)
    request.cache_hit = cached is not None
    if cached is None:
        return None, claim
    content, content_type = cached
    return HttpResponse(content, content_type=content_type), None


def _store(claim: Any, response: HttpResponse | None) -> None:
    value = None
    if response is not None and response.status_code == HTTPStatus.OK:
        value = (response.content, response.headers["Content-Type"])
    _responses().store(claim, value)


def _responses() -> ResponseCache:
    return di[ResponseCache]  # type: ignore[type-abstract]
