"""How long a session takes, before it is run."""

from __future__ import annotations

from collections.abc import Sequence

from harness.experiments.model import Experiment, Subject
from harness.results.model import LEAST_ANSWERS, Measurement, Result

BOOT_SECONDS = 12.0
ROUND_SECONDS = 9.0  # restarts, switches, prewarming, the fixed CPU work
ROUND_SECONDS_PER_MILLION = 2.0  # reading the tables into memory
LOAD_SECONDS = 2.0  # k6's start, the statistics around it
TIMEOUT_SECONDS = 31.0
LONGEST_SECONDS = 90.0
RAMP_STEPS = 15


def session_seconds(
    experiment: Experiment, measured: Sequence[Subject], earlier: Result | None = None
) -> float:
    """Return the planned seconds of a session. An `earlier` result tells who answers slowly."""
    total = BOOT_SECONDS
    for subject in measured:
        turn = ROUND_SECONDS + ROUND_SECONDS_PER_MILLION * subject.customers / 1e6
        for scenario in experiment.scenarios:
            turn += _of_scenario(experiment, subject, scenario, earlier)
        total += turn * experiment.rounds
    return total


def _of_scenario(
    experiment: Experiment, subject: Subject, scenario: str, earlier: Result | None
) -> float:
    total = 0.0
    for model in experiment.models:
        runs = len(experiment.shares) if model == "open" else 1
        steps = RAMP_STEPS if model == "ramp" else 1
        before = _before(earlier, subject, scenario)
        length = experiment.duration * steps
        if before and not before.answered:
            rate = before.right / before.seconds
            length = max(length, min(LEAST_ANSWERS / rate if rate else 1e9, LONGEST_SECONDS))
            length += 2 * TIMEOUT_SECONDS + 2 * (before.alone or 0)
        total += runs * (experiment.warmup + length + 2 * LOAD_SECONDS)
    return total


def _before(earlier: Result | None, subject: Subject, scenario: str) -> Measurement | None:
    for done in reversed(earlier.rounds if earlier else ()):
        for measurement in done.measurements:
            if (done.subject, measurement.scenario) == (subject.name, scenario):
                return measurement
    return None
