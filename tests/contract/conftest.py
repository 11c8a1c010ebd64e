"""What the contract's tests share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.contract.compare import Answers, Both

Body = dict[str, Any]


@pytest.fixture(scope="session")
def both(naive: httpx.Client, optimized: httpx.Client) -> Both:
    """Clients of both services that hold the token."""
    return Both(naive, optimized)


@pytest.fixture(scope="session", params=["naive", "optimized"])
def client(request: pytest.FixtureRequest) -> httpx.Client:
    """A client of each service in turn that holds the token."""
    client: httpx.Client = request.getfixturevalue(request.param)
    return client


@pytest.fixture
def body() -> Body:
    """A valid body of a customer that no other test writes."""
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
