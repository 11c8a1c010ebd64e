"""`bench limits`: its order of measuring and its table."""

from __future__ import annotations

import json
import subprocess

import pytest
from rich.console import Console

from harness.conditions import Limits
from harness.limits import comparisons, wrk
from harness.limits.candidates import BARE, PLAIN
from harness.limits.comparisons import Comparison, Side
from harness.limits.table import Row, table
from harness.results.table import WIDTH

LIMITS = Limits(rounds=4, connections=50, warmup=1, seconds=2, naive_connections=2, naive_seconds=3)
SAMPLE = {"requests": 100, "seconds": 2.0, "p50": 1, "p99": 2, "statuses": 0, "broken": 0}


class WrkHost:
    """A host whose wrk says `sample`; remembers whom it asked for how long."""

    def __init__(self, sample: dict[str, float]) -> None:
        self.sample = sample
        self.asked: list[tuple[str, str]] = []

    def run(self, *command: str, **_: object) -> subprocess.CompletedProcess[str]:
        duration = next(word for word in command if word.startswith("--duration="))
        self.asked.append((command[-3], duration.removeprefix("--duration=")))
        return subprocess.CompletedProcess(command, 0, f"wrk's words\n{json.dumps(self.sample)}\n")


@pytest.fixture
def host() -> WrkHost:
    return WrkHost(SAMPLE)


def test_sides_alternate_so_that_none_is_always_first(host: WrkHost) -> None:
    comparison = Comparison("list", Side(PLAIN, "lists"), Side(BARE, "bare-lists"), 0.8)

    pairs = list(comparisons.alternate(host, comparison, LIMITS))  # type: ignore[arg-type]

    measured = [origin for origin, duration in host.asked if duration == "2s"]
    ours, against = PLAIN.origin, BARE.origin
    assert measured == [ours, against, against, ours] * 2
    assert len(pairs) == LIMITS.rounds


def test_every_measurement_follows_a_warm_up_of_its_own(host: WrkHost) -> None:
    comparison = Comparison("list", Side(PLAIN, "lists"), Side(BARE, "bare-lists"), 0.8)

    list(comparisons.alternate(host, comparison, LIMITS))  # type: ignore[arg-type]

    assert [duration for _, duration in host.asked] == ["1s", "2s"] * 2 * LIMITS.rounds


@pytest.mark.parametrize("fault", ["statuses", "broken"])
def test_a_bad_answer_makes_no_figure(fault: str) -> None:
    host = WrkHost({**SAMPLE, fault: 1})

    with pytest.raises(wrk.FailedRequestsError):
        wrk.measure(host, "http://127.0.0.1:1", "paths", 2, 50)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [(0.9, True, True), (0.7, True, False), (0.9, False, False), (0.7, False, True)],
)
def test_a_row_says_whether_its_target_is_met(*, figure: float, at_least: bool, met: bool) -> None:
    assert Row("list", figure, None, None, 0.8, at_least).met is met


def test_the_table_fits_a_terminal() -> None:
    console = Console(width=200, record=True, file=None)
    row = Row("page 100,000 / page 1 by -created_at", 1234.5, 1000.4, 1500.2, 1.3, at_least=False)

    with console.capture() as capture:
        console.print(table([row]))

    assert max(map(len, capture.get().splitlines())) <= WIDTH
