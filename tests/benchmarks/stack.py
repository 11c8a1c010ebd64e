"""Private PostgreSQL and Redis with generated customers, and services that run on them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from harness.conditions import conditions
from optimized.optimizations import REGISTRY
from tests.benchmarks import programs
from tests.support import servers, services
from tests.support.loads import Loaded, migrated

CONNECTIONS = 400  # the textbook service opens one for each request under way

# Statements that only start or end a transaction are not counted.
_SETTINGS = {"max_connections": str(CONNECTIONS), "pg_stat_statements.track_utility": "off"}
_CALLS = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
JOIN pg_database ON pg_database.oid = dbid WHERE datname = '{}'
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a service of this project, or a program on the optimized one's tables."""

    name: str
    service: str = "optimized"
    variables: Mapping[str, str] | None = None
    program: str = ""
    arguments: tuple[str, ...] = ()  # of gunicorn

    @property
    def base(self) -> str:
        """The path below which it has its customers."""
        return "" if self.program else "/api"


NAIVE = Subject("naive", "naive")
SIX = Subject("six", variables={"OPTIMIZATIONS": "six"})
ALL = Subject("all", variables={"OPTIMIZATIONS": "all"})
SUBJECTS = [NAIVE, SIX] + [ALL] * any(each.group == "beyond" for each in REGISTRY.values())


@dataclass(frozen=True, slots=True)
class Running:
    """A subject that answers, and the parent of its processes."""

    subject: Subject
    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Stack:
    """The servers and the loaded databases by service."""

    postgresql: servers.PostgreSQL
    redis: servers.Redis
    runtime: Path
    customers: int
    databases: Mapping[str, Loaded]

    @contextmanager
    def running(self, subject: Subject) -> Iterator[Running]:
        """Run a subject for this block. Raises RuntimeError if it does not start."""
        own = {
            "DATABASE_NAME": self.databases[subject.service].name,
            "RUNTIME_DIRECTORY": tempfile.mkdtemp(dir=self.runtime),  # for METRICS=on
        }
        variables = services.environment(
            subject.service, self.runtime, **own, **(subject.variables or {})
        )
        # as its unit does: an optimization may have migrations of its own
        needed = variables | ({"OPTIMIZATIONS": "all"} if subject.program else {})
        services.manage(subject.service, needed, "migrate", "--verbosity=0")
        if subject.program:
            with programs.running(subject.program, variables) as (url, pid):
                yield Running(subject, url, pid)
            return
        log = self.runtime / f"{subject.name.replace('/', '_')}.log"
        with services.running(subject.service, variables, log, *subject.arguments) as service:
            yield Running(subject, service.url, service.process.pid)

    def statements(self, subject: Subject) -> int:
        """Return how many SQL statements its database has run so far."""
        name = self.databases[subject.service].name
        return int(self.postgresql.psql("postgres", _CALLS.format(name)))

    def flush_cache(self) -> None:
        """Empty Redis."""
        with Redis.from_url(self.redis.url) as redis:
            redis.flushall()


@contextmanager
def stack(customers: int, *names: str) -> Iterator[Stack]:
    """Run the servers, with that many customers in the database of each named service."""
    settings = {name: str(value) for name, value in conditions().postgresql.items()} | _SETTINGS
    with ExitStack() as over:
        postgresql = over.enter_context(servers.postgresql(**settings))
        redis = over.enter_context(servers.redis())
        runtime = Path(tempfile.mkdtemp(prefix="bench-"))
        over.callback(shutil.rmtree, runtime)
        runtime.chmod(0o755)
        services.write_secrets(runtime)
        (runtime / "postgresql").symlink_to(postgresql.socket_directory)
        (runtime / "redis.sock").symlink_to(redis.socket)
        postgresql.psql("postgres", "CREATE EXTENSION pg_stat_statements")
        databases = {
            name: over.enter_context(migrated(name, runtime, postgresql)) for name in names
        }
        for loaded in databases.values():
            _load(loaded, customers)
        yield Stack(postgresql, redis, runtime, customers, databases)


def _load(loaded: Loaded, customers: int) -> None:
    status, _, errors = loaded.load("--customers", str(customers), "--worker", "2")
    if status != 0:
        raise RuntimeError(f"{customers} customers were not loaded:\n{errors}")
    loaded.query("VACUUM ANALYZE")
