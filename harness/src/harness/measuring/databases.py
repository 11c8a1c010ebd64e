"""A database for each service, number of customers and schema, kept from session to session.

The one in use has the service's name; the others are parked as `SERVICE_CUSTOMERS_SCHEMA`. Columns
and indexes that come and go would leave tables of twice the size, and work for autovacuum in the
middle of measurements.
"""

from functools import partial
from pathlib import Path

from harness.experiments.model import Subject
from harness.experiments.subjects import switches_on
from harness.host import container, loading
from harness.host.systemd_host import SystemdHost

CREATE = Path(container.__file__).with_name("databases.sql")
SCHEMA = ("fts", "indexes")
"""The optimizations that a database is made for; what is loaded has both."""

# A full VACUUM marks no page as visible to all: COUNT would read the table, not an index.
COMPACT = "VACUUM FULL customers_customer;\nVACUUM (ANALYZE) customers_customer;"
_TERMINATE = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = '{name}' AND pid <> pg_backend_pid();
"""
_NAMES = "SELECT datname FROM pg_database WHERE datname ~ '^{service}_{customers}(_|$)'"
_COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"


def terminate(host: SystemdHost, database: str) -> None:
    """End every session of a database, with the statement it runs."""
    host.sql("postgres", _TERMINATE.format(name=database))


def _schema(subject: Subject) -> str:
    """Return what is missing from the database of a subject, as a suffix of its name."""
    if subject.service == "naive" or subject.program:
        return ""
    on = switches_on(subject)
    return "".join(f"_no_{name}" for name in SCHEMA if name not in on)


def provide(host: SystemdHost, subject: Subject) -> tuple[bool, bool]:
    """Put the database of a subject in place: load it, or derive it from one of the same size.

    The stacks are stopped. Returns whether it was exchanged, and whether it was derived: then it
    has still the schema of another, and is to be compacted once it has its own.
    """
    sql, service = partial(host.sql, "postgres"), subject.service
    wanted = f"{subject.customers}{_schema(subject)}"
    customers = loading.customers(host, service)
    present = f"{customers}{sql(_COMMENT.format(name=service))}"
    if present == wanted:
        return False, False
    terminate(host, service)
    host.stop(f"django-{service}-migrate.service")
    if customers:
        sql(f'DROP DATABASE IF EXISTS "{service}_{present}"')
        sql(f'ALTER DATABASE "{service}" RENAME TO "{service}_{present}"')
    else:
        sql(f'DROP DATABASE "{service}"')
    parked = sql(_NAMES.format(service=service, customers=subject.customers)).split()
    if f"{service}_{wanted}" in parked:
        sql(f'ALTER DATABASE "{service}_{wanted}" RENAME TO "{service}"')
        return True, False
    if parked:
        template = f'"{parked[0]}" OWNER "django-{service}" STRATEGY file_copy'
        sql(f'CREATE DATABASE "{service}" TEMPLATE {template}')
    sql(CREATE.read_text())
    if not parked:
        loading.load(host, service, subject.customers)
    sql(f"COMMENT ON DATABASE \"{service}\" IS '{_schema(subject)}'")
    return True, bool(parked) or bool(_schema(subject))
