"""Clients that disconnect under way leave others their own answers, and lose no thread."""

from __future__ import annotations

import asyncio
import contextlib
import random

import httpx

from tests.support.services import Service

CANCELLED, CHECKED = 1000, 500
CONNECTIONS = 50  # far more than threads
SECONDS = 0.1  # about as long as a request takes then


async def test_disconnected_clients_leave_others_their_own_answers(
    optimized_service: Service,
) -> None:
    draw = random.Random(1)
    free = asyncio.Semaphore(CONNECTIONS)

    async def get(city: int) -> httpx.Response:
        size = draw.randint(20, 100)  # seldom asked for before, and so seldom cached
        return await client.get("/api/customers", params={"city": city, "page_size": size})

    async def cancel(city: int) -> bool:
        async with free:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(draw.random() * SECONDS):
                    await get(city)
        return False

    async def check(city: int) -> bool:
        async with free:
            rows = (await get(city)).raise_for_status().json()["results"]
        return {row["city"]["id"] for row in rows} == {city}

    requests = [(cancel, number % 30 + 1) for number in range(CANCELLED)]
    requests += [(check, number % 30 + 1) for number in range(CHECKED)]
    draw.shuffle(requests)
    async with httpx.AsyncClient(
        base_url=optimized_service.url, timeout=60, trust_env=False
    ) as client:
        answers = await asyncio.gather(*(request(city) for request, city in requests))

    assert answers.count(True) == CHECKED
