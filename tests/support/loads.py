"""Databases that a test loads with `generate_fake_data`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.conditions import REPOSITORY
from tests.support.servers import PostgreSQL
from tests.support.services import environment, manage

LOAD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Loaded:
    """A migrated database and the command that loads it."""

    service: str
    server: PostgreSQL
    variables: dict[str, str]

    @property
    def name(self) -> str:
        """The database's name."""
        return self.variables["DATABASE_NAME"]

    def query(self, sql: str) -> str:
        """Run `sql` and return its unaligned tuples."""
        return self.server.psql(self.name, sql)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command in a session of its own."""
        manage_py = REPOSITORY / self.service / "manage.py"
        return subprocess.Popen(
            [sys.executable, manage_py, "generate_fake_data", *arguments],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def load(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command; return its exit status, standard output and standard error."""
        process = self.start(*arguments)
        try:
            output, errors = process.communicate(timeout=LOAD_SECONDS)
        finally:
            process.kill()
        return process.returncode, output, errors

    def schema(self) -> str:
        """Return all definitions but the ledger's, as pg_dump writes them."""
        command: list[str | Path] = [self.server.bin / "pg_dump", "-s", "-T", "dataset_load"]
        command += ["-U", "postgres", "-h", self.server.socket_directory, self.name]
        dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return re.sub(r"(?m)^\\(un)?restrict .*$", "", dump)


@contextmanager
def migrated(service: str, runtime: Path, server: PostgreSQL) -> Iterator[Loaded]:
    """Make a database for `service` on `server`, with its tables empty, and drop it again."""
    name = f"{service}-generated"
    own = {"DATABASE_NAME": name, "DATABASE_HOST": str(server.socket_directory)}
    # no service serves this database
    variables = environment(service, runtime, **own, OPTIMIZATIONS="-cache")
    server.createdb(name)
    manage(service, variables, "migrate", "--verbosity=0")
    yield Loaded(service, server, variables)
    server.psql("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')
