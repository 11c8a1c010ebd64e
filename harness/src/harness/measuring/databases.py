"""A database for each service, number of customers and schema, kept from session to session.

The one in use has the service's name; the others are parked as `SERVICE_CUSTOMERS_SCHEMA`. Each is
loaded with the schema it has: a column that was dropped stays in every row, and one that was added
leaves a table of twice the size.
"""

from functools import partial
from pathlib import Path

from harness.experiments.model import Subject
from harness.experiments.subjects import switches_on
from harness.host import container, loading
from harness.host.systemd_host import SystemdHost

CREATE = Path(container.__file__).with_name("databases.sql")
SCHEMA = ("fts", "indexes")
"""The optimizations that a database is made for."""

_TERMINATE = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = '{name}' AND pid <> pg_backend_pid();
"""
_PARKED = "SELECT 1 FROM pg_database WHERE datname = '{name}'"
_COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
_FOUND = """
SELECT CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attname = 'search'
    AND attrelid = 'customers_customer'::regclass) THEN '' ELSE '_no_fts' END
  || CASE WHEN to_regclass('customers_city_country_idx') IS NULL THEN '_no_indexes' ELSE '' END
"""


def terminate(host: SystemdHost, database: str) -> None:
    """End every session of a database, with the statement it runs."""
    host.sql("postgres", _TERMINATE.format(name=database))


def _schema(subject: Subject) -> str:
    """Return what is missing from the database of a subject, as a suffix of its name."""
    if subject.service == "naive" or subject.program:
        return ""
    on = switches_on(subject)
    return "".join(f"_no_{name}" for name in SCHEMA if name not in on)


def provide(host: SystemdHost, subject: Subject) -> None:
    """Put the database of a subject in place; load it, with its units' schema, if there is none.

    The stacks are stopped.
    """
    sql, service, schema = partial(host.sql, "postgres"), subject.service, _schema(subject)
    customers = loading.customers(host, service)
    comment = sql(_COMMENT.format(name=service))
    # units that found it after an experiment was killed have added what they miss
    spoilt = service == "optimized" and customers > 0 and host.sql(service, _FOUND) != comment
    present, wanted = f"{service}_{customers}{comment}", f"{service}_{subject.customers}{schema}"
    if present == wanted and not spoilt:
        return
    terminate(host, service)
    host.stop(f"django-{service}-migrate.service")
    if spoilt or not customers:
        sql(f'DROP DATABASE "{service}"')
    else:
        sql(f'DROP DATABASE IF EXISTS "{present}"')
        sql(f'ALTER DATABASE "{service}" RENAME TO "{present}"')
    if sql(_PARKED.format(name=wanted)):
        sql(f'ALTER DATABASE "{wanted}" RENAME TO "{service}"')
        return
    sql(CREATE.read_text())
    loading.load(host, service, subject.customers)
    sql(f"COMMENT ON DATABASE \"{service}\" IS '{schema}'")
