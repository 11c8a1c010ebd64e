"""Reads outlast a restart of PostgreSQL: they are asked again once it is back, writes never.

A worker learns of an outage from a request, and of its end from a thread of its own: later
requests wait for what is left of SECONDS, and after that for nothing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

import psycopg
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse

SECONDS = float(os.environ.get("OUTAGE_SECONDS", "5"))
PAUSE = 0.1
CONNECTION_OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Of libpq, in both services: connections to a host that vanished silently end after 10 s."""

READS = frozenset({"GET", "HEAD"})
API = "/api/"


class Outage:
    """A database that went away, as one worker knows it."""

    def __init__(self) -> None:
        self.losses = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._over.set()
        self._ends = 0.0

    @property
    def is_on(self) -> bool:
        """Whether the database is known to be away."""
        return not self._over.is_set()

    def begin(self) -> None:
        """Note that a request lost its connection, or got none, and look for the return."""
        with self._lock:
            self.losses += 1
            if not self.is_on:
                self._ends = time.monotonic() + SECONDS
                self._over.clear()
                threading.Thread(target=self._look, name="outage", daemon=True).start()

    def wait(self) -> bool:
        """Return whether the database is back, within SECONDS of the beginning."""
        return self._over.wait(max(0.0, self._ends - time.monotonic()))

    def _look(self) -> None:
        while not _answers():
            time.sleep(PAUSE)
        self._over.set()


OUTAGE = Outage()
"""The one that all requests to a worker share."""


def is_loss(error: BaseException | None) -> bool:
    """Return whether an error is a lost or refused connection, and not a timeout."""
    while error and not isinstance(error, psycopg.Error):
        error = error.__cause__
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    # without a code, libpq speaks; then connections, and the server's shutdown and start
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


class RetryMiddleware:
    """Repeats reads that lost the database, under synchronous workers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the first answer that is not of a lost database, or the last one in time."""
        response = self.get_response(request)
        deadline = time.monotonic() + SECONDS
        while _lost_database(response):
            OUTAGE.begin()
            is_read = request.method in READS and request.path.startswith(API)
            if not is_read or time.monotonic() > deadline or not OUTAGE.wait():
                break
            close_old_connections()
            response = self.get_response(request)
        return response


def _lost_database(response: HttpResponse) -> bool:
    is_connected = connection.connection is not None and not connection.connection.closed
    return response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and not is_connected


def _answers() -> bool:
    try:
        psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 2}).close()
    except psycopg.Error:
        return False
    return True
