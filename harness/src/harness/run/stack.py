"""The host between measurements: one stack at a time, each from the same start."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from harness.conditions import SERVICES
from harness.errors import BenchError
from harness.host import stacks
from harness.host.base import Host, UnitFigures
from harness.results.model import Statement, Subject
from harness.run.ladder import optimizations

READY_SECONDS = 60
READY_INTERVAL = 0.05
REDIS_SOCKET = "/run/redis-django/redis.sock"
MIGRATE = "django-optimized-migrate.service"
"""Also drops and creates the indexes, as the optimizations that are on want them."""
OFF = tuple(
    f"/run/systemd/system/{unit}.d/optimizations-off.conf"
    for unit in (MIGRATE, "django-optimized.service")
)
SQL = Path(__file__).parent
_END_STATEMENTS = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid();
"""


class Stack:
    """What a round asks of `host`; a database has the name of its service."""

    def __init__(self, host: Host, ports: Mapping[str, int]) -> None:
        self.host = host
        self._ports = ports
        self._off: Sequence[str] | None = None  # not known: a run may have been killed

    def url(self, service: str) -> str:
        """Return the address at which nginx serves `service`."""
        return f"http://{self.host.address}:{self._ports[service]}"

    def token(self) -> str:
        """Return the token that writes need."""
        return self.host.run("cat", "/etc/django-bench/secrets/api_token").stdout.strip()

    def stop_stacks(self) -> None:
        """Stop both services, and their sockets, which would start them again.

        By name, not by their targets alone: systemctl waits for the units that it is told. A
        socket that is started before it was stopped keeps its queue.
        """
        kinds = ("target", "socket", "service")
        self.host.stop(*(f"django-{service}.{kind}" for service in SERVICES for kind in kinds))

    def restart_database(self) -> None:
        """Start PostgreSQL anew: empty buffers, no connection, no plan of the one before."""
        self.host.stop(self.host.database_unit)
        self.host.start(self.host.database_unit)

    def sql(self, database: str, statements: str, **variables: int) -> str:
        """Run SQL as PostgreSQL's superuser and return its unaligned tuples."""
        return stacks.sql(self.host, database, statements, **variables)

    def redis(self, *command: str) -> str:
        """Run a command of Redis and return its answer."""
        return self.host.run("redis-cli", "-s", REDIS_SOCKET, *command).stdout.removesuffix("\n")

    def prewarm(self, database: str) -> None:
        """Read a database's tables and indexes into PostgreSQL's memory."""
        self.sql(database, (SQL / "prewarm.sql").read_text())

    def flush_cache(self) -> None:
        """Empty Redis."""
        self.redis("FLUSHALL")

    def switch_off(self, subject: Subject) -> None:
        """Have the subject's optimizations off and all others on, the indexes included.

        PostgreSQL runs and the stacks do not.
        """
        if subject.service != "optimized" or subject.off == self._off:
            return
        drop_in = f"[Service]\nEnvironment=OPTIMIZATIONS={optimizations(subject)}\n"
        for path in OFF:
            if subject.off:
                self.host.run("install", "-D", "-m", "644", "/dev/stdin", path, stdin=drop_in)
            else:
                self.host.run("rm", "-f", path)
        self.host.run("systemctl", "daemon-reload")
        self.host.stop(MIGRATE)
        self.host.start(MIGRATE)
        self._off = subject.off

    def start(self, service: str) -> None:
        """Start the stack of `service`."""
        self.host.start(*stacks.units(service))

    def restart(self, service: str) -> None:
        """Start the service and its socket anew, with an empty queue; return once it is ready.

        PostgreSQL would not notice before the end of a statement that nobody waits for it.
        """
        self.stop_stacks()
        self.sql(service, _END_STATEMENTS)
        self.start(service)
        self.wait_until_ready(service)

    def wait_until_ready(self, service: str) -> None:
        """Ask the service over HTTP until it is ready. Raises BenchError if that takes too long."""
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(trust_env=False, timeout=READY_SECONDS) as client:
            while not _is_ready(client, f"{self.url(service)}/health/ready"):
                if time.monotonic() > deadline:
                    raise BenchError(
                        f"{service} was not ready after {READY_SECONDS} s: `./bench logs {service}`"
                    )
                time.sleep(READY_INTERVAL)

    def reset_statements(self, database: str) -> None:
        """Let pg_stat_statements count from zero."""
        self.sql(database, "SELECT pg_stat_statements_reset();")

    def statements(self, database: str) -> tuple[Statement, ...]:
        """Return the dearest statements since the last reset."""
        rows = json.loads(self.sql(database, (SQL / "statements.sql").read_text()))
        return tuple(Statement(**row) for row in rows)

    def sweep(self, database: str, customers: int) -> None:
        """Delete what interrupted writes have left above the loaded customers."""
        self.sql(database, "DELETE FROM customers_customer WHERE id > :last", last=customers)

    def figures(self, service: str) -> dict[str, UnitFigures]:
        """Return the accounting of the units that take part in a service's answers."""
        units = (
            f"django-{service}.service",
            self.host.database_unit,
            self.host.cache_unit,
            "nginx.service",
        )
        return {unit: self.host.unit_figures(unit) for unit in units}

    def restore(self) -> None:
        """Leave the host as a run finds it: both stacks up, every optimization on."""
        self.stop_stacks()
        self.switch_off(Subject("optimized", "optimized", customers=0))
        self.host.start(*stacks.STACKS)


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).is_success
    except httpx.TransportError:
        return False
