"""The cache as a client of the service sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from typing import Any

import httpx
import pytest

from tests.optimized.cache.history import Read, Write, violations
from tests.support import services

CUSTOMERS = 4  # each with a writer of its own, that raises the balance
READERS = 4
READS = 500  # of each reader


def _get(client: httpx.Client, path: str) -> httpx.Response:
    return client.get(f"/api{path}").raise_for_status()


@pytest.mark.parametrize("path", ["/customers?search=a*", "/customers/{id}", "/cities"])
def test_the_second_answer_is_a_hit_and_the_same(optimized: httpx.Client, path: str) -> None:
    first_id = _get(optimized, "/customers").json()["results"][0]["id"]
    first, second = (_get(optimized, path.format(id=first_id)) for _ in range(2))
    assert second.headers["X-Cache"] == "hit"
    assert second.content == first.content


def test_links_are_those_of_the_address_that_was_asked(optimized: httpx.Client) -> None:
    path = "/api/customers?page_size=2"
    for host in ("localhost", "127.0.0.1:8002"):
        answer = optimized.get(path, headers={"Host": host}).raise_for_status()
        assert answer.json()["next"].startswith(f"http://{host}/api/customers?")


def test_a_request_that_is_wrong_stays_wrong(optimized: httpx.Client) -> None:
    answers = [optimized.get("/api/customers?balance_min=much") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 400]


@pytest.mark.parametrize("wrong", [{"city_id": 999_999}, {"email": "no address"}])
def test_a_write_that_is_refused_leaves_the_cache_as_it_was(
    optimized: httpx.Client, wrong: dict[str, object]
) -> None:
    path = "/customers?page_size=3&ordering=-birth_date"
    customer = _get(optimized, path).json()["results"][0]["id"]
    assert optimized.patch(f"/api/customers/{customer}", json=wrong).status_code == 400
    assert [_get(optimized, path).headers["X-Cache"] for _ in range(2)][1] == "hit"


@pytest.fixture
def customers(optimized: httpx.Client) -> Iterator[list[int]]:
    """Customers that no other test knows."""
    common: dict[str, object] = {"first_name": "Clio", "last_name": "Historia"}
    common |= {"birth_date": "1990-01-01", "balance": "0.00", "city_id": 1, "company_id": 1}
    ids = []
    for number in range(CUSTOMERS):
        own = {"email": f"clio{number}@example.org", "phone": f"+4930999{number:04}"}
        body = {**common, **own, "national_id": f"99999999{number:04}"}
        ids.append(optimized.post("/api/customers", json=body).raise_for_status().json()["id"])
    yield ids
    for each in ids:
        optimized.delete(f"/api/customers/{each}").raise_for_status()


def _versions(answer: dict[str, Any]) -> dict[int, int]:
    rows = answer.get("results", [answer])
    return {row["id"]: round(float(row["balance"])) for row in rows}


def _read(client: httpx.Client, customers: list[int]) -> list[Read]:
    paths = [f"/customers/{each}" for each in customers]
    paths += ["/customers?search=historia", "/customers?search=clio&ordering=-id"]
    reads = []
    for number in range(READS):
        started = time.monotonic_ns()
        answer = _get(client, paths[number % len(paths)])
        hit = answer.headers["X-Cache"] == "hit"
        reads.append(Read(started, _versions(answer.json()), hit))
    return reads


def _write(client: httpx.Client, customer: int, going: Callable[[], bool]) -> list[Write]:
    writes = []
    for version in count(1):
        if not going():
            break
        body = {"balance": f"{version}.00"}
        client.patch(f"/api/customers/{customer}", json=body).raise_for_status()
        writes.append(Write(customer, version, time.monotonic_ns()))
        time.sleep(0.02)
    return writes


def test_clients_never_see_less_than_what_was_acknowledged(
    optimized_service: services.Service, customers: list[int]
) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(CUSTOMERS + READERS) as pool:

        def client() -> httpx.Client:
            token = f"Bearer {services.API_TOKEN}"
            return stack.enter_context(optimized_service.client(Authorization=token))

        reading = [pool.submit(_read, client(), customers) for _ in range(READERS)]

        def going() -> bool:
            return not all(each.done() for each in reading)

        writing = [pool.submit(_write, client(), each, going) for each in customers]
        reads = [read for each in reading for read in each.result()]
        writes = [write for each in writing for write in each.result()]
    assert not list(violations(writes, reads))
    assert len(writes) > CUSTOMERS
    assert any(read.hit for read in reads)
