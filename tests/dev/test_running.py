"""What a developer meets while `bench dev` runs."""

from __future__ import annotations

import re

import pytest

from harness.commands.dev import CUSTOMERS
from harness.conditions import SERVICES
from tests.dev.checkout import Checkout, Development, copied, developing
from tests.support.ports import free_ports
from tests.support.waiting import until

COUNT = "from django.apps import apps; print(apps.get_model('customers.Customer').objects.count())"
TOKEN = {"Authorization": "Bearer development"}

pytestmark = pytest.mark.usefixtures("development")


def count(checkout: Checkout, service: str, **variables: str) -> int:
    """Return the number of customers that manage.py sees."""
    return int(checkout.manage(service, "shell", "-v", "0", "-c", COUNT, **variables))


def test_both_services_list_the_same_customers(development: Development) -> None:
    answers = []
    for service in SERVICES:
        with development.client(service) as client:
            answers.append(client.get("/api/customers?page_size=100").json())

    assert answers[0]["results"] == answers[1]["results"]
    assert answers[0]["count"] == CUSTOMERS


@pytest.mark.parametrize("service", SERVICES)
def test_the_models_have_all_their_migrations(checkout: Checkout, service: str) -> None:
    checkout.manage(service, "makemigrations", "--check")


@pytest.mark.parametrize("service", SERVICES)
def test_statements_are_logged_with_their_time(development: Development, service: str) -> None:
    with development.client(service) as client:
        client.get("/api/cities/1")

    statement = rf'^{service} +\| \(\d\.\d{{3}}\) SELECT .*"customers_city"'
    until(lambda: bool(re.search(statement, development.log.read_text(), re.MULTILINE)))


def test_the_optimized_service_has_a_cache(development: Development) -> None:
    with development.client("optimized") as client:
        states = [client.get("/api/companies/1").headers["X-Cache"] for _ in range(2)]

    assert states == ["miss", "hit"]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("page", ["/admin/login/", "/api/swagger"])
def test_pages_have_the_debug_toolbar(development: Development, service: str, page: str) -> None:
    with development.client(service) as client:
        assert 'id="djDebug"' in client.get(page).text


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("headers", "status"), [(TOKEN, 200), ({}, 401)], ids=["with", "without"])
def test_a_write_takes_the_fixed_token(
    development: Development, service: str, headers: dict[str, str], status: int
) -> None:
    with development.client(service, **headers) as client:
        response = client.patch("/api/customers/2", json={"is_active": True})

    assert response.status_code == status


@pytest.mark.parametrize("place", [".env", "environment"])
def test_a_server_that_is_named_is_used_instead(
    checkout: Checkout, development: Development, place: str
) -> None:
    """Another checkout's, which has the rows; a change there is seen here."""
    server = str(checkout.path / ".dev")
    variables = {"PGHOST": server} if place == "environment" else {}
    with copied() as other:
        host = "/nowhere" if variables else server
        (other.path / ".env").write_text(f"PGHOST={host}\nPGUSER=postgres\n")
        with (
            developing(other, free_ports(SERVICES), **variables) as second,
            second.client("naive", **TOKEN) as writing,
            development.client("naive") as reading,
        ):
            name = {"last_name": place}
            assert writing.patch("/api/customers/3", json=name).status_code == 200
            assert reading.get("/api/customers/3").json()["last_name"] == place
            assert count(other, "optimized", **variables) == CUSTOMERS
        assert not (other.path / ".dev/postgresql").exists()


def test_a_second_one_is_refused(checkout: Checkout) -> None:
    done = checkout.run("bench", "dev")

    assert done.returncode == 1
    assert re.search(r"`bench dev --naive-port=.*` \(pid \d+, since .*\) is running", done.stderr)
