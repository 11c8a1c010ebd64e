"""Is the process alive, and can it serve?"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kink import di

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.database import Database, Statement

PROBE = Statement("SELECT 1")


@require_safe
async def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 from any process that still serves."""
    return JsonResponse({"status": "ok"})


@require_safe
async def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database does, else 503."""
    try:
        await di[Database].fetch(PROBE)  # type: ignore[type-abstract]
    except UnavailableError:
        status = {"status": "database unavailable"}
        return JsonResponse(status, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"})
