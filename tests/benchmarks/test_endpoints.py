"""How long each endpoint takes in each subject, one request at a time.

    ./bench test tests/benchmarks --customers 300_000

The services run as users run them, with their cache: each read but the cached one asks for what
nobody has asked for before. `extra_info` of the saved results holds SQL statements per request.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.answers import Client, request
from tests.benchmarks.endpoints import Explorer
from tests.benchmarks.stack import SUBJECTS, Running, Stack, Subject, stack
from tests.support.services import API_TOKEN

ROUNDS, WARMUP = 40, 5

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Paths = Callable[[Explorer], Iterator[str]]
READS: dict[str, Paths] = {
    "list": Explorer.lists,
    "page of 100": Explorer.large_lists,
    "filter": Explorer.filters,
    "search": Explorer.searches,
    "detail": Explorer.details,
    "deep page": Explorer.deep_lists,
    "cached list": lambda explorer: repeat(next(explorer.lists())),
}


@pytest.fixture(scope="module")
def loaded(pytestconfig: pytest.Config) -> Iterator[Stack]:
    with stack(pytestconfig.getoption("--customers"), "naive", "optimized") as made:
        yield made


@pytest.fixture(scope="module", params=SUBJECTS, ids=lambda subject: subject.name)
def service(request: pytest.FixtureRequest, loaded: Stack) -> Iterator[Running]:
    subject: Subject = request.param
    with loaded.running(subject) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Timer:
    """Times requests to a service."""

    benchmark: BenchmarkFixture
    stack: Stack
    subject: Subject
    client: Client

    def time(self, endpoint: str, requests: list[bytes]) -> set[int]:
        """Time each request once, the first few as warm-up; return the statuses of the answers."""
        self.benchmark.group = endpoint
        sent = iter(requests)
        statuses: list[int] = []
        before = self.stack.statements(self.subject)
        self.benchmark.pedantic(  # type: ignore[no-untyped-call]
            lambda request: statuses.append(self.client.ask(request).status),
            setup=lambda: ((next(sent),), {}),
            rounds=ROUNDS,
            warmup_rounds=WARMUP,
        )
        statements = self.stack.statements(self.subject) - before
        self.benchmark.extra_info["statements"] = round(statements / len(statuses), 2)
        return set(statuses)


@pytest.fixture
def timer(benchmark: BenchmarkFixture, loaded: Stack, service: Running) -> Iterator[Timer]:
    with Client(service.url) as client:
        yield Timer(benchmark, loaded, service.subject, client)


@pytest.mark.parametrize("endpoint", READS)
def test_reading(timer: Timer, endpoint: str) -> None:
    explorer = Explorer(timer.client, "/api", timer.stack.customers)
    paths = islice(READS[endpoint](explorer), ROUNDS + WARMUP)
    requests = [request("GET", timer.client.host, path) for path in paths]
    timer.stack.flush_cache()  # finding the paths has filled it

    assert timer.time(endpoint, requests) == {200}


def test_creating(timer: Timer) -> None:
    requests = [creation(timer.client.host) for _ in range(ROUNDS + WARMUP)]

    assert timer.time("create", requests) == {201}


def creation(host: str) -> bytes:
    """Return a request that creates a customer whom nobody else creates."""
    number = uuid.uuid4().int % 10**11
    customer = {
        "first_name": "Grace",
        "last_name": "Hopper",
        "email": f"grace.{number}@example.org",
        "phone": "+4930123456",
        "national_id": f"9{number:011}",
        "birth_date": "1906-12-09",
        "balance": "12.50",
        "city_id": 3,
        "company_id": 5,
    }
    authorization = f"Authorization: Bearer {API_TOKEN}\n"
    return request("POST", host, "/api/customers", authorization, json.dumps(customer).encode())
