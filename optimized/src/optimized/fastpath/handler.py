"""The ASGI application: direct routes here, everything else by stock Django.

Writes, and whatever is unusual about a read (a foreign host, a permission that is not given), go to
stock Django. This path can therefore only answer what stock Django would have answered as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from django.core.handlers.exception import response_for_exception
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from ninja_extra import NinjaExtraAPI

from optimized.fastpath.direct import Answer
from optimized.fastpath.disconnects import DisconnectWatch
from optimized.fastpath.request import DirectRequest, Headers, Receive, Scope, allowed_host
from optimized.fastpath.table import Route, Table

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

READS = ("GET", "HEAD")


class DirectHandler:
    """Serves the table's routes, and hands the rest to `stock`."""

    def __init__(self, table: Table, api: NinjaExtraAPI, stock: Application) -> None:
        self._table = table
        self._api = api
        self._stock = stock
        self._watch = DisconnectWatch()
        security = security_headers()
        self._headers = {
            hit: [*security, *_encoded(Answer(b"", hit).headers())] for hit in (True, False, None)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        found = await self._find(scope)
        if found is None:
            return await self._stock(scope, receive, send)
        route, request, path = found
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._watch.begin(task, receive)
        try:
            status, headers, body = await self._answer(route, request, path)
        except asyncio.CancelledError:
            if self._watch.cancelled(task):
                return None
            raise
        finally:
            self._watch.end(task)
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        body = b"" if request.method == "HEAD" else body
        await send({"type": "http.response.body", "body": body})
        return None

    async def _find(self, scope: Scope) -> tuple[Route, DirectRequest, dict[str, int]] | None:
        """Return what to serve, or None where stock Django shall look at the request."""
        if scope["type"] != "http" or scope["method"] not in READS:
            return None
        found = self._table.find(scope["path"])
        request = found and _request(scope)
        if not found or not request or not await found[0].permits(request):
            return None
        return found[0], request, found[1]

    async def _answer(
        self, route: Route, request: DirectRequest, path: dict[str, int]
    ) -> tuple[int, Headers, bytes]:
        try:
            request.check_accept()
            answer: Answer = await route.view(route.controller, request, **path)
        except Exception as error:  # noqa: BLE001 - Django answers what it does not expect
            response = self._respond(request, error)
            return response.status_code, secured(response), response.content
        return answer.status, self._headers[answer.hit], answer.body

    def _respond(self, request: DirectRequest, error: Exception) -> HttpResponse:
        """Answer an error as the API does; what is unexpected is logged and signalled, too."""
        try:
            return self._api.on_exception(request, error)
        except Exception as unexpected:  # noqa: BLE001 - the API raises what it has no answer for
            return response_for_exception(request, unexpected)


def _request(scope: Scope) -> DirectRequest | None:
    """Return the request, or None where its host or query is not plain."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    try:
        (host,) = hosts
        return DirectRequest(scope, scope["query_string"].decode(), allowed_host(host))
    except ValueError:
        return None


def secured(response: HttpResponse) -> Headers:
    """Return the headers that stock Django's middleware would send with a response."""
    request = DirectRequest({"path": "/", "method": "GET"}, "", "")
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        response = middleware(lambda _: HttpResponse()).process_response(request, response)
    return _encoded(response.headers)


def security_headers() -> Headers:
    """Return the headers of every answer, whatever is in it."""
    return [header for header in secured(HttpResponse()) if header[0] != b"content-type"]


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
