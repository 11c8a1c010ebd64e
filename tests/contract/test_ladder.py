"""Each rung of the ladder keeps the contract: an optimization changes the time, not the answer.

A few requests of each kind, for a service is started for each rung; what differs by rung is what
the contract leaves open: count, the form of links, and parts of words found without `fts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from harness.results.model import Subject
from harness.run import ladder
from optimized.environment import OPTIMIZATIONS
from tests.contract.compare import Both, ids
from tests.contract.conftest import Body
from tests.support import services

LISTS: list[dict[str, object]] = [
    {},
    {"ordering": "-balance", "page_size": 7},
    {"ordering": "last_name", "is_active": "true"},
    {"country": "Brazil", "birth_date_after": "1980-01-01"},
    {"city": 3, "balance_min": "-100", "balance_max": "5000"},
    {"city": 999999},
    {"birth_date_before": "no date"},
    {"page_size": 1000},
]
SEARCHES = ["smithson", "ÉMILE", "müller zürich", "1", "10", "brown brazil", "nobody", "x" * 101]

# The whole is what all other modules test.
RUNGS = [subject for subject in ladder.subjects(0) if subject.off]


@pytest.fixture(scope="module", params=RUNGS, ids=lambda rung: rung.name.replace(" ", "-"))
def optimized(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    redis_server: object,  # noqa: ARG001
) -> Iterator[httpx.Client]:
    """A client of the optimized service on one rung."""
    rung: Subject = request.param
    variables = services.environment(
        "optimized", runtime, OPTIMIZATIONS_OFF=",".join(rung.off), WEB_CONCURRENCY="1"
    )
    log = runtime / "rung.log"
    with (
        services.running("optimized", variables, log) as service,
        service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
    ):
        yield client


@pytest.fixture(scope="module")
def both(naive: httpx.Client, optimized: httpx.Client) -> Both:
    """Clients of the naive service and of the rung."""
    return Both(naive, optimized)


def test_lists_are_those_of_the_naive_service(both: Both) -> None:
    """Each ordering, filter and refusal."""
    for query in LISTS:
        both.get("/api/customers", **query).agree()


def test_details_are_those_of_the_naive_service(both: Both) -> None:
    """A row with its city and company, and a row that is not there."""
    for path in ("/api/customers/1", "/api/customers/999999", "/api/cities/2", "/api/companies"):
        both.get(path).agree()


def test_searches_are_those_of_the_naive_service(both: Both) -> None:
    """Terms that are whole words wherever they occur, numbers, and what is refused."""
    for search in SEARCHES:
        both.get("/api/customers", search=search).agree()


def test_next_leads_through_all_rows_once(both: Both) -> None:
    """Whether pages have numbers or cursors."""
    found = ids(both.optimized, ordering="-created_at")
    assert found == ids(both.naive, ordering="-created_at")


def test_reads_follow_writes(optimized: httpx.Client, body: Body) -> None:
    """Nothing outdated is served of a customer that was made, changed and deleted."""
    url = f"/api/customers/{optimized.post('/api/customers', json=body).json()['id']}"
    assert optimized.get(url).json()["balance"] == body["balance"]
    optimized.patch(url, json={"balance": "1.00"})
    assert optimized.get(url).json()["balance"] == "1.00"
    assert optimized.delete(url).status_code == 204
    assert optimized.get(url).status_code == 404
    assert (
        optimized.get("/api/customers", params={"search": body["national_id"]}).json()["results"]
        == []
    )


def test_ladder_adds_every_optimization_of_the_service() -> None:
    """No optimization is left out of the ladder, and none is made up."""
    assert set(ladder.ORDER) == OPTIMIZATIONS


def test_each_rung_adds_one_to_the_rung_below() -> None:
    """From all off to none off, in the order of the ladder."""
    rungs = [set(s.off) for s in ladder.subjects(0)[1 : len(ladder.ORDER) + 2]]
    added = [below - above for below, above in pairwise(rungs)]
    assert added == [{name} for name in ladder.ORDER]


def test_each_optimization_is_left_out_once() -> None:
    """The last of the order is left out by the rung below the whole."""
    alone = [subject.off[0] for subject in ladder.subjects(0) if len(subject.off) == 1]
    assert sorted(alone) == sorted(ladder.ORDER)
