"""What gunicorn's synchronous workers let through."""

from __future__ import annotations

import httpx


def test_the_longest_search_there_is_gets_an_answer(naive: httpx.Client) -> None:
    terms = " ".join(str(number) + "☃" * 99 for number in range(8))

    assert naive.get("/api/customers", params={"search": terms}).json()["count"] == 0
