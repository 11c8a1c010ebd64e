"""What both stacks are on a host: units and databases."""

from __future__ import annotations

from harness.conditions import SERVICES
from harness.host.systemd_host import SystemdHost

SQL_SECONDS = 600


def units(service: str) -> tuple[str, str]:
    """Return what to start for the stack of `service`.

    With the service, which its target only wants: a failure is to be seen.
    """
    return f"django-{service}.target", f"django-{service}.service"


STACKS = ("django-bench.target", *(unit for service in SERVICES for unit in units(service)))
"""What to start for both."""


def sql(host: SystemdHost, database: str, statements: str, **variables: int) -> str:
    """Run SQL as PostgreSQL's superuser and return its unaligned tuples. Raises CommandError."""
    psql = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database]
    psql += [f"--set={name}={value}" for name, value in variables.items()]
    command = ("runuser", "-u", "postgres", "--", *psql)
    return host.run(*command, stdin=statements, timeout=SQL_SECONDS).stdout.strip()
