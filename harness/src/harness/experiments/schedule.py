"""The order of a session's measurements, and which draws each of them makes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from harness.errors import BenchError
from harness.experiments.model import Experiment, Model, Subject
from harness.experiments.subjects import group, scenarios, switches_on
from harness.load.k6 import RAMP_STEPS
from harness.results import store

Purpose = Literal["warm-up", "search", "measurement"]
Load = tuple[Model, float | None]
"""A model, and the share of the capacity at which an open one runs."""

PHASES = 256  # of k6/lib/picker.js
PURPOSES: tuple[Purpose, ...] = ("warm-up", "search", "measurement")


@dataclass(frozen=True, slots=True)
class Slot:
    """A subject's turn in a round, with its scenarios in their order."""

    session: int
    round: int
    subject: Subject
    scenarios: tuple[str, ...]

    @property
    def place(self) -> tuple[int, int, str]:
        """Where in the experiment it is."""
        return self.session, self.round, self.subject.name


def loads(experiment: Experiment) -> list[Load]:
    """Return the loads of a scenario in their order: a model, and for an open one each share."""
    return [
        (model, share)
        for model in experiment.models
        for share in (experiment.shares if model == "open" else (None,))
    ]


def phase(
    experiment: Experiment, session: int, round_number: int, load: Load, purpose: Purpose
) -> int:
    """Return the phase of k6's draws, equal for all subjects. Raises BenchError if none is left."""
    known = loads(experiment)
    rounds = (session - 1) * experiment.rounds + round_number - 1
    number = (rounds * len(known) + known.index(load)) * len(PURPOSES) + PURPOSES.index(purpose)
    if number >= PHASES:
        most = PHASES // (len(known) * len(PURPOSES))
        raise BenchError(f"sessions × rounds must be at most {most}: take longer measurements")
    return number


def slots(experiment: Experiment, measured: Sequence[Subject], session: int) -> Iterator[Slot]:
    """Yield a session's turns, shuffled; every second round runs backwards, against drifts."""
    draw = random.Random(f"{experiment.name} {session}")  # noqa: S311 - an order, not a secret
    sizes = list(dict.fromkeys(subject.customers for subject in measured))
    draw.shuffle(sizes)
    order: list[Subject] = []
    for customers in sizes:
        own = [subject for subject in measured if subject.customers == customers]
        draw.shuffle(own)
        order += _with_complements(own) if experiment.order == "complement" else own
    for number in range(1, experiment.rounds + 1):
        order_of_scenarios = list(experiment.scenarios)
        draw.shuffle(order_of_scenarios)
        for subject in order if number % 2 else reversed(order):
            yield Slot(session, number, subject, scenarios(subject, order_of_scenarios))


def _with_complements(shuffled: Sequence[Subject]) -> list[Subject]:
    """Return each subject followed by the one whose six switches are the other way round."""
    six = frozenset(group("six"))
    left = {(switches_on(subject), subject.service): subject for subject in shuffled}
    found: list[Subject] = []
    for subject in shuffled:
        on = switches_on(subject)
        keys = ((on, subject.service), (six - on, subject.service))
        found += [left.pop(key) for key in keys if key in left]
    return found


BOOT_SECONDS = 15.0
TURN_SECONDS = 5.0  # stop, switches, start, the fixed CPU work
TURN_SECONDS_PER_MILLION = 4.0  # reading tables and indexes into memory
LOAD_SECONDS = 1.0  # the load generator's starts, the statistics around it, the last answers
UNANSWERED_SECONDS = 85.0  # two drains until the timeout, two restarts, a request alone
MANY = 1_000_000  # customers, in which a search of k6's without an index takes seconds


def session_seconds(experiment: Experiment, measured: Sequence[Subject]) -> float:
    """Return the planned seconds of a session without loading."""
    return BOOT_SECONDS + experiment.rounds * turns_seconds(experiment, measured)


def turns_seconds(experiment: Experiment, measured: Sequence[Subject]) -> float:
    """Return the planned seconds of a turn of each subject, learned from results if it can."""
    taken = _taken(experiment)
    return sum(taken.get(each.name) or _turn(experiment, each) for each in measured)


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
    for result in reversed(store.everything().values()):
        own, other = (e.comparable("subjects", "rounds") for e in (experiment, result.experiment))
        if own == other and result.rounds:
            seconds: dict[str, list[float]] = {}
            for done in result.rounds:
                seconds.setdefault(done.subject, []).append(done.seconds)
            return {name: fmean(each) for name, each in seconds.items()}
    return {}
