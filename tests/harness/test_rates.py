from __future__ import annotations

import io

from rich.console import Console

from harness.conditions import conditions
from harness.results.model import Subject
from harness.run import k6, plan
from harness.run.plan import Load
from harness.run.rates import search
from harness.run.rounds import Rounds
from harness.run.view import Plain
from tests.harness.fakes import RecordingGenerator, RecordingHost, outcome, provided
from tests.harness.test_rounds import ReadyStack

SUBJECTS = plan.subjects(["naive", "optimized"], 100)
CAPACITY = {"naive": 10, "optimized": 1000}
OPEN = [Load("browse", "open", 50, 60)]


class Services(RecordingGenerator):
    """Services that complete up to `limits` iterations per second."""

    def __init__(self, limits: dict[str, float]) -> None:
        super().__init__([])
        self._limits = limits

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        super().__call__(load, subject, name)
        if load.model == "closed":
            return outcome(iterations=CAPACITY[subject.name], seconds=1)
        offered, limit = load.rate or 0, self._limits[subject.name]
        return outcome(late=max(0, round(100 * (1 - limit / offered))), requests=100)


def found(limits: dict[str, float], loads: list[Load]) -> list[Load]:
    view = Plain(Console(file=io.StringIO()), 1)
    stack = ReadyStack(RecordingHost(), conditions().ports)
    return search(Rounds(stack, provided, Services(limits), view, 1), SUBJECTS, loads, seconds=1)


def test_rate_is_below_what_the_slowest_can() -> None:
    (load,) = found({"naive": 10, "optimized": 1000}, OPEN)
    assert load.rate == 7.0


def test_rate_falls_until_it_is_sustained() -> None:
    (load,) = found({"naive": 4, "optimized": 1000}, OPEN)
    assert load.rate is not None
    assert 2 < load.rate < 5


def test_closed_models_need_no_rate() -> None:
    loads = [Load("browse", "closed", 50, 60)]
    assert found({}, loads) == loads
