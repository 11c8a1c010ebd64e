"""The cache as a client of the service sees it."""

from __future__ import annotations

import httpx
import pytest

from tests.optimized.cache import clients
from tests.support import services

CUSTOMERS = 4  # each with a writer of its own, that raises the balance
READS = 500  # by each reader


def _get(client: httpx.Client, path: str) -> httpx.Response:
    return client.get(f"/api{path}").raise_for_status()


@pytest.mark.parametrize("path", ["/customers?search=a*", "/cities"])
def test_the_second_answer_is_a_hit_and_the_same(optimized: httpx.Client, path: str) -> None:
    first, second = (_get(optimized, path) for _ in range(2))
    assert second.headers["X-Cache"] == "hit"
    assert second.content == first.content


def test_links_are_those_of_the_address_that_was_asked(optimized: httpx.Client) -> None:
    path = "/api/customers?page_size=2"
    for host in ("localhost", "127.0.0.1:8002"):
        answer = optimized.get(path, headers={"Host": host}).raise_for_status()
        assert answer.json()["next"].startswith(f"http://{host}/api/customers?")


@pytest.mark.parametrize("wrong", [{"city_id": 999_999}, {"email": "no address"}])
def test_a_write_that_is_refused_leaves_the_cache_as_it_was(
    optimized: httpx.Client, wrong: dict[str, object]
) -> None:
    path = "/customers?page_size=3&ordering=-birth_date"
    customer = _get(optimized, path).json()["results"][0]["id"]
    assert optimized.patch(f"/api/customers/{customer}", json=wrong).status_code == 400
    assert [_get(optimized, path).headers["X-Cache"] for _ in range(2)][1] == "hit"


def test_clients_never_see_less_than_what_was_acknowledged(
    optimized_service: services.Service, optimized: httpx.Client
) -> None:
    customers = clients.create_customers(optimized, CUSTOMERS)
    try:
        history = clients.observe(optimized_service, customers, READS, going=lambda: True)
    finally:
        for each in customers:
            optimized.delete(f"/api/customers/{each}").raise_for_status()
    assert not history.violations()
    assert len(history.writes) > CUSTOMERS
    assert any(read.hit for read in history.reads)
