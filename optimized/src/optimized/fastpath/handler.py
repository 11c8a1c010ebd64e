"""The ASGI application: reads here, everything else by Django.

Writes, and whatever is unusual about a read (a foreign host, a permission that is not given), go
to Django. This path can therefore only answer what Django would have answered as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

from django.core.handlers.exception import response_for_exception
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from ninja_extra import NinjaExtraAPI

from optimized.fastpath.disconnects import DisconnectWatch
from optimized.fastpath.request import FastRequest, Headers
from optimized.fastpath.routes import Route, Routes
from optimized.platform.threads import Application, Receive, Scope, Send
from supervision.metrics.routes import ROUTE

READS = ("GET", "HEAD")


class FastPath:
    """Handles the reads in `routes`; delegates everything else to `django`."""

    def __init__(self, routes: Routes, api: NinjaExtraAPI, django: Application) -> None:
        self._routes = routes
        self._api = api
        self._django = django
        self._watch = DisconnectWatch()
        self._headers = {hit: _headers(hit=hit) for hit in (True, False)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        found = await self._find(scope)
        if found is None:
            await self._django(scope, receive, send)
            return
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._watch.begin(task, receive)
        try:
            status, headers, body = await self._answer(*found)
        except asyncio.CancelledError:
            if self._watch.cancelled(task):
                return
            raise
        finally:
            self._watch.end(task)
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": body})

    async def _find(self, scope: Scope) -> tuple[Route, FastRequest, int | None] | None:
        """Return what to serve, or None where Django is to look at the request."""
        if scope["type"] != "http" or scope["method"] not in READS:
            return None
        found = self._routes.find(scope["path"])
        request = found and FastRequest.of(scope)
        if not found or not request or not await found[0].permits(request):
            return None
        scope[ROUTE] = found[0].label
        return found[0], request, found[1]

    async def _answer(
        self, route: Route, request: FastRequest, row_id: int | None
    ) -> tuple[int, Headers, bytes]:
        try:
            request.check_accept()
            found = await route.view(request, row_id)
        except Exception as error:  # noqa: BLE001 - Django answers what it does not expect
            response = self._respond(request, error)
            return response.status_code, _with_security(response), response.content
        return 200, self._headers[found.hit], found.value

    def _respond(self, request: FastRequest, error: Exception) -> HttpResponse:
        """Answer an error as the API does; what is unexpected is logged and signalled, too."""
        try:
            return self._api.on_exception(request, error)
        except Exception as unexpected:  # noqa: BLE001 - the API raises what it has no answer for
            return response_for_exception(request, unexpected)


def _headers(*, hit: bool) -> Headers:
    headers = {"Content-Type": "application/json", "X-Cache": "hit" if hit else "miss"}
    return _with_security(HttpResponse(headers=headers))


def _with_security(response: HttpResponse) -> Headers:
    """Return the headers of a response, and those that Django's middleware adds."""
    request = FastRequest({"path": "/", "scheme": "http"}, "", "")
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        response = middleware(lambda _: HttpResponse()).process_response(request, response)
    return _encoded(response.headers)


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
