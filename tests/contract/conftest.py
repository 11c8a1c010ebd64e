"""What the contract's tests share. Each runs on each rung of the ladder, grouped by rung."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from harness.results.model import Subject
from harness.run.ladder import optimizations
from tests.contract.compare import Answers, Both
from tests.contract.rungs import WHOLE, holding
from tests.support import servers, services

Body = dict[str, Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask the rungs that a test is for; one that takes each `client` alone asks naive once."""
    if "rung" not in metafunc.fixturenames:
        return
    naive, rungs = holding(metafunc)
    cases = [("optimized", rung) for rung in rungs]
    names = [rung.name.replace(" ", "-") for rung in rungs]
    if "client" in metafunc.fixturenames:
        if naive:
            cases, names = [("naive", WHOLE), *cases], ["naive", *names]
        metafunc.parametrize(("client", "rung"), cases, indirect=True, scope="package", ids=names)
    else:
        metafunc.parametrize("rung", rungs, indirect=True, scope="package", ids=names)


@pytest.fixture(scope="package")
def rung(request: pytest.FixtureRequest) -> Subject:
    """The rung whose service is asked."""
    rung: Subject = request.param
    return rung


@pytest.fixture(scope="package")
def optimized_service(
    rung: Subject,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    redis_server: servers.Redis,
) -> Iterator[services.Service]:
    """The optimized service on a rung, from the start that a round of the ladder gives it."""
    every = services.environment("optimized", runtime)
    variables = every | {"OPTIMIZATIONS": optimizations(rung)}
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    services.manage("optimized", variables, "sync_indexes")
    with services.running("optimized", variables, runtime / "rung.log") as service:
        yield service
    if "indexes" in rung.off:
        services.manage("optimized", every, "sync_indexes")


@pytest.fixture(scope="package")
def optimized(optimized_service: services.Service) -> Iterator[httpx.Client]:
    """A client of the rung that holds the token."""
    with optimized_service.client(Authorization=f"Bearer {services.API_TOKEN}") as client:
        yield client


@pytest.fixture(scope="package")
def both(naive: httpx.Client, optimized: httpx.Client) -> Both:
    """Clients of both services that hold the token."""
    return Both(naive, optimized)


@pytest.fixture(scope="package")
def client(request: pytest.FixtureRequest, both: Both) -> httpx.Client:
    """A client of each service in turn that holds the token."""
    client: httpx.Client = getattr(both, request.param)
    return client


def make_body() -> Body:
    """Return a valid body of a customer that nobody else writes."""
    number = uuid.uuid4().int % 10**11
    return {
        "first_name": "Grace",
        "last_name": "Hopper",
        "email": f"Grace.{number}@example.org",
        "phone": "+4930123456",
        "national_id": f"9{number:011}",
        "birth_date": "1906-12-09",
        "is_active": False,
        "balance": "-12.50",
        "city_id": 3,
        "company_id": 5,
    }


@pytest.fixture
def body() -> Body:
    """A valid body of a customer that no other test writes."""
    return make_body()


@pytest.fixture
def create(both: Both) -> Iterator[Callable[[Body], Answers]]:
    """Create a customer in both services, which is gone after the test."""
    created: list[tuple[httpx.Client, int]] = []

    def post(body: Body) -> Answers:
        answers = both.request("POST", "/api/customers", json=body)
        for client, answer in ((both.naive, answers.naive), (both.optimized, answers.optimized)):
            if answer.status_code == 201:
                created.append((client, answer.json()["id"]))
        return answers

    yield post
    for client, number in created:
        client.delete(f"/api/customers/{number}")
