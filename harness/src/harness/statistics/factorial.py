"""Attribution of a factorial experiment, replicate by replicate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from harness.experiments.subjects import group, switches_on
from harness.results.model import Result
from harness.statistics import shapley
from harness.statistics.intervals import LEAST_SESSIONS, t_interval
from harness.statistics.summary import Key, Metric, repeats, usable, value


@dataclass(frozen=True, slots=True)
class Share:
    """What one optimization contributes to ln(figure); `least` and `most` over all orders."""

    name: str
    value: float
    low: float | None
    high: float | None
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of a scenario and metric, which sum to `whole`; the pairs that interact."""

    scenario: str
    metric: Metric
    shares: tuple[Share, ...]
    whole: float
    pairs: dict[tuple[str, str], float]
    missing: tuple[str, ...]


def is_factorial(result: Result) -> bool:
    """Return whether every combination of the six was measured."""
    six = frozenset(group("six"))
    found = {switches_on(subject) for subject in result.subjects if subject.service == "optimized"}
    return len({on for on in found if on <= six}) == 1 << len(six)


def _cells(
    result: Result, scenario: str, metric: Metric, session: int
) -> tuple[dict[frozenset[str], float], list[str]]:
    """Return ln(improvement) by combination in a session, and the subjects without an answer."""
    known = repeats(result)
    cells, missing = {}, []
    for subject in result.subjects:
        found, _ = usable(known.get(Key(subject.name, scenario), {}))
        own = [each for (number, _), each in found.items() if number == session]
        if not own:
            continue
        values = [value(each, metric) for each in own]
        if any(each is None for each in values):
            missing.append(subject.name)
            continue
        mean = float(np.mean([math.log(each) for each in values if each]))
        cells[switches_on(subject)] = -mean if metric == "cpu" else mean
    return cells, missing


def shares(result: Result, scenario: str, metric: Metric) -> Shares:
    """Return the attribution of a scenario: Shapley shares per replicate, then their mean."""
    six = group("six")
    replicates, missing = [], set[str]()
    for session in [each.number for each in result.sessions]:
        cells, unanswered = _cells(result, scenario, metric, session)
        missing |= set(unanswered)
        if shapley.complete(cells, six):
            replicates.append(cells)
    if not replicates:
        return Shares(scenario, metric, (), 0.0, {}, tuple(sorted(missing)))
    mean = {on: float(np.mean([cells[on] for cells in replicates])) for on in replicates[0]}
    over_orders = shapley.shapley_values(mean, six)
    made = []
    for name in six:
        samples = [shapley.shapley_values(cells, six)[name].share for cells in replicates]
        low, high = t_interval(samples) if len(samples) >= LEAST_SESSIONS else (None, None)
        found = over_orders[name]
        made.append(Share(name, float(np.mean(samples)), low, high, found.least, found.most))
    return Shares(
        scenario=scenario,
        metric=metric,
        shares=tuple(made),
        whole=mean[frozenset(six)] - mean[frozenset()],
        pairs=shapley.interactions(mean, six),
        missing=tuple(sorted(missing)),
    )


def factors(result: Result, scenario: str, metric: Metric) -> dict[str, list[float]]:
    """Return each optimization's factors among pairs of answered cells that differ in it alone.

    For a scenario with cells that were not answered: nothing is imputed.
    """
    found: dict[str, list[float]] = {name: [] for name in group("six")}
    for session in [each.number for each in result.sessions]:
        cells, _ = _cells(result, scenario, metric, session)
        for on, gain in cells.items():
            for name in group("six"):
                if name not in on and on | {name} in cells:
                    found[name].append(math.exp(cells[on | {name}] - gain))
    return found
