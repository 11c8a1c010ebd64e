"""What a result says, by subject and scenario. A round is a sample; its values are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy import stats

from harness.conditions import Model
from harness.report.text import milliseconds, number
from harness.results.model import Comparison, Measurement, Result, Subject


@dataclass(frozen=True, slots=True)
class Spread:
    """The geometric mean of the rounds' values, and the least and the largest of them."""

    low: float
    value: float
    high: float

    def __str__(self) -> str:
        """Return the mean, and the range where there is one."""
        if self.low == self.high:
            return number(self.value)
        return f"{number(self.value)} ({number(self.low)}–{number(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of values that are not negative; its mean is 0 where one of them is.

    Raises ValueError where there are none.
    """
    if not values:
        raise ValueError("no round has this value")
    mean = float(stats.gmean(values)) if all(values) else 0.0
    return Spread(min(values), mean, max(values))


def scenarios(result: Result, model: Model = "closed") -> list[str]:
    """Return the scenarios measured under `model`, in the order in which they ran."""
    found = (m.scenario for r in result.rounds for m in r.measurements if m.model == model)
    return list(dict.fromkeys(found))


def measurements(
    result: Result, subject: Subject, scenario: str, model: Model = "closed"
) -> list[Measurement]:
    """Return the measurements of every round of a subject."""
    return [
        measurement
        for taken in result.rounds
        if taken.subject == subject.name
        for measurement in taken.measurements
        if (measurement.scenario, measurement.model) == (scenario, model)
    ]


def every_measurement(result: Result, subject: Subject) -> list[Measurement]:
    """Return the measurements of all rounds, scenarios and models of a subject."""
    return [m for r in result.rounds if r.subject == subject.name for m in r.measurements]


def throughput(result: Result, subject: Subject, scenario: str) -> Spread:
    """Return requests per second in the closed model."""
    return spread([m.throughput for m in measurements(result, subject, scenario)])


def answered(result: Result) -> list[str]:
    """Return the scenarios in which every subject gave a right answer in every round."""
    silent = {
        m.scenario
        for taken in result.rounds
        for m in taken.measurements
        if m.model == "closed" and not m.throughput
    }
    return [scenario for scenario in scenarios(result) if scenario not in silent]


def overall(result: Result, subject: Subject) -> list[float]:
    """Return each round's geometric mean of the throughputs of all answered scenarios."""
    counted = answered(result)
    return [
        float(
            stats.gmean(
                [
                    measurement.throughput
                    for measurement in taken.measurements
                    if measurement.model == "closed" and measurement.scenario in counted
                ]
            )
        )
        for taken in result.rounds
        if taken.subject == subject.name
    ]


def comparison(
    result: Result, scenario: str, metric: str, base: str, other: str
) -> Comparison | None:
    """Return how two subjects compare in the closed model, or None where they were not compared."""
    wanted = (scenario, "closed", metric, base, other)
    found = (
        one
        for one in result.comparisons
        if (one.scenario, one.model, one.metric, one.base, one.other) == wanted
    )
    return next(found, None)


def total(measured: Iterable[Measurement]) -> int:
    """Return how many requests were sent."""
    return sum(measurement.requests for measurement in measured)


def failed(measured: Iterable[Measurement]) -> int:
    """Return how many requests failed, whatever their failure."""
    return sum(sum(measurement.failures.values()) for measurement in measured)


def silence(measured: Sequence[Measurement]) -> str:
    """Return what came instead of right answers, or nothing where there was one."""
    if any(measurement.throughput for measurement in measured):
        return ""
    sent, late = total(measured), sum(m.failures.get("timeout", 0) for m in measured)
    if sent and sent == late:
        patience = spread([measurement.latency.p50 for measurement in measured]).value
        return f"all {sent:,} timed out after {milliseconds(patience)}"
    return f"none of {sent:,} answered right in time"


def cached(result: Result) -> str:
    """Return of which share of the answers the cache was the source, or nothing without one."""
    _, subject = pair(result)
    shares = []
    for scenario in scenarios(result):
        measured = measurements(result, subject, scenario)
        hits = sum(m.cache.get("hit", 0) for m in measured)
        asked = hits + sum(m.cache.get("miss", 0) for m in measured)
        if asked:
            shares.append(f"{hits / asked:.0%} of {scenario}")
    return f"The cache answered {', '.join(shares)}." if shares else ""


def pair(result: Result) -> tuple[Subject, Subject]:
    """Return what is set against each other: over the most customers, the first and the whole."""
    most = max(subject.customers for subject in result.subjects)
    largest = [subject for subject in result.subjects if subject.customers == most]
    whole = [subject for subject in largest if not subject.off]
    return largest[0], whole[-1]


def rounds(result: Result, subject: Subject) -> int:
    """Return how often a subject was measured."""
    return sum(taken.subject == subject.name for taken in result.rounds)
