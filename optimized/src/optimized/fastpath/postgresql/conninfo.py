"""Where and how the fast path connects."""

from __future__ import annotations

from django.conf import settings
from psycopg.conninfo import make_conninfo

# PostgreSQL renders times, as UTC. What is prepared is stable (see Statement): it is planned
# once, at its first use.
OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c statement_timeout={timeout}s"


def conninfo() -> str:
    """Return libpq's connection string for Django's default database."""
    database = settings.DATABASES["default"]
    return make_conninfo(
        host=database["HOST"],
        port=database.get("PORT") or None,
        dbname=database["NAME"],
        user=database["USER"],
        password=database.get("PASSWORD") or None,
        application_name="optimized",
        options=OPTIONS.format(timeout=settings.DATABASE_TIMEOUT_SECONDS),
    )
