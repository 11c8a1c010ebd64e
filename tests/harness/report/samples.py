"""Results made up for tests: their numbers are nobody's measurements."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from harness.conditions import Model
from harness.results.histogram import RESOLUTION, buckets, percentile
from harness.results.model import (
    VERSION,
    Comparison,
    Kind,
    Knee,
    Latency,
    Measurement,
    Phase,
    ProfileUsed,
    Result,
    Round,
    Second,
    Statement,
    Subject,
    UnitUse,
    Verdict,
)
from harness.results.statistics import Ratio, ratio

USERS = 50
SECONDS = 30
MILLISECOND_SHARE = {"browse": 1.0, "search": 2.6, "crud": 0.06}
UNITS = ("django-app.service", "postgresql@17-main.service", "nginx.service")
MODELS: dict[Kind, tuple[Model, ...]] = {"comparison": ("closed", "open"), "limits": ("ramp",)}
ORDER = ("async", "joins", "indexes", "cursor", "fts", "cache")
GAINS = {"async": 1.3, "joins": 3.1, "indexes": 2.2, "cursor": 1.9, "fts": 1.7, "cache": 1.4}


def naive(customers: int = 3_000_000) -> Subject:
    """Return the naive service as a subject."""
    return Subject("naive", "naive", customers)


def optimized(customers: int = 3_000_000) -> Subject:
    """Return the optimized service as a subject."""
    return Subject("optimized", "optimized", customers)


@cache
def comparison(rounds: int = 4) -> Result:
    """Return a comparison of the two services."""
    return _result("comparison", (naive(), optimized()), rounds)


@cache
def comparison_of_equals() -> Result:
    """Return a comparison in which the optimized service is no faster."""
    slow = Subject("optimized", "optimized", 3_000_000, ORDER)
    result = _result("comparison", (naive(), slow), 4)
    return replace(result, subjects=(naive(), optimized()))


@cache
def ladder(rounds: int = 2) -> Result:
    """Return a ladder: naive, each rung up to the whole, and each left out alone."""
    subjects = [naive()]
    for count in range(len(ORDER) + 1):
        name = f"+ {ORDER[count - 1]}" if count else "all off"
        subjects.append(Subject(name, "optimized", 3_000_000, ORDER[count:]))
    alone = [Subject(f"all but {one}", "optimized", 3_000_000, (one,)) for one in ORDER[:-1]]
    return _result("ladder", [*subjects, *alone], rounds)


@cache
def growth() -> Result:
    """Return both services over three sizes of data."""
    sizes = (30_000, 300_000, 3_000_000)
    subjects = [
        Subject(f"{service} {size:,}", service, size)
        for size in sizes
        for service in ("naive", "optimized")
    ]
    return _result("growth", subjects, 2)


@cache
def ramp() -> Result:
    """Return a ramp of both services."""
    return _result("limits", (naive(), optimized()), 1)


def _milliseconds(subject: Subject) -> float:
    """Return what a request of the browse scenario takes while it is alone."""
    if subject.service == "naive":
        return 90 * (0.05 + 0.95 * subject.customers / 3_000_000)
    slower = math.prod(GAINS[name] for name in subject.off)
    return 90 / math.prod(GAINS.values()) * slower


def _measurement(
    subject: Subject, scenario: str, model: Model, chance: random.Random
) -> Measurement:
    each = _milliseconds(subject) * MILLISECOND_SHARE[scenario] * chance.gauss(1, 0.03)
    throughput = 2000 / each if model == "closed" else 8.0
    waiting = USERS * each / 2 if model == "closed" else each
    histogram = Counter(
        math.floor(math.log(chance.lognormvariate(math.log(waiting), 0.35)) * RESOLUTION)
        for _ in range(400)
    )
    at = {share: percentile(histogram, share) for share in (0.0, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0)}
    series = tuple(
        Second(second, max(1, round(throughput * chance.gauss(1, 0.06))), 0, at[0.5], at[0.95])
        for second in range(SECONDS)
    )
    requests = round(throughput * SECONDS)
    statements = 42 if subject.service == "naive" else 1
    query = "SELECT id, first_name FROM customers_customer WHERE city_id = $1 ORDER BY id LIMIT $2"
    return Measurement(
        scenario=scenario,
        model=model,
        users=USERS,
        seconds=SECONDS,
        rate=8.0 if model == "open" else None,
        requests=requests,
        throughput=throughput,
        latency=Latency(waiting, *at.values()),
        histogram=buckets(histogram),
        series=series,
        failures={},
        problems=(),
        dropped_iterations=0,
        cache={},
        cpus=2,
        k6_cpu=0.21,
        stolen_cpu=0.0,
        throttled=0,
        units={
            unit: UnitUse(each * requests / 2000 / (place + 1), None, (90 + 40 * place) * 2**20)
            for place, unit in enumerate(UNITS)
        },
        statements=(Statement(query, statements * requests, 0.4 * statements * requests, 20),),
    )


def _comparisons(subjects: Sequence[Subject], rounds: Sequence[Round]) -> list[Comparison]:
    values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for taken in rounds:
        for measured in taken.measurements:
            if measured.model == "closed":
                values[taken.subject, measured.scenario].append(measured.throughput)
    first, *others = (subject.name for subject in subjects)
    return [
        _comparison(scenario, first, other, ratio(values[first, scenario], values[other, scenario]))
        for other in others
        for scenario in MILLISECOND_SHARE
    ]


def _comparison(scenario: str, base: str, other: str, of: Ratio) -> Comparison:
    verdict: Verdict = "difference" if of.differs() else "not claimed"
    bounds = (of.ratio, of.low, of.high, of.p_value)
    return Comparison(scenario, "closed", "throughput", base, other, *bounds, 1.03, verdict)


def _result(kind: Kind, subjects: Sequence[Subject], rounds: int) -> Result:
    chance = random.Random(5)
    models = MODELS.get(kind, ("closed",))
    taken = [
        Round(
            number,
            subject.name,
            (Phase("measure", SECONDS),),
            0.01,
            tuple(
                _measurement(subject, scenario, model, chance)
                for model in models
                for scenario in MILLISECOND_SHARE
            ),
        )
        for number in range(1, rounds + 1)
        for subject in subjects
    ]
    return Result(
        version=VERSION,
        kind=kind,
        status="valid",
        reasons=(),
        started="2026-01-02T03:04:05+00:00",
        seconds=600.0,
        revision="0" * 40,
        dirty=False,
        profile=ProfileUsed("sample", USERS, 5, SECONDS, rounds, models),
        subjects=tuple(subjects),
        rounds=tuple(taken),
        comparisons=tuple(_comparisons(subjects, taken)) if "closed" in models else (),
        knees=tuple(
            Knee(subject.name, scenario, 2000 / _milliseconds(subject), "late")
            for subject in subjects
            for scenario in MILLISECOND_SHARE
        ),
        conditions={
            "machine.cpu": "a CPU of a test",
            "machine.kernel": "6.1.0",
            "postgresql.version": "17.2",
            "postgresql.shared_buffers": "2GB",
        },
    )
