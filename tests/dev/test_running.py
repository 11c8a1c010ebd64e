"""What a developer meets while `bench dev` runs."""

from __future__ import annotations

import re
import time

import pytest

from harness.commands.dev import CUSTOMERS
from harness.conditions import SERVICES
from tests.dev.checkout import Checkout, Development

COUNT = "from django.apps import apps; print(apps.get_model('customers.Customer').objects.count())"
TOKEN = {"Authorization": "Bearer development"}

pytestmark = pytest.mark.usefixtures("development")


def logged(development: Development, pattern: str) -> bool:
    """Tell whether a line of the log matches within a second; services write it a little later."""
    deadline = time.monotonic() + 1
    while not (found := re.search(pattern, development.log.read_text(), re.MULTILINE)):
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return found is not None


def test_the_naive_service_lists_the_small_data_set(development: Development) -> None:
    with development.client("naive") as client:
        assert client.get("/api/customers").json()["count"] == CUSTOMERS


@pytest.mark.parametrize("service", SERVICES)
def test_a_shell_needs_no_variable(checkout: Checkout, service: str) -> None:
    assert checkout.manage(service, "shell", "-v", "0", "-c", COUNT).split() == [str(CUSTOMERS)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_models_have_all_their_migrations(checkout: Checkout, service: str) -> None:
    checkout.manage(service, "makemigrations", "--check")


def test_statements_are_logged_with_their_time(development: Development) -> None:
    with development.client("naive") as client:
        client.get("/api/cities/1")

    assert logged(development, r'^naive +\| \(\d\.\d{3}\) SELECT .*"customers_city"')


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("page", ["/admin/login/", "/api/swagger"])
def test_pages_have_the_debug_toolbar(development: Development, service: str, page: str) -> None:
    with development.client(service) as client:
        assert 'id="djDebug"' in client.get(page).text


@pytest.mark.parametrize(("headers", "status"), [(TOKEN, 204), ({}, 401)], ids=["with", "without"])
def test_a_write_takes_the_fixed_token(
    development: Development, headers: dict[str, str], status: int
) -> None:
    with development.client("naive", **headers) as client:
        assert client.delete("/api/customers/2").status_code == status
        client.get("/api/customers")


def test_a_second_one_is_refused(checkout: Checkout) -> None:
    done = checkout.run("bench", "dev")

    assert done.returncode == 1
    assert "another `./bench dev` of this checkout is running" in done.stderr
