"""How long a session takes, before it is run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from harness.experiments.model import Experiment, Subject
from harness.experiments.schedule import loads
from harness.experiments.subjects import scenarios, switches_on
from harness.load.k6 import RAMP_STEPS
from harness.results import store

BOOT_SECONDS = 15.0
TURN_SECONDS = 5.0  # stop, switches, start, the fixed CPU work
TURN_SECONDS_PER_MILLION = 4.0  # reading tables and indexes into memory
LOAD_SECONDS = 1.0  # the load generator's starts, the statistics around it, the last answers
UNANSWERED_SECONDS = 85.0  # two drains until the timeout, two restarts, a request alone
MANY = 1_000_000  # customers, in which a search of k6's without an index takes seconds


def session_seconds(experiment: Experiment, measured: Sequence[Subject]) -> float:
    """Return the planned seconds of a session, by what turns of the same plan took if there is one.

    Loading a database comes on top.
    """
    turns = _taken(experiment)
    planned = [turns.get(subject.name) or _turn(experiment, subject) for subject in measured]
    return BOOT_SECONDS + experiment.rounds * sum(planned)


def _turn(experiment: Experiment, subject: Subject) -> float:
    total = TURN_SECONDS + TURN_SECONDS_PER_MILLION * subject.customers / 1e6
    has_index = subject.program or "fts" in switches_on(subject)
    if "search" in experiment.scenarios and subject.customers >= MANY and not has_index:
        total += max(0, experiment.longest - experiment.duration) + UNANSWERED_SECONDS
    for model, _ in loads(experiment):
        steps = RAMP_STEPS if model == "ramp" else 1
        seconds = experiment.warmup + experiment.duration * steps + LOAD_SECONDS
        total += len(scenarios(subject, experiment.scenarios)) * seconds
    return total


def _taken(experiment: Experiment) -> dict[str, float]:
    """Return the mean seconds of each subject's turn in the newest result of the same loads."""
    found = defaultdict[str, list[float]](list)
    for result in reversed(store.everything().values()):
        own, other = (e.comparable("subjects", "rounds") for e in (experiment, result.experiment))
        if own == other:
            for done in result.rounds:
                found[done.subject].append(done.seconds)
            break
    return {name: fmean(seconds) for name, seconds in found.items()}
