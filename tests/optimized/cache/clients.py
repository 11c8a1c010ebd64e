"""Clients of the service that read and write customers and note what they saw."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count, cycle
from typing import Any

import httpx

from tests.optimized.cache.history import History, Read, Write
from tests.support import services
from tests.support.customers import new_customer

READERS = 4
WRITE_PAUSE_SECONDS = 0.02

Going = Callable[[], bool]


def create_customers(client: httpx.Client, number: int) -> list[int]:
    """Create customers that no other test knows, and return their ids."""
    ids = []
    for _ in range(number):
        body = new_customer() | {"first_name": "Clio", "last_name": "Historia"}
        ids.append(client.post("/api/customers", json=body).raise_for_status().json()["id"])
    return ids


def observe(
    service: services.Service, customers: Sequence[int], reads: int, going: Going
) -> History:
    """Read `reads` times with each reader, or while `going`, and write to each customer."""
    with ExitStack() as stack, ThreadPoolExecutor(len(customers) + READERS) as pool:

        def client() -> httpx.Client:
            token = f"Bearer {services.API_TOKEN}"
            return stack.enter_context(service.client(Authorization=token))

        reading = [pool.submit(_read, client(), customers, reads, going) for _ in range(READERS)]

        def read_on() -> bool:
            return not all(each.done() for each in reading)

        writing = [pool.submit(_write, client(), each, read_on) for each in customers]
        seen = [read for each in reading for read in each.result()]
        return History([write for each in writing for write in each.result()], seen)


def _read(client: httpx.Client, customers: Sequence[int], reads: int, going: Going) -> list[Read]:
    paths = [f"/api/customers/{each}" for each in customers]
    paths += [f"/api/customers?search={words}" for words in ("historia", "clio&ordering=-id")]
    seen: list[Read] = []
    for path in cycle(paths):
        if len(seen) == reads or not going():
            break
        started = time.monotonic_ns()
        if answer := _answer(client, "GET", path):
            seen.append(Read(started, _versions(answer.json()), answer.headers["X-Cache"] == "hit"))
    return seen


def _versions(answer: dict[str, Any]) -> dict[int, int]:
    rows = answer.get("results", [answer])
    return {row["id"]: round(float(row["balance"])) for row in rows}


def _write(client: httpx.Client, customer: int, going: Going) -> list[Write]:
    writes = []
    for version in count(1):
        if not going():
            break
        if _answer(client, "PATCH", f"/api/customers/{customer}", {"balance": f"{version}.00"}):
            writes.append(Write(customer, version, time.monotonic_ns()))
        time.sleep(WRITE_PAUSE_SECONDS)
    return writes


def _answer(
    client: httpx.Client, method: str, path: str, body: object = None
) -> httpx.Response | None:
    """Return a response, None if the worker was killed under it."""
    try:
        return client.request(method, path, json=body).raise_for_status()
    except httpx.TransportError:
        return None
