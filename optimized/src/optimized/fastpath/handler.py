"""The ASGI application: reads here, everything else by Django.

Writes, and whatever is unusual about a read (a foreign host, a permission that is not given), go
to Django. This path can therefore only answer what Django would have answered as well.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from ninja_extra import NinjaExtraAPI

from optimized.fastpath.request import FastRequest, Headers
from optimized.fastpath.routes import Route, Routes
from optimized.platform.threads import Application, Receive, Scope, Send
from supervision import metrics
from supervision.metrics.answers import ANSWER, Answer, Observed
from supervision.metrics.routes import ROUTE

READS = ("GET", "HEAD")
LISTEN_SECONDS = 0.5


class DisconnectWatch:
    """Cancels the task of a request once its client is gone.

    Only what takes long is worth a task that listens to the client.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._request: Any = asyncio.current_task()
        self._listening: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(LISTEN_SECONDS, self._start)

    def end(self) -> bool:
        """Stop; return whether the task was cancelled because its client is gone."""
        self._timer.cancel()
        return bool(self._listening and not self._listening.cancel())

    def _start(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass  # the empty body comes first
        self._request.cancel()


class FastPath:
    """Handles the reads in `routes`; delegates everything else to `django`."""

    def __init__(self, routes: Routes, api: NinjaExtraAPI, django: Application) -> None:
        self._routes = routes
        self._api = api
        self._django = Observed(django) if metrics.directory() else django
        self._found = {
            hit: (
                (200, cache),
                _with_security(HttpResponse(b"", "application/json", headers={"X-Cache": cache})),
            )
            for hit, cache in ((True, "hit"), (False, "miss"))
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._find(scope)
        if found is None:
            await self._django(scope, receive, send)
            return
        # Nothing of a row is worth cancelling: it is read at once, with others.
        watch = None if found[1].row_id else DisconnectWatch(receive)
        try:
            answer, headers, body = await self._answer(*found)
        except BaseException:
            if watch and watch.end():
                return
            raise
        if watch:
            watch.end()
        scope[ANSWER] = answer
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": answer[0], "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _find(self, scope: Scope) -> tuple[Route, FastRequest] | None:
        """Return what to serve, or None where Django is to look at the request."""
        if scope["type"] != "http" or scope["method"] not in READS:
            return None
        found = self._routes.find(scope["path"])
        if found is None:
            return None
        route, row_id = found
        try:
            request = FastRequest(scope, row_id)
            permits = await route.permits(request)
        except Exception:  # noqa: BLE001 - Django meets it again, and answers
            return None
        if not permits:
            return None
        scope[ROUTE] = route.label
        return route, request

    async def _answer(self, route: Route, request: FastRequest) -> tuple[Answer, Headers, bytes]:
        try:
            request.check_accept()
            found = await route.view(request)
        except Exception as error:  # noqa: BLE001 - Django answers what it does not expect
            response = self._respond(request, error)
            return (response.status_code, ""), _with_security(response), response.content
        return *self._found[found.hit], found.value

    def _respond(self, request: FastRequest, error: Exception) -> HttpResponse:
        """Answer an error as the API does; what is unexpected is logged and signalled, too."""
        try:
            return self._api.on_exception(request, error)
        except Exception as unexpected:  # noqa: BLE001 - the API raises what it has no answer for
            return response_for_exception(request, unexpected)


def _with_security(response: HttpResponse) -> Headers:
    """Return the headers of a response, and those that Django's middleware adds."""
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        response = middleware(lambda _: HttpResponse()).process_response(HttpRequest(), response)
    return [(name.lower().encode(), value.encode()) for name, value in response.items()]
