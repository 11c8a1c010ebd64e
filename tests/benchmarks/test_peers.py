"""Peers and the textbook service answer as the optimized service does, or no ratio would hold.

django-bolt needs a newer Python than the oldest one supported here, so it is left to
`./bench run reference`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.benchmarks import programs
from tests.support import rows
from tests.support.servers import PostgreSQL
from tests.support.services import environment
from tests.support.statements import Calls

JSON = "/json"  # below it, some of them pass PostgreSQL's JSON on
PEERS = [
    pytest.param((name, base), marks=[pytest.mark.network] * name.startswith("go"), id=name + base)
    for name in programs.PROGRAMS
    for base in ("", *[JSON] * (name in ("fastapi", "litestar")))
]


@pytest.fixture(scope="module", params=PEERS)
def peer(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
) -> Iterator[httpx.Client]:
    """A client of a program on the optimized service's database."""
    name, base = request.param
    variables = environment("optimized", runtime, WEB_CONCURRENCY="1")
    with (
        programs.running(name, variables) as (address, _),
        httpx.Client(base_url=address + base, trust_env=False) as client,
    ):
        yield client


def answer(client: httpx.Client, path: str) -> Any:
    """Return the answer without fractions of seconds, which Django's JSON encoder truncates."""
    text = client.get(path).raise_for_status().text
    return json.loads(re.sub(r'(T\d\d:\d\d:\d\d)(\.\d+)?Z"', r'\1Z"', text))


def pages(client: httpx.Client, path: str) -> Iterator[Any]:
    """Yield the customers of each page of a list from its first on."""
    page = answer(client, path)
    while page["next"]:
        yield page["results"]
        # httpx would look for it below the client's base
        page = answer(client, str(client.base_url.join(page["next"])))
    yield page["results"]


def test_each_of_its_pages_has_the_same_customers(
    peer: httpx.Client, optimized: httpx.Client
) -> None:
    theirs = list(pages(peer, "/customers"))

    assert theirs == list(pages(optimized, "/api/customers"))
    assert theirs[-1][-1]["id"] == rows.CUSTOMERS


def test_it_shows_the_same_customer(peer: httpx.Client, optimized: httpx.Client) -> None:
    assert answer(peer, "/customers/7") == answer(optimized, "/api/customers/7")


def test_a_customer_that_does_not_exist_is_a_404(peer: httpx.Client) -> None:
    assert peer.get("/customers/1000000").status_code == 404


def test_a_request_is_one_statement(
    peer: httpx.Client, postgresql_server: PostgreSQL, optimized_database: str
) -> None:
    answer(peer, "/customers/1")  # connects
    calls = Calls(postgresql_server, optimized_database)
    counted = calls[""]

    for customer in range(1, 11):
        answer(peer, f"/customers/{customer}")

    assert calls[""] - counted == 10 + 1  # the count is one, too
