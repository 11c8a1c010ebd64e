"""Clients: one that times each answer, and wrk, which does not take a bad one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.host.base import CommandError
from harness.limits import ask, asking, candidates, wrk
from tests.harness.limits.samples import SAMPLE, LoadedHost


@pytest.mark.parametrize("fault", ["statuses", "broken"])
def test_a_bad_answer_makes_no_figure(fault: str) -> None:
    host = LoadedHost({**SAMPLE, fault: 1})

    with pytest.raises(wrk.FailedRequestsError):
        wrk.measure(host, "http://127.0.0.1:1", "paths", 2, 50)  # type: ignore[arg-type]


class Answers(BaseHTTPRequestHandler):
    """404 for /missing, 503 for /slow, and 200 for all else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response({"/missing": 404, "/slow": 503}.get(self.path, 200))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Here:
    """A host that is this machine; the client's program and interpreter are the repository's."""

    def run(self, *command: str, stdin: str, timeout: float) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, ask.__file__, *command[2:]]
        done = subprocess.run(
            program, input=stdin, capture_output=True, text=True, check=False, timeout=timeout
        )
        if done.returncode:
            raise CommandError(command, done.returncode, done.stderr)
        return done


@pytest.fixture
def answering() -> Iterator[candidates.Candidate]:
    """A candidate that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield candidates.Candidate("here", "optimized", server.server_port, ())
        server.shutdown()
        thread.join()


def test_the_client_times_each_path(answering: candidates.Candidate) -> None:
    paths = [f"/{number}" for number in range(10)]

    taken = asking.times(Here(), answering, paths, 3)  # type: ignore[arg-type]

    assert len(taken) == 10
    assert min(taken) > 0


def test_the_client_fails_where_an_answer_is_not_good(answering: candidates.Candidate) -> None:
    with pytest.raises(CommandError, match="/missing was answered with 404"):
        asking.times(Here(), answering, ["/there", "/missing"])  # type: ignore[arg-type]


def test_a_search_that_is_given_up_counts_for_the_slow(answering: candidates.Candidate) -> None:
    assert asking.rate(Here(), answering, ["/there", "/slow"], 2) > 0  # type: ignore[arg-type]
