"""Figures and ratios of a result, from its measurements."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from statistics import fmean, median
from typing import Literal

from harness.conditions import conditions
from harness.experiments.model import Model
from harness.experiments.subjects import pairs, scenarios
from harness.results import store
from harness.results.model import Measurement, Result
from harness.statistics.intervals import (
    Estimate,
    estimate,
    floor,
    one_digit,
    poisson_upper,
    t_interval,
    welch,
)

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

    estimate: Estimate | None
    unanswered: bool
    invalid: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many times better one subject is than its base: more throughput, less CPU or latency.

    `bound` is the least that the ratio can be where the base was not answered, `alone` the seconds
    that one such request takes on an idle host. `floor` is what noise alone reaches.
    """

    estimate: Estimate | None
    bound: float | None
    alone: float | None
    floor: float | None
    invalid: str

    @property
    def verdict(self) -> str:
        """What the comparison shows: shown, equal or cannot say."""
        if self.bound is not None and not self.invalid:
            return "shown" if self.bound > 1 else "cannot say"
        if self.invalid or self.estimate is None:
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
    """Return the measurements of the sessions that count, by what they repeat."""
    found: dict[Key, dict[tuple[int, int], Measurement]] = {}
    counted = result.counted
    for done in (each for each in result.rounds if each.session in counted):
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


def _by_session(values: Mapping[tuple[int, int], float]) -> list[float]:
    """Return the mean of logarithms for each session."""
    return [
        fmean(math.log(v) for (session, _), v in values.items() if session == own)
        for own in sorted({session for session, _ in values})
    ]


def _logs(found: Repeats, metric: Metric) -> list[float]:
    """Return a figure's mean logarithm for each session; none where it was not answered."""
    values = {place: value(each, metric) for place, each in found.items()}
    if any(each is None for each in values.values()):
        return []
    return _by_session({place: each for place, each in values.items() if each})


def figure(result: Result, key: Key, metric: Metric) -> Figure:
    """Return a figure of a subject."""
    found, invalid = usable(repeats(result).get(key, {}))
    own = _logs(found, metric)
    unanswered = any(not each.answered for each in found.values())
    return Figure(estimate(own) if own else None, unanswered, invalid)


def knee_figure(found: Repeats) -> Figure:
    """Return the rates of ramps; `unanswered` where the first step was too much already."""
    valid, invalid = usable(found)
    rates = {place: each.knee.rate for place, each in valid.items() if each.knee}
    unanswered = not min(rates.values(), default=0)
    return Figure(None if unanswered else estimate(_by_session(rates)), unanswered, invalid)


def _ratios(one: Repeats, two: Repeats, metric: Metric) -> dict[tuple[int, int], float]:
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
    bound, alone, found = None, None, _ratios(mine, theirs, metric)
    if metric == "throughput" and any(not each.answered for each in mine.values()):
        bound = _bound(mine, _logs(theirs, metric))
        times = [each.alone for each in mine.values() if each.alone]
        alone = median(times) if times else None
    return Comparison(
        estimate=estimate(_by_session(found)) if found else None,
        bound=bound,
        alone=alone,
        floor=published_floors(result.machine).get((base.scenario, metric)),
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
def published_floors(machine: str) -> dict[tuple[str, Metric], float]:
    """Return the noise floors that a machine's verdicts are held against: its own, or the first."""
    every = [each for each in store.kept(store.PUBLISHED).values() if each.experiment.twins]
    own_first = sorted(every, key=lambda each: each.machine != machine)
    return next(filter(None, map(floors, own_first)), {})


def floors(result: Result) -> dict[tuple[str, Metric], float]:
    """Return the noise floor of each scenario and metric: the largest of the A/A twins'."""
    known, found = repeats(result), dict[tuple[str, Metric], float]()
    for twin in (subject for subject in result.subjects if subject.twin_of):
        for scenario, metric in product(result.experiment.scenarios, RATIOS):
            one, two = (known.get(Key(name, scenario), {}) for name in (twin.twin_of, twin.name))
            own = floor(_by_session(_ratios(usable(one)[0], usable(two)[0], metric)))
            if own is not None:
                found[scenario, metric] = max(found.get((scenario, metric), 1.0), own)
    return found


def changes(before: Result, after: Result) -> Iterator[tuple[Key, Metric, Estimate | None]]:
    """Yield how many times better each subject is in the second of two results (Welch's t)."""
    first, second = repeats(before), repeats(after)
    for key in (key for key in first if key in second):
        (mine, wrong), (theirs, also_wrong) = usable(first[key]), usable(second[key])
        if wrong or also_wrong:
            continue
        for metric in RATIOS if key.model == "closed" else ("p50", "p95", "p99"):
            one, two = _logs(mine, metric), _logs(theirs, metric)
            if metric != "throughput":
                one, two = two, one
            yield key, metric, welch(one, two) if one and two else None


def regressions(result: Result, bound: float) -> Iterator[str]:
    """Yield what is below `bound` times its base with its whole interval, or cannot be judged."""
    known, tolerated = repeats(result), conditions().validity.failures
    for base, other in pairs(result.experiment, result.subjects):
        for scenario in scenarios(base, scenarios(other, result.experiment.scenarios)):
            mine, theirs = (known.get(Key(each.name, scenario), {}) for each in (base, other))
            (one, wrong), (two, also_wrong) = usable(mine), usable(theirs)
            silent = any(not (each.answered or each.invalid) for each in theirs.values())
            if silent or any(each.failed > tolerated for each in theirs.values()):
                yield f"{other.name} is not answered: {scenario}"
            elif wrong or also_wrong or not one.keys() & two.keys():
                yield f"cannot say: {scenario} has no valid round of {base.name} and {other.name}"
            else:
                answered = {place: each for place, each in one.items() if each.answered}
                slower = f"{other.name} is slower than {base.name}: {scenario}"
                yield from (f"{slower} {each}" for each in _slower(answered, two, bound))


def _slower(one: Repeats, two: Repeats, bound: float) -> Iterator[str]:
    for metric in RATIOS:
        logs = [math.log(ratio) for ratio in _ratios(one, two, metric).values()]
        high = math.exp(t_interval(logs)[1] if len(logs) > 1 else fmean(logs or [math.inf]))
        if high < bound:
            yield f"{metric} {math.exp(fmean(logs)):.2f}×, at most {high:.2f}× (bound {bound})"
