"""Where and how the service's own connections connect."""

from __future__ import annotations

from django.conf import settings
from psycopg.conninfo import make_conninfo

# Times are rendered by PostgreSQL as UTC. Rows come in storage order, which the candidates of the
# order of relevance rely on, only without synchronized scans.
# What is prepared is stable (see Statement): planned once, at the first use.
OPTIONS = (
    "-c timezone=UTC -c synchronize_seqscans=off -c plan_cache_mode=force_generic_plan "
    "-c statement_timeout={timeout}s"
)


def conninfo() -> str:
    """Return libpq's connection string for Django's default database."""
    database = settings.DATABASES["default"]
    return make_conninfo(
        host=database["HOST"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database.get("PASSWORD"),
        application_name="optimized",
        options=OPTIONS.format(timeout=settings.DATABASE_TIMEOUT_SECONDS),
    )
