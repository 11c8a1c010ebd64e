"""Is the process alive, and can it serve?"""

from __future__ import annotations

from http import HTTPStatus

import psycopg
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from optimized.platform.threads import run, view

CONNECT_SECONDS = 2


@require_safe
@view
async def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 from any process that still serves."""
    return JsonResponse({"status": "ok"})


@require_safe
@view
async def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database takes a connection, else 503: however busy the pools are."""
    try:
        await run(_connect)
    except psycopg.Error:
        status = {"status": "database unavailable"}
        return JsonResponse(status, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"})


def _connect() -> None:
    # A database that hangs answers nothing; of all that is asked only this has a time limit.
    options = {**connection.get_connection_params(), "connect_timeout": CONNECT_SECONDS}
    psycopg.connect(**options).close()
