"""Clients: one that times each answer, and wrk, which does not take a bad one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from harness.host.base import CommandError
from harness.limits import ask, asking, candidates, wrk
from tests.harness.answering import Answer, answering
from tests.harness.limits.samples import SAMPLE, LoadedHost


@pytest.mark.parametrize("fault", ["statuses", "broken"])
def test_a_bad_answer_makes_no_figure(fault: str) -> None:
    host = LoadedHost({**SAMPLE, fault: 1})

    with pytest.raises(wrk.FailedRequestsError):
        wrk.measure(host, "http://127.0.0.1:1", "paths", 2, 50)  # type: ignore[arg-type]


class Answers(Answer):
    """404 for /missing, 503 for /slow, and 200 for all else."""

    def status_and_body(self) -> tuple[int, bytes]:
        return {"/missing": 404, "/slow": 503}.get(self.path, 200), b"{}"


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
def candidate() -> Iterator[candidates.Candidate]:
    """One that answers."""
    with answering(Answers) as port:
        yield candidates.Candidate("here", "optimized", port, ())


def test_the_client_times_each_path(candidate: candidates.Candidate) -> None:
    paths = [f"/{number}" for number in range(10)]

    taken = asking.times(Here(), candidate, paths, 3)  # type: ignore[arg-type]

    assert len(taken) == 10
    assert min(taken) > 0


def test_the_client_fails_where_an_answer_is_not_good(candidate: candidates.Candidate) -> None:
    with pytest.raises(CommandError, match="/missing was answered with 404"):
        asking.times(Here(), candidate, ["/there", "/missing"])  # type: ignore[arg-type]


def test_a_search_that_is_given_up_counts_for_the_slow(candidate: candidates.Candidate) -> None:
    assert asking.rate(Here(), candidate, ["/there", "/slow"], 2) > 0  # type: ignore[arg-type]
