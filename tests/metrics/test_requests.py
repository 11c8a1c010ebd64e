"""What is counted of a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tests.contract.subjects import WHOLE
from tests.metrics.conftest import SUBJECTS, Observed
from tests.support import services
from tests.support.exposition import REQUESTS, Exposition
from tests.support.servers import PostgreSQL
from tests.support.waiting import until

POOLS = {"six": ["threads"], "all": ["threads", "fast path"]}
ASKING = 40  # at once, to read and to delete: more than there are connections


@pytest.fixture
def client(service: services.Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def counted(exposition: Exposition) -> Counter[tuple[str, str, str]]:
    """Return how many requests there were by method, route and code."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for labels, value in exposition.series(REQUESTS):
        counts[labels["method"], labels["route"], labels["code"]] += int(value)
    return counts


@pytest.mark.parametrize(
    ("request_line", "route", "code"),
    [
        ("GET /api/customers?page_size=2", "/api/customers", 200),
        ("HEAD /api/customers", "/api/customers", 200),
        ("GET /api/customers/1", "/api/customers/{id}", 200),
        ("GET /api/customers/999999", "/api/customers/{id}", 404),
        ("GET /api/cities/1", "/api/cities/{id}", 200),
        ("DELETE /api/customers/1", "/api/customers/{id}", 401),
        ("GET /health/live", "/health/live", 200),
        ("GET /nowhere/7", "unmatched", 404),
        ("GET /api/nowhere", "unmatched", 404),
    ],
)
def test_a_request_is_counted_under_its_route(
    observed: Observed, client: httpx.Client, request_line: str, route: str, code: int
) -> None:
    before = counted(observed.exposition)
    method, path = request_line.split()
    assert client.request(method, path).status_code == code
    assert counted(observed.exposition) - before == Counter({(method, route, str(code)): 1})


def test_a_method_of_the_client_s_own_is_another(observed: Observed, client: httpx.Client) -> None:
    before = counted(observed.exposition)
    code = str(client.request("PURGE", "/api/customers").status_code)
    assert counted(observed.exposition) - before == Counter({("other", "/api/customers", code): 1})


def test_a_foreign_host_is_unmatched(observed: Observed, client: httpx.Client) -> None:
    before = counted(observed.exposition)
    client.get("/api/customers", headers={"Host": "example.org"})
    ((_, _, code),) = counted(observed.exposition) - before
    assert code == "400"


def test_hits_and_misses_of_the_cache_are_told_apart(
    observed: Observed, client: httpx.Client
) -> None:
    path = f"/api/customers?page_size={11 + list(SUBJECTS).index(observed.name)}"
    told = [client.get(path).headers.get("X-Cache", "") for _ in range(2)]
    assert told == (["", ""] if observed.name == "naive" else ["miss", "hit"])
    for cache in told:
        assert observed.exposition.total(route="/api/customers", cache=cache) > 0


@pytest.mark.parametrize("observed", WHOLE, indirect=True)
def test_a_client_that_left_is_counted_as_such(
    observed: Observed, client: httpx.Client, postgresql_server: PostgreSQL
) -> None:
    before = counted(observed.exposition)
    with psycopg.connect(postgresql_server.dsn("optimized")) as locking:
        locking.execute("LOCK customers_customer")
        with pytest.raises(httpx.ReadTimeout):
            client.get(
                f"/api/customers?balance_min=4.99&city={WHOLE.index(observed.name)}", timeout=1
            )
        left = Counter({("GET", "/api/customers", "499"): 1})
        until(lambda: counted(observed.exposition) - before == left)


def test_a_duration_falls_into_its_bucket(observed: Observed, client: httpx.Client) -> None:
    client.get("/health/live")
    name, route = "http_request_duration_seconds", {"route": "/health/live"}
    total = observed.exposition.total(**route)
    assert observed.exposition.total(f"{name}_bucket", le="+Inf", **route) == total
    assert 0 < observed.exposition.total(f"{name}_sum", **route) < 60 * total


def test_pools_tell_their_size(observed: Observed, service: services.Service) -> None:
    pools = POOLS.get(observed.name, [])
    workers = len(service.workers())
    for pool in pools:
        until(lambda pool=pool: observed.exposition.total("pool_size", pool=pool) == 4 * workers)  # type: ignore[misc]
    assert {labels["pool"] for labels, _ in observed.exposition.series("pool_size")} == set(pools)
    assert observed.exposition.total("pool_waiting") == 0


def test_pools_tell_what_is_in_use_and_what_is_waited_for(
    observed: Observed, client: httpx.Client, postgresql_server: PostgreSQL
) -> None:
    client.headers["authorization"] = f"Bearer {services.API_TOKEN}"
    database = postgresql_server.dsn("optimized")
    pools = set(POOLS.get(observed.name, []))

    def with_some(state: str) -> set[str]:
        series = observed.exposition.series(f"pool_{state}")
        return {labels["pool"] for labels, value in series if value > 0}

    with ThreadPoolExecutor(2 * ASKING) as asking, psycopg.connect(database) as locking:
        locking.execute("LOCK customers_customer")
        for number in range(ASKING):
            asking.submit(client.get, f"/api/customers?balance_min={number}.{ASKING}")
            asking.submit(client.delete, f"/api/customers/{10**6 + number}")
        until(lambda: with_some("busy") == with_some("waiting") == pools)
