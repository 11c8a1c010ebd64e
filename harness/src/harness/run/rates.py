"""Which rate do all subjects sustain? A short search before the rounds of an open model.

Each subject's capacity is taken with users who wait for their answer; the slowest one's, cut down
by a step at a time until nothing is dropped and no queue grows, is the rate for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.results.histogram import percentile
from harness.results.model import Subject
from harness.run.k6 import Outcome
from harness.run.plan import Load
from harness.run.rounds import Rounds

STEP = 0.7  # of the capacity at first: queues grow without end as a load comes near to 1
TRIES = 6
# Of the answers must be there when the time is up and the fastest would have been, had it been
# asked for at the last moment: a backlog's come afterwards.
KEPT_UP = 0.8


@dataclass(frozen=True, slots=True)
class _Slowest:
    subject: Subject
    rate: float


def search(
    rounds: Rounds, subjects: Sequence[Subject], loads: Sequence[Load], seconds: int
) -> list[Load]:
    """Return `loads` with a rate for each open model; each capacity takes `seconds` to find."""
    scenarios = [load for load in loads if load.model == "open"]
    if not scenarios:
        return list(loads)
    slowest: dict[str, _Slowest] = {}
    for subject in subjects:
        rounds.begin(subject)
        for load in scenarios:
            rate = _capacity(rounds, subject, replace(load, model="closed", seconds=seconds))
            if load.scenario not in slowest or rate < slowest[load.scenario].rate:
                slowest[load.scenario] = _Slowest(subject, rate)
    rates = _sustained(rounds, subjects, scenarios, slowest)
    return [
        replace(load, rate=rates.get(load.scenario)) if load in scenarios else load
        for load in loads
    ]


def _sustained(
    rounds: Rounds,
    subjects: Sequence[Subject],
    scenarios: Sequence[Load],
    slowest: dict[str, _Slowest],
) -> dict[str, float]:
    rates = {}
    for subject in subjects:
        own = [load for load in scenarios if slowest[load.scenario].subject == subject]
        if own:
            rounds.begin(subject)
        for load in own:
            rate = slowest[load.scenario].rate * STEP
            for _ in range(TRIES):
                if _sustains(rounds, subject, replace(load, rate=rate)):
                    break
                rate *= STEP
            rates[load.scenario] = rate
    return rates


def _capacity(rounds: Rounds, subject: Subject, load: Load) -> float:
    name = f"rate-{subject.name}-{load.scenario}"
    outcome = rounds.rehearse(f"find a rate for {load.scenario}", load, subject, name)
    series = outcome.series
    right = 1 - series.failures.total() / series.requests  # who is given up is not served
    return right * _iterations(outcome) / outcome.seconds


def _iterations(outcome: Outcome) -> int:
    return int(outcome.summary["metrics"]["iterations"]["values"]["count"])


def _sustains(rounds: Rounds, subject: Subject, load: Load) -> bool:
    phase = f"try {load.rate:.1f}/s for {load.scenario}"
    outcome = rounds.rehearse(phase, load, subject, f"try-{subject.name}-{load.scenario}")
    dropped = "dropped_iterations" in outcome.summary["metrics"]
    series = outcome.series
    until = load.seconds + percentile(series.histogram, 0) / 1000
    return series.right_within(until) >= KEPT_UP * series.requests and not dropped
