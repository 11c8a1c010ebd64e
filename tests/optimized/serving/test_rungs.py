"""Each rung of the ladder gives the same answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from optimized.optimizations import ALL
from tests.optimized.serving.application import client, serving
from tests.support import rows

pytestmark = pytest.mark.usefixtures("dsn", "redis_server")

RUNGS = [frozenset({name}) for name in sorted(ALL)] + [ALL]
QUERIES = ["", "?ordering=-last_name", "?country=France&is_active=true", "?search=smithson"]
QUERIES += ["?search=25&ordering=birth_date", "?balance_min=0&ordering=-balance"]
QUERIES += ["?search=smithson&ordering=relevance", "?search=chlo%C3%A9&city=3"]


async def walk(reader: httpx.AsyncClient, query: str) -> AsyncIterator[int]:
    """Yield the ids of a whole list."""
    address: str | None = f"/api/customers{query}"
    while address:
        page = (await reader.get(address)).json()
        for row in page["results"]:
            yield row["id"]
        address = page["next"]


@pytest.mark.parametrize("off", RUNGS, ids=lambda off: ",".join(sorted(off)))
async def test_a_rung_answers_as_the_whole_service_does(off: frozenset[str]) -> None:
    found = []
    for optimizations in (ALL, ALL - off):
        async with serving(optimizations) as application, client(application) as reader:
            lists = [sorted([each async for each in walk(reader, query)]) for query in QUERIES]
            details = [(await reader.get(f"/api/customers/{n}")).content for n in (1, 7, 9999)]
            cities = [each["id"] for each in (await reader.get("/api/cities")).json()["results"]]
            found.append((lists, details, cities))

    assert found[0] == found[1]
    assert found[0][0][0] == list(range(1, rows.CUSTOMERS + 1))
