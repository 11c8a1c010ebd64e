"""A database that is away for a moment costs no read, and is a 503 with a reason after that."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from harness.conditions import conditions
from tests.contract.conftest import Body, make_body
from tests.contract.subjects import WHOLE
from tests.support import rows, servers, services
from tests.support.staff import log_in
from tests.support.waiting import until

AWAY = {"detail": "The database did not answer."}
READS = ("/api/customers", "/api/customers/1", "/api/customers?search=smith")
UNCACHED = ("/api/customers/95", "/api/customers?city=3", "/api/companies/7", "/api/cities")
CLIENTS = 4
RESTARTS = 3
PATIENCE, HASTE = "60", "0.3"  # how long reads wait: on a busy machine PostgreSQL takes a while
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"

STATES = ("naive", *WHOLE, "six,-async")


@pytest.fixture(scope="module")
def server(runtime: Path) -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL of its own, which the tests may stop, with both databases."""
    with servers.postgresql() as server:
        for name in ("naive", "optimized"):
            host = str(server.socket_directory)
            variables = services.environment(name, runtime, DATABASE_HOST=host)
            server.createdb(name)
            services.manage(name, variables | {"OPTIMIZATIONS": "all"}, "migrate", "--verbosity=0")
            rows.load(server.dsn(name))
        yield server


@contextmanager
def serving(
    state: str, server: servers.PostgreSQL, runtime: Path, seconds: str
) -> Iterator[httpx.Client]:
    """Yield a client, with the token, of a service whose reads wait so long for that PostgreSQL."""
    with servers.redis() as redis:
        variables = services.environment(
            name := "naive" if state == "naive" else "optimized",
            runtime,
            DATABASE_HOST=str(server.socket_directory),
            OPTIMIZATIONS=state,
            OUTAGE_SECONDS=seconds,
            REDIS_URL=redis.url,
        )
        with (
            services.running(name, variables, runtime / f"lonely-{state}.log") as service,
            service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
        ):
            if seconds == HASTE:
                log_in(client, name, variables, state)
            yield client


@pytest.fixture(scope="module", params=STATES)
def patient(
    request: pytest.FixtureRequest, server: servers.PostgreSQL, runtime: Path
) -> Iterator[httpx.Client]:
    """A client of each service whose reads wait as long as it takes."""
    with serving(request.param, server, runtime, PATIENCE) as client:
        yield client


@pytest.fixture(params=STATES[:-1])
def hasty(
    request: pytest.FixtureRequest, server: servers.PostgreSQL, runtime: Path
) -> Iterator[httpx.Client]:
    """A client of each service whose reads hardly wait, logged in as a member of the staff."""
    with serving(request.param, server, runtime, HASTE) as client:
        yield client


def test_a_command_reports_at_once_why_it_cannot_connect(runtime: Path) -> None:
    variables = services.environment("optimized", runtime, DATABASE_HOST="/nowhere")
    with pytest.raises(RuntimeError, match=r"/nowhere.*No such file or directory"):
        services.manage("optimized", variables, "migrate")


def test_the_service_is_not_ready_while_its_database_is_away(
    server: servers.PostgreSQL, hasty: httpx.Client, body: Body
) -> None:
    paths = [*READS, "/admin/"]
    assert [hasty.get(path).status_code for path in paths] == [200] * len(paths)
    server.stop()
    try:
        assert hasty.get("/health/ready").status_code == 503
        assert hasty.get("/health/live").status_code == 200
        away = [hasty.get(path) for path in [*UNCACHED, "/admin/"]]
        away.append(hasty.post("/api/customers", json=body))
        assert [(each.status_code, each.json()) for each in away] == [(503, AWAY)] * len(away)
    finally:
        server.start()
    # each worker looks for the return by itself
    until(lambda: services.is_ready(hasty) and hasty.get("/api/customers/97").is_success)


@pytest.mark.parametrize("patient", [*WHOLE, "six,-async"], indirect=True)
def test_the_service_is_not_ready_while_its_database_hangs(
    server: servers.PostgreSQL, patient: httpx.Client
) -> None:
    with server.paused():
        assert patient.get("/health/ready").status_code == 503
    until(lambda: services.is_ready(patient))


@pytest.mark.parametrize("patient", WHOLE, indirect=True)
def test_the_service_is_ready_while_all_its_connections_are_busy(
    server: servers.PostgreSQL, patient: httpx.Client
) -> None:
    environment = conditions().environment["optimized"]
    connections = int(environment["WEB_CONCURRENCY"]) * int(environment["DATABASE_CONNECTIONS"])
    database = server.dsn("optimized")
    with ThreadPoolExecutor(50) as pool, psycopg.connect(database) as locking:
        locking.execute("LOCK customers_customer")
        reads: list[Future[httpx.Response]] = []

        def all_busy() -> bool:
            reads.append(pool.submit(patient.get, f"/api/customers?page_size={len(reads) + 1}"))
            return locking.execute(WAITING).fetchone() == (connections,)

        until(all_busy)
        ready = patient.get("/health/ready").status_code
        locking.rollback()
        answers = Counter(read.result().status_code for read in reads)
    assert (ready, answers) == (200, {200: len(reads)})


def test_reads_wait_for_the_database_to_return(
    server: servers.PostgreSQL, patient: httpx.Client, body: Body
) -> None:
    assert patient.get("/api/customers/96").status_code == 200
    server.stop()
    with ThreadPoolExecutor() as pool:
        write = pool.submit(patient.post, "/api/customers", json=body)
        reads = [pool.submit(patient.get, path) for path in UNCACHED]
        server.start()
    assert write.result().status_code in {201, 503}
    assert [read.result().status_code for read in reads] == [200] * len(reads)


def test_restarts_of_the_database_under_load_cost_no_read(
    server: servers.PostgreSQL, patient: httpx.Client
) -> None:
    outcomes: Counter[tuple[str, int, str]] = Counter()
    over = threading.Event()

    def ask() -> None:
        numbers = itertools.count(1)
        for path in itertools.cycle((*READS, "/api/customers?page_size={}", None)):
            if over.is_set():
                return
            if path:
                answer = patient.get(path.format(next(numbers) % 100 + 1))
            else:
                answer = patient.post("/api/customers", json=make_body())
            detail = "" if answer.is_success else answer.json()["detail"]
            outcomes[answer.request.method, answer.status_code, detail] += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        asking = [pool.submit(ask) for _ in range(CLIENTS)]
        try:
            for _ in range(RESTARTS):
                wanted = outcomes["GET", 200, ""] + CLIENTS
                server.stop()
                server.start()
                until(
                    lambda: (
                        outcomes["GET", 200, ""] >= wanted  # noqa: B023 - waits within the round
                        or any(each.done() for each in asking)
                    )
                )
        finally:
            over.set()
        for each in asking:
            each.result()
    writes = {("POST", 201, ""), ("POST", 503, AWAY["detail"])}
    assert {*outcomes} - writes == {("GET", 200, "")}
