"""A database that is away is a 503 with a reason, and no more than that."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.contract.conftest import Body, make_body
from tests.contract.subjects import WHOLE
from tests.support import rows, servers, services
from tests.support.staff import log_in

AWAY = {"detail": "The database did not answer."}
READS = ("/api/customers", "/api/customers/1", "/api/customers?search=smith", "/admin/")
CLIENTS = 4
RESTARTS = 6
SECONDS = 30


@pytest.fixture(scope="module")
def server() -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL of its own, which the tests may stop."""
    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="module", params=["naive", *WHOLE, "six,-async"])
def lonely(
    request: pytest.FixtureRequest, server: servers.PostgreSQL, runtime: Path
) -> Iterator[httpx.Client]:
    """A member of the staff with the token, as a client of each service on that PostgreSQL."""
    state, host = request.param, str(server.socket_directory)
    name, database = ("naive" if state == "naive" else "optimized"), f"lonely-{state}"
    with servers.redis() as redis:
        variables = services.environment(
            name,
            runtime,
            DATABASE_HOST=host,
            DATABASE_NAME=database,
            OPTIMIZATIONS=state,
            REDIS_URL=redis.url,
        )
        server.createdb(database)
        services.manage(name, variables, "migrate", "--verbosity=0")
        rows.load(host, database)
        with (
            services.running(name, variables, runtime / f"{database}.log") as service,
            service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
        ):
            log_in(client, name, variables)
            yield client


def wait_until_ready(client: httpx.Client) -> None:
    """Wait for the service's return. Raises TimeoutError."""
    deadline = time.monotonic() + SECONDS
    while not services.is_ready(client):
        if time.monotonic() > deadline:
            raise TimeoutError(client.base_url)


def test_the_service_is_not_ready_while_its_database_is_away(
    server: servers.PostgreSQL, lonely: httpx.Client, body: Body
) -> None:
    assert [lonely.get(path).status_code for path in READS] == [200] * len(READS)
    server.stop()
    try:
        assert lonely.get("/health/ready").status_code == 503
        assert lonely.get("/health/live").status_code == 200
        with ThreadPoolExecutor(CLIENTS) as pool:  # each waits for a connection first
            post = pool.submit(lonely.post, "/api/customers", json=body)
            paths = ["/api/customers/97", "/api/cities/9", "/admin/"]
            away = [*pool.map(lonely.get, paths), post.result()]
        assert [(answer.status_code, answer.json()) for answer in away] == [(503, AWAY)] * 4
    finally:
        server.start()
    wait_until_ready(lonely)
    assert lonely.get("/api/customers/97").status_code == 200


@pytest.mark.parametrize("lonely", ["naive"], indirect=True)
def test_a_read_waits_for_the_database_to_return(
    server: servers.PostgreSQL, lonely: httpx.Client
) -> None:
    assert lonely.get("/api/customers/96").status_code == 200
    server.stop()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(lonely.get, "/api/customers/95")  # in no cache
        server.start()
        assert answer.result().status_code == 200


def test_restarts_of_the_database_under_load_are_no_error(
    server: servers.PostgreSQL, lonely: httpx.Client
) -> None:
    outcomes: Counter[tuple[int, str]] = Counter()
    over = threading.Event()

    def ask() -> None:
        for path in itertools.cycle((*READS, None)):
            if over.is_set():
                return
            answer = lonely.get(path) if path else lonely.post("/api/customers", json=make_body())
            outcomes[answer.status_code, "" if answer.is_success else answer.text] += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        asking = [pool.submit(ask) for _ in range(CLIENTS)]
        try:
            for _ in range(RESTARTS):
                wanted = outcomes[200, ""] + CLIENTS
                server.stop()
                server.start()
                while outcomes[200, ""] < wanted and not any(each.done() for each in asking):
                    over.wait(0.05)
        finally:
            over.set()
        for each in asking:
            each.result()
    assert {status for status, _ in outcomes} <= {200, 201, 503}, outcomes
    assert all("The database did not answer." in text for status, text in outcomes if status == 503)
