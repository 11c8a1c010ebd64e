"""One database for each service and number of customers, loaded once.

The one in use has the service's name; the others are parked as `SERVICE_CUSTOMERS`.
"""

from __future__ import annotations

from pathlib import Path

from harness.host import container, loading
from harness.host.stacks import sql
from harness.host.systemd_host import SystemdHost

CREATE = Path(container.__file__).with_name("databases.sql")
_TERMINATE = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = '{name}' AND pid <> pg_backend_pid();
"""


def terminate(host: SystemdHost, database: str) -> None:
    """End every session of a database, with the statement it runs."""
    sql(host, "postgres", _TERMINATE.format(name=database))


def provide(host: SystemdHost, service: str, customers: int) -> bool:
    """Put the database with `customers` in place; load it if there is none.

    The stacks are stopped. Returns whether the database was exchanged.
    """
    present = loading.customers(host, service)
    if present == customers:
        return False
    terminate(host, service)
    host.stop(f"django-{service}-migrate.service")
    if present:
        sql(host, "postgres", f'DROP DATABASE IF EXISTS "{service}_{present}"')
        sql(host, "postgres", f'ALTER DATABASE "{service}" RENAME TO "{service}_{present}"')
    parked = f"{service}_{customers}"
    if sql(host, "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{parked}'"):  # noqa: S608
        if not present:
            sql(host, "postgres", f'DROP DATABASE "{service}"')
        sql(host, "postgres", f'ALTER DATABASE "{parked}" RENAME TO "{service}"')
        return True
    sql(host, "postgres", CREATE.read_text())
    loading.load(host, service, customers)
    return True
