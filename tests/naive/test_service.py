"""What only the naive service offers."""

from __future__ import annotations

import httpx

from tests.support import rows


def test_a_list_has_its_count(naive: httpx.Client) -> None:
    assert naive.get("/api/customers").json()["count"] == rows.CUSTOMERS


def test_pages_are_numbered(naive: httpx.Client) -> None:
    page = naive.get("/api/customers", params={"page": 2, "page_size": 5}).json()

    assert [customer["id"] for customer in page["results"]] == [6, 7, 8, 9, 10]


def test_the_admin_site_asks_for_a_login(naive: httpx.Client) -> None:
    page = naive.get("/admin/", follow_redirects=True)

    assert (page.status_code, page.url.path) == (200, "/admin/login/")


def test_the_longest_search_there_is_gets_an_answer(naive: httpx.Client) -> None:
    terms = " ".join(str(number) + "☃" * 99 for number in range(8))

    assert naive.get("/api/customers", params={"search": terms}).json()["count"] == 0
