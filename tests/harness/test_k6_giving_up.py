"""What k6 makes of a service that is late, and of one that says itself that its time is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.load import k6
from tests.harness.k6_bench import Bench

TIMEOUT = 2.0
CHANGES = {"TIMEOUT": str(TIMEOUT), "LOAD": '{"writes": 0}'}


class Unavailable(BaseHTTPRequestHandler):
    """503, after `seconds` of work."""

    protocol_version = "HTTP/1.1"
    seconds: float

    def do_GET(self) -> None:
        time.sleep(self.seconds)  # the slowness itself is what is tested
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def unavailable(seconds: float) -> Iterator[str]:
    """Run a service that is there for no one; yield its address."""
    handler = type("Handler", (Unavailable,), {"seconds": seconds})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("seconds", "kind"), [(0.0, "status"), (0.96 * TIMEOUT, "timeout")], ids=["at once", "late"]
)
def test_a_service_that_gives_up_as_late_as_k6_would_counts_as_a_timeout(
    bench: Bench, seconds: float, kind: str
) -> None:
    load = k6.Scenario("crud", "closed", users=1, seconds=1)
    with unavailable(seconds) as url:
        outcome = bench.run(url, load, **CHANGES)

    assert set(outcome.series.failures) == {kind}


def test_an_arrival_is_not_dropped_because_earlier_ones_still_wait(bench: Bench) -> None:
    load = k6.Scenario("crud", "open", users=1, seconds=2, rate=8.0)  # four wait at a time
    with unavailable(0.5) as url:
        outcome = bench.run(url, load, **CHANGES)

    assert outcome.dropped == 0
