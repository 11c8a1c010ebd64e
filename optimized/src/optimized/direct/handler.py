"""The ASGI application: direct routes here, everything else by stock Django.

Whatever is unusual about a request (another method, a foreign host, a permission that is not
given) goes to stock Django too, which then says no in its own way. This path can therefore only
answer what stock Django would have answered as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from ninja_extra import NinjaExtraAPI

from optimized.customers.interface.direct import JSON, Answer
from optimized.direct.request import DirectRequest, Headers, Scope, allowed_host
from optimized.direct.table import Route, Table

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

METHODS = ("GET", "HEAD")


class DirectHandler:
    """Serves the table's routes, and hands the rest to `stock`."""

    def __init__(self, table: Table, api: NinjaExtraAPI, stock: Application) -> None:
        self._table = table
        self._api = api
        self._stock = stock
        self._hit, self._miss = (
            [*security_headers(), (b"content-type", JSON.encode()), (b"x-cache", word)]
            for word in (b"hit", b"miss")
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] not in METHODS:
            return await self._stock(scope, receive, send)
        found = self._table.find(scope["path"])
        request = found and _request(scope)
        if not found or not request:
            return await self._stock(scope, receive, send)
        route, path = found
        if not await route.permits(request):
            return await self._stock(scope, receive, send)
        status, headers, body = await self._answer(route, request, path)
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        body = body if scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": body})
        return None

    async def _answer(
        self, route: Route, request: DirectRequest, path: dict[str, int]
    ) -> tuple[int, Headers, bytes]:
        try:
            request.check_accept()
            answer: Answer = await route.view(route.controller, request, **path)
        except Exception as error:  # noqa: BLE001 - the API raises what it has no answer for
            response = self._api.on_exception(request, error)
            return response.status_code, secured(response), response.content
        return 200, self._hit if answer.hit else self._miss, answer.body


def _request(scope: Scope) -> DirectRequest | None:
    """Return the request, or None where stock Django shall look at it."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    try:
        (host,) = hosts
        return DirectRequest(scope, scope["query_string"].decode(), allowed_host(host))
    except ValueError:
        return None


def secured(response: HttpResponse) -> Headers:
    """Return the headers that stock Django's middleware would send with a response."""
    request = DirectRequest({"path": "/"}, "", "")
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        response = middleware(lambda _: HttpResponse()).process_response(request, response)
    return [(name.lower().encode(), value.encode()) for name, value in response.items()]


def security_headers() -> Headers:
    """Return the headers of every answer, whatever is in it."""
    return [header for header in secured(HttpResponse()) if header[0] != b"content-type"]
