"""The admin site, as a member of the staff uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import services


@pytest.fixture(scope="module")
def staff(naive_service: services.Service, runtime: Path) -> Iterator[httpx.Client]:
    """A client that has logged in."""
    password = "correct horse battery staple"
    variables = services.environment("naive", runtime, DJANGO_SUPERUSER_PASSWORD=password)
    account = ["--username=staff", "--email=staff@example.org"]
    services.manage("naive", variables, "createsuperuser", "--no-input", *account)
    with naive_service.client() as client:
        client.get("/admin/login/")
        form = {"username": "staff", "password": password} | token(client)
        assert client.post("/admin/login/?next=/admin/", data=form).status_code == 302
        yield client


def token(client: httpx.Client) -> dict[str, str]:
    """Return the form field against forged requests."""
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"]}


@pytest.mark.parametrize("model", ["customer", "city", "company"])
@pytest.mark.parametrize("page", ["", "add/", "1/change/", "1/history/", "1/delete/", "?q=smith"])
def test_a_page_of_the_admin_site_is_there(staff: httpx.Client, model: str, page: str) -> None:
    assert staff.get(f"/admin/customers/{model}/{page}").status_code == 200


def test_a_renamed_city_is_renamed_in_its_customers(
    staff: httpx.Client, naive: httpx.Client
) -> None:
    city = naive.get("/api/customers/1").json()["city"]
    path = f"/admin/customers/city/{city['id']}/change/"
    for name in ("Utopia", city["name"]):
        form = {"name": name, "country": city["country"]} | token(staff)
        assert staff.post(path, data=form).status_code == 302
        assert naive.get("/api/customers/1").json()["city"]["name"] == name
