"""Where does a service bend? Read from a measurement under the `ramp` model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from harness.results.model import Knee, Measurement, Round
from harness.run.k6 import ramp_rates

LATE = 1000  # ms at the 95th percentile
FOLLOWS = 1.5  # times the answers, at least, for twice the iterations


def knees(rounds: Sequence[Round]) -> tuple[Knee, ...]:
    """Return the knee of each ramp that was measured."""
    return tuple(
        knee(measured_round.subject, measurement)
        for measured_round in rounds
        for measurement in measured_round.measurements
        if measurement.model == "ramp"
    )


def knee(subject: str, ramp: Measurement) -> Knee:
    """Return the last step of `ramp` that the service answered in full and in time."""
    rates = ramp_rates()
    step_seconds = ramp.seconds / len(rates)
    answers: defaultdict[int, int] = defaultdict(int)
    worst: defaultdict[int, float] = defaultdict(float)
    for second in ramp.series:
        step = int(second.second // step_seconds)
        answers[step] += second.requests - second.failures
        worst[step] = max(worst[step], second.p95)
    throughput = [answers[step] / step_seconds for step in range(len(rates))]
    if not throughput[0] or worst[0] > LATE:
        return Knee(subject, ramp.scenario, 0.0, f"late at {rates[0]:g} iterations/s already")
    for step, (before, now) in enumerate(pairwise(throughput), 1):
        at = f"at {rates[step]:g} iterations/s"
        if worst[step] > LATE:
            return Knee(subject, ramp.scenario, before, f"{at} answers took more than {LATE} ms")
        if now < FOLLOWS * before:
            return Knee(
                subject, ramp.scenario, max(before, now), f"{at} answers no longer followed"
            )
    return Knee(subject, ramp.scenario, throughput[-1], "the ramp ended first")
