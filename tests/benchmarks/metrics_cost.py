"""What METRICS=on costs a request: the ASGI wrapper around an application that does nothing.

python -m tests.benchmarks.metrics_cost
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from supervision.metrics.answers import ANSWER, Application, Receive, Scope, Send
from supervision.metrics.instrumentation import wrap
from supervision.metrics.routes import ROUTE

REQUESTS = 50_000
ROUNDS = 9
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"x-cache", b"hit")],
}
BODY = {"type": "http.response.body", "body": b"{}"}


class Answering:
    """Answers as the fast path does."""

    notes_answers = True

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        scope[ROUTE] = "/api/customers/{id}"
        scope[ANSWER] = 200, "hit"
        await send(START)
        await send(BODY)


async def microseconds(application: Application) -> float:
    """Return the CPU time of a request."""

    async def receive() -> Any:
        raise RuntimeError("a read has no body")

    async def send(_message: Any) -> None:
        pass

    started = time.process_time()
    for _ in range(REQUESTS):
        await application({"type": "http", "method": "GET"}, receive, send)
    return (time.process_time() - started) / REQUESTS * 1e6


async def main() -> None:
    """Measure with and without in turns, and print the difference."""
    with tempfile.TemporaryDirectory() as directory:
        application = Answering()
        wrapped = wrap(application, Path(directory), 0)
        differences = [
            await microseconds(wrapped) - await microseconds(application) for _ in range(ROUNDS)
        ]
    low, high = min(differences), max(differences)
    print(f"{median(differences):.2f} µs per request ({low:.2f}-{high:.2f}, {ROUNDS} rounds)")


if __name__ == "__main__":
    uvloop.run(main())
