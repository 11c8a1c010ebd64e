"""Where the services are, and clients that ask them without a pause."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from harness.conditions import conditions
from harness.host.container import ContainerHost
from tests.support.customers import new_customer

CLIENTS = 8


def address(host: ContainerHost, service: str) -> str:
    """Return where nginx serves a service, or `landing`."""
    return f"http://{host.address}:{conditions().ports[service]}"


@contextmanager
def clients(url: str, token: str | None = None) -> Iterator[Counter[str]]:
    """Have CLIENTS threads read, and write with a `token`, without a pause; yield the outcomes."""
    methods = ("GET", "GET", "POST") if token else ("GET",)
    outcomes: Counter[str] = Counter()
    stop = threading.Event()

    def ask(client: httpx.Client) -> None:
        wanted = {"GET": httpx.codes.OK, "POST": httpx.codes.CREATED}
        for method in itertools.cycle(methods):
            if stop.is_set():
                return
            body = new_customer() if method == "POST" else None
            try:
                answer = client.request(method, "/api/customers", json=body)
            except httpx.HTTPError as error:
                outcomes[f"{method} {error!r}"] += 1
                continue
            right = answer.status_code == wanted[method]
            outcomes["right" if right else f"{method} {answer.status_code} {answer.text}"] += 1

    def run() -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            ask(client)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield outcomes
    finally:
        stop.set()
        for thread in threads:
            thread.join()
