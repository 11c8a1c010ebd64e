"""What k6 makes of a service that is late, and of one that says itself that its time is over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from harness.host import k6 as k6_program
from harness.load import k6
from tests.harness.answering import Answer, answering

TIMEOUT = 2.0
LOAD = k6.Scenario("crud", "closed", users=1, seconds=1)


class Unavailable(Answer):
    """503, after `seconds` of work."""

    seconds = 0.0

    def status_and_body(self) -> tuple[int, bytes]:
        time.sleep(self.seconds)  # the slowness itself is what is tested
        return 503, b""


@pytest.fixture(params=[(0.0, "status"), (0.96 * TIMEOUT, "timeout")], ids=["at once", "late"])
def unavailable(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A service that is there for no one, and what that is to be counted as."""
    seconds, kind = request.param
    handler = type("Handler", (Unavailable,), {"seconds": seconds})
    with answering(handler) as port:
        yield f"http://127.0.0.1:{port}", kind


def test_a_service_that_gives_up_as_late_as_k6_would_counts_as_a_timeout(
    unavailable: tuple[str, str],
) -> None:
    url, kind = unavailable
    variables = k6.variables(LOAD, k6.Target(url, "token", 100), TIMEOUT)

    outcome = k6.run_k6(k6_program.program(), LOAD.name, {**variables, "LOAD": '{"writes": 0}'})

    assert set(outcome.series.failures) == {kind}


def test_an_arrival_is_not_dropped_because_earlier_ones_still_wait() -> None:
    slow = type("Handler", (Unavailable,), {"seconds": 0.5})
    load = k6.Scenario("crud", "open", users=1, seconds=2, rate=8.0)  # four wait at a time
    with answering(slow) as port:
        target = k6.Target(f"http://127.0.0.1:{port}", "token", 100)
        variables = {**k6.variables(load, target, TIMEOUT), "LOAD": '{"writes": 0}'}

        outcome = k6.run_k6(k6_program.program(), load.name, variables)

    assert outcome.dropped == 0
