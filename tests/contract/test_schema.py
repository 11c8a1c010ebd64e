"""Schemathesis reads each OpenAPI document and sends what it allows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.schemas import BaseSchema

from tests.contract.subjects import WHOLE
from tests.contract.test_service import PATHS, plain
from tests.support import servers, services

OPERATIONS = [f"{method} {path}" for path, methods in PATHS.items() for method in sorted(methods)]
# What no schema can say: an unusable `page_size` or `ordering` falls back to the default; names are
# converted from numbers; addresses and national ids are unique, and cities must exist.
LENIENT = ["get /api/customers", "get /api/cities", "get /api/companies"]
STRICT = ["get /api/customers", "post /api/customers"]
STRICT += ["put /api/customers/{id}", "patch /api/customers/{id}"]


@pytest.fixture(scope="module", params=["naive", *WHOLE])
def schema(
    request: pytest.FixtureRequest,
    runtime: Path,
    postgresql_server: servers.PostgreSQL,
    naive_database: str,  # noqa: ARG001 - made of the template
    optimized_database: str,  # noqa: ARG001
) -> Iterator[BaseSchema]:
    """The document of each service in turn.

    Each has a database and a cache of its own, which the requests may write to as they like.
    """
    state = request.param
    name, database = ("naive" if state == "naive" else "optimized"), f"schemathesis-{state}"
    with servers.redis() as redis:
        variables = services.environment(
            name, runtime, DATABASE_NAME=database, OPTIMIZATIONS=state, REDIS_URL=redis.url
        )
        postgresql_server.createdb(database, f"{name}-template")
        with services.running(name, variables, runtime / f"{database}.log") as service:
            yield schemathesis.openapi.from_url(f"{service.url}/api/openapi.json")


def checks_of(operation: str) -> list[Any]:
    """Return all checks of Schemathesis but those that the contract does not promise."""
    checks.load_all_checks()
    names = set(checks.CHECKS.get_all_names())
    names -= {"negative_data_rejection"} if operation in LENIENT else set()
    names -= {"positive_data_acceptance"} if operation in STRICT else set()
    found: list[Any] = checks.CHECKS.get_by_names(sorted(names))
    return found


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=10)
@given(data=st.data())
def test_an_operation_answers_as_documented(
    schema: BaseSchema, operation: str, mode: GenerationMode, data: st.DataObject
) -> None:
    method, path = operation.split()
    (written,) = [each for each in schema if plain(each) == path]
    case = data.draw(schema[written][method].as_strategy(generation_mode=mode))

    case.call_and_validate(
        headers={"Authorization": f"Bearer {services.API_TOKEN}"}, checks=checks_of(operation)
    )
