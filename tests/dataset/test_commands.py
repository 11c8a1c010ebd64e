"""`generate_fake_data` of both services: the same rows, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conditions import SERVICES, conditions
from tests.support.loads import Loaded, migrated
from tests.support.servers import PostgreSQL

SMALL = 2_000
VECTORS = """\
SELECT count(*) FROM customers_customer AS customer
JOIN customers_city AS city ON city.id = city_id
JOIN customers_company AS company ON company.id = company_id
WHERE search = customers_search(first_name, last_name, email, city.name, company.name)"""


@pytest.fixture(scope="module", params=SERVICES)
def database(
    request: pytest.FixtureRequest, runtime: Path, postgresql_server: PostgreSQL
) -> Iterator[Loaded]:
    with migrated(request.param, runtime, postgresql_server) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def schema(database: Loaded) -> str:
    """The schema as migrations made it."""
    return database.schema()


@pytest.fixture(scope="module")
def small(database: Loaded, schema: str) -> str:  # noqa: ARG001 - first of all
    status, output, errors = database.load("--customers", "2_000", "--worker", "2")
    assert status == 0, errors
    return output


def test_digest_is_the_published_one(small: str) -> None:
    assert small.splitlines()[-1] == f"digest: {conditions().dataset.digests[SMALL]}"


@pytest.mark.usefixtures("small")
def test_the_schema_stays_as_migrations_made_it(database: Loaded, schema: str) -> None:
    assert database.schema() == schema


@pytest.mark.usefixtures("small")
def test_the_next_customer_gets_the_next_id(database: Loaded) -> None:
    sequence = "pg_get_serial_sequence('customers_customer', 'id')"
    assert database.query(f"BEGIN; SELECT nextval({sequence}); ROLLBACK") == f"{SMALL + 1}"


@pytest.mark.parametrize("database", ["optimized"], indirect=True)
@pytest.mark.usefixtures("small")
def test_loader_builds_the_vectors_of_the_trigger(database: Loaded) -> None:
    assert database.query(VECTORS) == str(SMALL)


@pytest.mark.usefixtures("small")
def test_what_is_loaded_already_is_left_alone(database: Loaded) -> None:
    before = database.query("SELECT loaded_at FROM dataset_load")
    status, output, errors = database.load("--customers", "2_000")
    assert status == 0, errors
    assert output.splitlines() == [
        "2_000 customers are there already (--force loads again)",
        f"digest: {conditions().dataset.digests[SMALL]}",
    ]
    assert database.query("SELECT loaded_at FROM dataset_load") == before


@pytest.mark.parametrize("database", ["optimized"], indirect=True)
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE customers_customer SET balance = balance + 1, updated_at = now() WHERE id = 7",
        "DELETE FROM customers_customer WHERE id = 7",
    ],
    ids=["updated", "deleted"],
)
def test_what_was_written_to_is_loaded_again(database: Loaded, change: str) -> None:
    database.query(change)
    status, output, errors = database.load("--customers", "2_000", "--worker", "1")
    assert status == 0, errors
    assert output == f"digest: {conditions().dataset.digests[SMALL]}\n"


@pytest.mark.parametrize("database", ["naive"], indirect=True)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--customers", "0"], "'0' is not a whole number above 0, such as 3_000_000"),
        (["--customers", "1_000_000_000"], "customers must be from 1 to 100_000_000"),
        (["--customers", "5", "--workers", "100_000"], "more than the cores gains nothing"),
        (["--customers", "5", "--seed", "-1"], "the seed must be from 0 to"),
        ([], "the following arguments are required: --customers"),
    ],
)
def test_options_that_cannot_be(database: Loaded, options: list[str], said: str) -> None:
    status, output, errors = database.load(*options)
    assert status != 0
    assert output == ""
    assert said in errors
    assert "Traceback" not in errors
