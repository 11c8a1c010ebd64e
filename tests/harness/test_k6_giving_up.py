"""What k6 makes of a service that says itself that its time is over."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from harness.conditions import conditions
from harness.host import k6 as k6_program
from harness.run import k6
from harness.run.plan import Load

TIMEOUT = 2.0
LOAD = Load("crud", "closed", users=1, seconds=1)


class Unavailable(BaseHTTPRequestHandler):
    """503, after `seconds` of work."""

    protocol_version = "HTTP/1.1"
    seconds = 0.0

    def do_GET(self) -> None:
        time.sleep(self.seconds)  # the slowness itself is what is tested
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(params=[(0.0, "status"), (0.96 * TIMEOUT, "timeout")], ids=["at once", "late"])
def unavailable(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A service that is there for no one, and what that is to be counted as."""
    seconds, kind = request.param
    handler = type("Handler", (Unavailable,), {"seconds": seconds})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", kind
        server.shutdown()


def test_a_service_that_gives_up_as_late_as_k6_would_counts_as_a_timeout(
    unavailable: tuple[str, str], tmp_path: Path
) -> None:
    url, kind = unavailable
    terms = tmp_path / "terms.json"
    kinds = {kind: [""] for kind in conditions().load.terms}
    drawn = ("cities", "companies", "countries", "birth_dates", "balances")
    terms.write_text(json.dumps({"terms": kinds, **{name: [""] for name in drawn}}))
    target = k6.Target(url, "token", 100, str(terms))
    made = k6.options(LOAD, target, conditions().load, tmp_path / "summary.json")
    options = {**made, "timeout": TIMEOUT, "writes": 0}

    outcome = k6.run(k6_program.program(), options, lambda _series: None)

    assert set(outcome.series.failures) == {kind}
