"""The admin site, as a member of the staff uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import services
from tests.support.staff import log_in, token


@pytest.fixture(scope="module")
def staff(naive_service: services.Service, runtime: Path) -> Iterator[httpx.Client]:
    """A client that has logged in."""
    with naive_service.client() as client:
        log_in(client, "naive", services.environment("naive", runtime))
        yield client


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
