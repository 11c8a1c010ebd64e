"""Figures and ratios of a result, from its measurements."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

import numpy as np

from harness.experiments.model import Model
from harness.results import store
from harness.results.model import Measurement, Result
from harness.statistics.intervals import Estimate, estimate, floor, one_digit, poisson_upper

Metric = Literal["cpu", "throughput", "p50", "p95", "p99"]
RATIOS: tuple[Metric, ...] = ("cpu", "throughput")
"""What subjects are compared by under a closed model, in the order in which it is shown."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Measurements of a subject that are repeated over rounds and sessions."""

    subject: str
    scenario: str
    model: Model = "closed"
    share: float | None = None


Repeats = Mapping[tuple[int, int], Measurement]
"""The measurements of a key by session and round."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a subject. `estimate` is None where it was `unanswered` or not accounted."""

    key: Key
    metric: Metric
    estimate: Estimate | None
    unanswered: bool
    invalid: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many times better `other` is than `base`: more throughput, less CPU or latency.

    `bound` is the least that the ratio can be where `base` was not answered, `alone` the seconds
    that one such request takes on an idle host. `floor` is what noise alone reaches.
    """

    base: Key
    other: Key
    metric: Metric
    estimate: Estimate | None
    bound: float | None
    alone: float | None
    floor: float | None
    invalid: str

    @property
    def verdict(self) -> str:
        """What the comparison shows: shown, equal or cannot say."""
        if self.invalid:
            return "cannot say"
        if self.bound is not None:
            return "shown" if self.bound > 1 else "cannot say"
        if self.estimate is None:
            return "cannot say"
        found = self.estimate.verdict()
        within = self.floor and 1 / self.floor <= self.estimate.value <= self.floor
        return "cannot say" if found == "shown" and within else found


def value(measurement: Measurement, metric: Metric) -> float | None:
    """Return a metric of a measurement, None where it says nothing."""
    if not measurement.answered:
        return None
    if metric == "cpu":
        return measurement.cpu_ms
    return measurement.throughput if metric == "throughput" else measurement.latency.get(metric)


def repeats(result: Result) -> dict[Key, dict[tuple[int, int], Measurement]]:
    """Return all measurements by what they repeat."""
    found: dict[Key, dict[tuple[int, int], Measurement]] = {}
    for done in result.rounds:
        for each in done.measurements:
            key = Key(done.subject, each.scenario, each.model, each.share)
            found.setdefault(key, {})[done.session, done.number] = each
    return found


def usable(found: Repeats) -> tuple[Repeats, str]:
    """Return the valid measurements; if there are none, all of them and why they are invalid."""
    valid = {place: each for place, each in found.items() if not each.invalid}
    if valid or not found:
        return valid, ""
    return found, next(iter(found.values())).invalid[0]


def by_session(values: Mapping[tuple[int, int], float]) -> list[float]:
    """Return the mean of logarithms for each session."""
    sessions = sorted({session for session, _ in values})
    return [
        float(np.mean([math.log(v) for (session, _), v in values.items() if session == own]))
        for own in sessions
    ]


def log_means(result: Result, key: Key, metric: Metric) -> list[float]:
    """Return a figure's mean logarithm for each session; none where it was not answered."""
    found, _ = usable(repeats(result).get(key, {}))
    values = {place: value(each, metric) for place, each in found.items()}
    if any(each is None for each in values.values()):
        return []
    return by_session({place: each for place, each in values.items() if each})


def figure(result: Result, key: Key, metric: Metric) -> Figure:
    """Return a figure of a subject."""
    found, invalid = usable(repeats(result).get(key, {}))
    own = log_means(result, key, metric)
    unanswered = any(not each.answered for each in found.values())
    return Figure(key, metric, estimate(own) if own else None, unanswered, invalid)


def ratios(one: Repeats, two: Repeats, metric: Metric) -> dict[tuple[int, int], float]:
    """Return how many times better `two` is in each round; none where one was not answered."""
    found = {}
    for place in one.keys() & two.keys():
        before, after = value(one[place], metric), value(two[place], metric)
        if not before or not after:
            return {}
        found[place] = after / before if metric == "throughput" else before / after
    return found


def compare_subjects(result: Result, base: Key, other: Key, metric: Metric) -> Comparison:
    """Return how many times better `other` is, by the ratios of each round."""
    known = repeats(result)
    (mine, one), (theirs, two) = (usable(known.get(key, {})) for key in (base, other))
    bound, alone, found = None, None, ratios(mine, theirs, metric)
    if metric == "throughput" and any(not each.answered for each in mine.values()):
        bound = _bound(mine, log_means(result, other, metric))
        times = [each.alone for each in mine.values() if each.alone]
        alone = float(np.median(times)) if times else None
    return Comparison(
        base=base,
        other=other,
        metric=metric,
        estimate=estimate(by_session(found)) if found else None,
        bound=bound,
        alone=alone,
        floor=_floors_of_published().get((base.scenario, metric)),
        invalid=one or two,
    )


def _bound(unanswered: Repeats, other: list[float]) -> float | None:
    """Return the lower end of the other's interval over the most that was answered."""
    if not other:
        return None
    answers = sum(each.in_time for each in unanswered.values())
    seconds = sum(each.seconds for each in unanswered.values())
    made = estimate(other)
    least = made.low if made.low is not None else min(made.values)
    return one_digit(least / poisson_upper(answers, seconds))


@cache
def _floors_of_published() -> dict[tuple[str, Metric], float]:
    published = store.published("comparison")
    return floors(published) if published else {}


def floors(result: Result) -> dict[tuple[str, Metric], float]:
    """Return the noise floor of each scenario and metric: the largest of the A/A twins'."""
    known, found = repeats(result), dict[tuple[str, Metric], float]()
    for twin in (subject for subject in result.subjects if subject.twin_of):
        for scenario, metric in product(result.experiment.scenarios, RATIOS):
            (one, _), (two, _) = (
                usable(known.get(Key(name, scenario), {})) for name in (twin.twin_of, twin.name)
            )
            own = floor(by_session(ratios(one, two, metric)))
            if own is not None:
                found[scenario, metric] = max(found.get((scenario, metric), 1.0), own)
    return found
