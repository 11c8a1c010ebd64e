"""All 64 combinations of the six optimizations give right answers to the same questions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import httpx
import pytest
from redis import Redis

from tests.contract.compare import comparable, ids
from tests.contract.conftest import SYNCHRONIZE, Body
from tests.contract.subjects import NAMES
from tests.support import servers, services

pytestmark = pytest.mark.slow

STORED = ("indexes", "fts")  # these change the database, so they vary slowest
LISTS: list[dict[str, str]] = [
    {},
    {"ordering": "-last_name"},
    {"country": "France", "is_active": "true", "ordering": "birth_date"},
    {"city": "3", "balance_min": "0", "ordering": "-balance"},
    {"search": "smithson"},
    {"search": "25", "ordering": "-created_at"},
    {"search": "chloé brown", "company": "1"},
]
PATHS = ["/api/customers?page_size=3", "/api/cities?page_size=5", "/api/companies"]
PATHS += ["/api/customers/1", "/api/customers/9999", "/api/cities/7", "/api/companies/40"]
PATHS += ["/api/customers?city=x", "/api/customers?search=1+2+3+4+5+6+7+8+9", "/api/nothing"]


def subsets(*names: str) -> list[tuple[str, ...]]:
    """Return every choice of the names."""
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def optimizations(on: tuple[str, ...]) -> str:
    """Return the value of OPTIMIZATIONS with only these on."""
    return ",".join(on) or "none"


@pytest.fixture(scope="module", params=subsets(*STORED), ids=optimizations)
def stored(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
) -> Iterator[tuple[str, ...]]:
    """Those of `STORED` that are on, and that the database is made for."""
    on: tuple[str, ...] = request.param
    variables = services.environment("optimized", runtime)
    services.manage("optimized", variables | {"OPTIMIZATIONS": optimizations(on)}, SYNCHRONIZE)
    yield on
    services.manage("optimized", variables, SYNCHRONIZE)


@pytest.fixture(params=subsets(*(name for name in NAMES if name not in STORED)), ids=optimizations)
def on(request: pytest.FixtureRequest, stored: tuple[str, ...]) -> tuple[str, ...]:
    """The optimizations that are on."""
    others: tuple[str, ...] = request.param
    return stored + others


@pytest.fixture
def service(
    on: tuple[str, ...], runtime: Path, redis_server: servers.Redis
) -> Iterator[httpx.Client]:
    """A client of the optimized service with these optimizations."""
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    variables = services.environment("optimized", runtime, OPTIMIZATIONS=optimizations(on))
    with (
        services.running("optimized", variables, runtime / "combination.log") as service,
        service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
    ):
        yield client


def test_a_combination_answers_right(
    service: httpx.Client, naive: httpx.Client, on: tuple[str, ...], body: Body
) -> None:
    for query in LISTS:
        assert ids(service, **query, page_size=7) == ids(naive, **query), query
    for path in PATHS:
        assert comparable(service.get(path)) == comparable(naive.get(path)), path
    check_switches(service, naive, on)
    check_writes(service, body)


def check_switches(service: httpx.Client, naive: httpx.Client, on: tuple[str, ...]) -> None:
    """Assert what the contract lets differ with a switch."""
    page = service.get("/api/customers?page_size=2")
    parameter, other = ("cursor", "page") if "cursor" in on else ("page", "cursor")
    again = service.get("/api/customers?page_size=2")
    relevant = ids(service, search="brown", ordering="relevance")
    whole = [] if "fts" in on else ids(naive, search="smit")

    assert ("count" in page.json()) is ("cursor" not in on)
    assert f"{parameter}=" in page.json()["next"]
    assert service.get("/api/customers", params={other: "2"}).status_code == 400
    assert again.headers["X-Cache"] == ("hit" if "cache" in on else "miss")
    assert sorted(relevant) == ids(naive, search="brown")
    assert (relevant == sorted(relevant)) is ("fts" not in on)
    assert ids(service, search="smit") == whole


def check_writes(service: httpx.Client, body: Body) -> None:
    """Assert that what is written is read, in details, lists and searches."""
    body["last_name"] = "Unheardof"
    created = service.post("/api/customers", json=body)
    path = f"/api/customers/{created.json()['id']}"
    found = [service.get(path).json()["last_name"], len(ids(service, search="unheardof"))]
    changed = service.patch(path, json={"last_name": "Hopper"})
    kept = [service.get(path).json()["last_name"], len(ids(service, search="unheardof"))]
    deleted = service.delete(path)

    assert (created.status_code, found) == (201, ["Unheardof", 1])
    assert (changed.status_code, kept) == (200, ["Hopper", 0])
    assert (deleted.status_code, service.get(path).status_code) == (204, 404)
