"""What the contract's tests share: clients of naive and of the optimized service in each state."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from tests.contract.compare import Answers, Both
from tests.contract.subjects import chosen
from tests.support import servers, services
from tests.support.sources import six_alone

Body = dict[str, Any]
Create = Callable[[Body], Answers]
SYNCHRONIZE = "sync_optimizations"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the states that a test is for; one that takes each `client` alone asks naive once."""
    if "optimizations" not in metafunc.fixturenames:
        return
    naive, states = chosen(metafunc)
    cases = [("optimized", state) for state in states]
    names = [state.replace("six,-", "no-") for state in states]
    if "client" not in metafunc.fixturenames:
        metafunc.parametrize("optimizations", states, indirect=True, scope="package", ids=names)
        return
    if naive:
        cases, names = [("naive", states[0]), *cases], ["naive", *names]
    metafunc.parametrize(
        ("client", "optimizations"), cases, indirect=True, scope="package", ids=names
    )


@pytest.fixture(scope="package")
def optimizations(request: pytest.FixtureRequest) -> str:
    """The value of OPTIMIZATIONS that the optimized service runs with."""
    value: str = request.param
    return value


@pytest.fixture(scope="package")
def optimized_service(
    optimizations: str,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    redis_server: servers.Redis,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[services.Service]:
    """The optimized service with some of the optimizations, and what they keep in its database."""
    every = services.environment("optimized", runtime)
    variables = every | {"OPTIMIZATIONS": optimizations}
    if optimizations == "six":  # deleting what goes beyond changes nothing
        variables |= six_alone(tmp_path_factory.mktemp("six"))
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    changed = optimizations.endswith(("-indexes", "-fts"))
    if changed:
        services.manage("optimized", variables, SYNCHRONIZE)
    with services.running("optimized", variables, runtime / "optimized.log") as service:
        yield service
    if changed:
        services.manage("optimized", every, SYNCHRONIZE)


@pytest.fixture(scope="package")
def optimized(optimized_service: services.Service) -> Iterator[httpx.Client]:
    """A client of the optimized service that holds the token."""
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
def create(both: Both) -> Iterator[Create]:
    """Create a customer in both services, which is gone after the test."""
    created: list[tuple[httpx.Client, int]] = []

    def post(body: Body) -> Answers:
        answers = both.request("POST", "/api/customers", json=body)
        for client, answer in zip(both, answers, strict=True):
            if answer.status_code == 201:
                created.append((client, answer.json()["id"]))
        return answers

    yield post
    for client, number in created:
        client.delete(f"/api/customers/{number}")
