from __future__ import annotations

import io
import math
from dataclasses import replace

from rich.console import Console

from harness.conditions import conditions
from harness.results.histogram import RESOLUTION
from harness.results.model import Subject
from harness.run import k6, plan
from harness.run.plan import Load
from harness.run.rates import search
from harness.run.rounds import Rounds
from harness.run.series import Series
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


def found(services: Services, loads: list[Load]) -> list[Load]:
    view = Plain(Console(file=io.StringIO()), 1)
    stack = ReadyStack(RecordingHost(), conditions().ports)
    return search(Rounds(stack, provided, services, view, 1), SUBJECTS, loads, seconds=1)


def test_rate_is_below_what_the_slowest_can() -> None:
    (load,) = found(Services({"naive": 10, "optimized": 1000}), OPEN)
    assert load.rate == 7.0


def test_rate_falls_until_it_is_sustained() -> None:
    (load,) = found(Services({"naive": 4, "optimized": 1000}), OPEN)
    assert load.rate is not None
    assert 2 < load.rate < 5


class Forsaken(Services):
    """Half of what the closed model asks is given up."""

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        made = super().__call__(load, subject, name)
        if load.model == "closed":
            made.series.failures["timeout"] = made.series.requests // 2
        return made


def test_what_is_given_up_is_no_capacity() -> None:
    (load,) = found(Forsaken({"naive": 10, "optimized": 1000}), OPEN)
    assert load.rate == 3.5


class Slow(Services):
    """Nothing waits, but every answer takes two seconds: the last ones' come after the time."""

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        made = super().__call__(load, subject, name)
        if load.model == "closed":
            return made
        bucket = str(round(RESOLUTION * math.log(2000)))
        answers = {"second": 61, "requests": 9, "failures": {}, "histogram": {bucket: 9}}
        series = Series()
        series.add(answers)
        return replace(made, series=series)


def test_slow_answers_are_no_queue() -> None:
    (load,) = found(Slow({"naive": 10, "optimized": 1000}), OPEN)
    assert load.rate == 7.0


def test_closed_models_need_no_rate() -> None:
    loads = [Load("browse", "closed", 50, 60)]
    assert found(Services({}), loads) == loads
