"""See the package: Django looks for a backend in a module of this name."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

from supervision.outage import OUTAGE


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses at once what psycopg's pool would let wait."""

    pool: Any  # not in django-stubs

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises OperationalError."""
        # One in the pool may be good: the server refuses new ones, too, while it has too many.
        if OUTAGE.is_on and not (self.pool and self.pool.get_stats()["pool_available"]):
            raise OperationalError("The database is away.")
        return super().get_new_connection(conn_params)
