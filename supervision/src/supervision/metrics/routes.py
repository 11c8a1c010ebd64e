"""The route of a request, as Django's URL configuration writes it."""

from __future__ import annotations

import re
from typing import Any

from supervision import metrics

ROUTE = "supervision.route"
"""The key of the route in ASGI's scope and WSGI's environment, once it is known."""

_PARAMETER = re.compile(r"(?<!\?P)[<{](?:\w+:)?\w+[>}]")  # a regular expression stays as it is


def template(route: str) -> str:
    """Return a route of Django or of ninja as the label that both services share."""
    return "/" + _PARAMETER.sub("{id}", route).lstrip("/")


def name_routes(handler: Any) -> None:
    """Let a Django handler put the route that it resolves where metrics look, if they are on."""
    if not metrics.directory():
        return
    resolve = handler.resolve_request

    def resolve_request(request: Any) -> Any:
        match = resolve(request)
        scope = request.scope if hasattr(request, "scope") else request.environ
        scope[ROUTE] = match.route
        return match

    handler.resolve_request = resolve_request
