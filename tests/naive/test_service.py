"""What only the naive service offers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import rows, servers, services


def test_a_list_has_its_count(naive: httpx.Client) -> None:
    assert naive.get("/api/customers").json()["count"] == rows.CUSTOMERS


def test_pages_are_numbered(naive: httpx.Client) -> None:
    page = naive.get("/api/customers", params={"page": 2, "page_size": 5}).json()

    assert [customer["id"] for customer in page["results"]] == [6, 7, 8, 9, 10]


def test_the_admin_site_asks_for_a_login(naive: httpx.Client) -> None:
    page = naive.get("/admin/", follow_redirects=True)

    assert (page.status_code, page.url.path) == (200, "/admin/login/")


def test_a_session_cookie_with_a_nul_byte_is_no_session(naive: httpx.Client) -> None:
    page = naive.get("/admin/", headers={"Cookie": r'sessionid="\000\000abcdefghij"'})

    assert page.status_code == 302


def test_the_longest_search_there_is_gets_an_answer(naive: httpx.Client) -> None:
    terms = " ".join(str(number) + "☃" * 99 for number in range(8))

    assert naive.get("/api/customers", params={"search": terms}).json()["count"] == 0


@pytest.fixture
def server() -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL of its own, which the test may stop."""
    with servers.postgresql() as server:
        server.createdb("naive")
        yield server


@pytest.fixture
def lonely(server: servers.PostgreSQL, runtime: Path) -> Iterator[httpx.Client]:
    """A client of a service that uses this PostgreSQL."""
    variables = services.environment("naive", runtime, DATABASE_HOST=str(server.socket_directory))
    services.manage("naive", variables, "migrate", "--verbosity=0")
    log = runtime / "naive-lonely.log"
    with services.running("naive", variables, log) as service, service.client() as client:
        yield client


def test_the_service_is_not_ready_while_its_database_is_away(
    server: servers.PostgreSQL, lonely: httpx.Client
) -> None:
    assert lonely.get("/api/customers").status_code == 200
    server.stop()

    assert lonely.get("/health/ready").status_code == 503
    assert lonely.get("/health/live").status_code == 200
    away = lonely.get("/api/customers")
    assert (away.status_code, away.json()) == (503, {"detail": "The database did not answer."})

    server.start()
    deadline = time.monotonic() + 10
    while not services.is_ready(lonely) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert lonely.get("/api/customers").status_code == 200
