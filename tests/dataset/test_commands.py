"""`generate_fake_data` of both services: the same rows, whole or not at all."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from tests.support.servers import PostgreSQL
from tests.support.services import environment, manage

SMALL, LARGE = 2_000, 20_000
VECTORS = """\
SELECT count(*) FROM customers_customer AS customer
JOIN customers_city AS city ON city.id = city_id
JOIN customers_company AS company ON company.id = company_id
WHERE search = customers_search(first_name, last_name, email, city.name, company.name)"""


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database and the command that loads it."""

    service: str
    server: PostgreSQL
    variables: dict[str, str]

    @property
    def name(self) -> str:
        return self.variables["DATABASE_NAME"]

    def query(self, sql: str) -> str:
        return self.server.psql(self.name, sql)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command in a session of its own."""
        return subprocess.Popen(
            [
                sys.executable,
                REPOSITORY / self.service / "manage.py",
                "generate_fake_data",
                *arguments,
            ],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def load(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command; return its exit status, standard output and standard error."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output, errors

    def schema(self) -> str:
        """Return all definitions but the ledger's, as pg_dump writes them."""
        command: list[str | Path] = [
            self.server.bin / "pg_dump",
            "-s",
            "-T",
            "dataset_load",
            "-U",
            "postgres",
        ]
        command += ["-h", self.server.socket_directory, self.name]
        dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return re.sub(r"(?m)^\\(un)?restrict .*$", "", dump)


@pytest.fixture(scope="module", params=SERVICES)
def database(
    request: pytest.FixtureRequest, runtime: Path, postgresql_server: PostgreSQL
) -> Iterator[Database]:
    service = request.param
    variables = environment(service, runtime, DATABASE_NAME=f"{service}-generated")
    postgresql_server.createdb(variables["DATABASE_NAME"])
    manage(service, variables, "migrate", "--verbosity=0")
    yield Database(service, postgresql_server, variables)
    postgresql_server.psql("postgres", f'DROP DATABASE "{service}-generated"')


@pytest.fixture(scope="module")
def migrated(database: Database) -> str:
    """The schema as migrations made it."""
    return database.schema()


@pytest.fixture(scope="module")
def small(database: Database, migrated: str) -> str:  # noqa: ARG001 - first of all
    status, output, errors = database.load("--customers", "2_000", "--worker", "2")
    assert status == 0, errors
    return output


def test_digest_is_the_published_one(small: str) -> None:
    assert small.splitlines()[-1] == f"digest: {conditions().dataset.digests[SMALL]}"


@pytest.mark.usefixtures("small")
def test_the_schema_stays_as_migrations_made_it(database: Database, migrated: str) -> None:
    assert database.schema() == migrated


@pytest.mark.usefixtures("small")
def test_the_next_customer_gets_the_next_id(database: Database) -> None:
    sequence = "pg_get_serial_sequence('customers_customer', 'id')"
    assert database.query(f"BEGIN; SELECT nextval({sequence}); ROLLBACK") == f"{SMALL + 1}"


@pytest.mark.parametrize("database", ["optimized"], indirect=True)
@pytest.mark.usefixtures("small")
def test_loader_builds_the_vectors_of_the_trigger(database: Database) -> None:
    assert database.query(VECTORS) == str(SMALL)
