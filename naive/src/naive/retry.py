"""Reads outlast a restart of PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from django.db import connection
from django.http import HttpRequest, HttpResponse

SECONDS = 5
PAUSE = 0.1


def _is_read(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and request.path.startswith("/api/")


def _lost_database(response: HttpResponse) -> bool:
    """Tell whether a request lost its connection or got none, unlike one that timed out."""
    is_connected = connection.connection is not None and not connection.connection.closed
    return response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and not is_connected


class RetryMiddleware:
    """Repeats reads that lost the database; once that was in vain, not before it is back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_away = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the first answer that is not 503, or the last one within SECONDS."""
        deadline = time.monotonic() + SECONDS
        response = self.get_response(request)
        if not _is_read(request):
            return response
        while (lost := _lost_database(response)) and not self.is_away:
            time.sleep(PAUSE)
            self.is_away = time.monotonic() > deadline
            response = self.get_response(request)
        self.is_away = lost
        return response
