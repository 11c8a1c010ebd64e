"""Is the process alive, and can it serve?"""

from __future__ import annotations

from http import HTTPStatus

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from optimized.platform.threads import run, view


@require_safe
@view
async def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 from any process that still serves."""
    return JsonResponse({"status": "ok"})


@require_safe
@view
async def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database does, else 503."""
    try:
        await run(_ask_database)
    except Error:
        status = {"status": "database unavailable"}
        return JsonResponse(status, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"})


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
