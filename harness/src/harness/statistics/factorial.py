"""What each switch contributes to a figure, from all combinations of the six.

A Shapley share is the mean of what a switch adds to ln(figure) over all orders in which the
switches can be added; the shares sum to the whole.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from harness.experiments.subjects import group, switches_on
from harness.results.model import Result
from harness.statistics.intervals import Estimate, estimate
from harness.statistics.summary import Key, Metric, repeats, usable, value

Cells = Mapping[frozenset[str], float]
"""ln(times better) by the switches that are on."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a switch contributes: a factor, in ln its share; the `least` and `most` in any order."""

    name: str
    factor: Estimate
    least: float
    most: float

    @property
    def value(self) -> float:
        """The share of ln(figure)."""
        return math.log(self.factor.value)


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of a scenario and metric, which sum to `whole`; the pairs that interact."""

    scenario: str
    metric: Metric
    shares: tuple[Share, ...]
    whole: float
    pairs: dict[tuple[str, str], float]
    missing: tuple[str, ...]


def contribution(cells: Cells, switches: Sequence[str], switch: str) -> tuple[float, float, float]:
    """Return a switch's share of ln(figure), and the least and most that it adds in any order."""
    others = [each for each in switches if each != switch]
    gains = [
        [cells[on | {switch}] - cells[on] for on in map(frozenset, combinations(others, size))]
        for size in range(len(switches))
    ]
    return fmean(map(fmean, gains)), min(map(min, gains)), max(map(max, gains))


def interaction(cells: Cells, switches: Sequence[str], one: str, two: str) -> float:
    """Return by how much one's gain depends on the other: the Shapley interaction index."""
    added = {on: cells[on | {two}] - cells[on] for on in cells if two not in on}
    return contribution(added, [each for each in switches if each != two], one)[0]


def is_factorial(result: Result) -> bool:
    """Return whether every combination of the six was measured."""
    six = frozenset(group("six"))
    found = {switches_on(subject) for subject in result.subjects if subject.service == "optimized"}
    return len({on for on in found if on <= six}) == 1 << len(six)


def _cells(
    result: Result, scenario: str, metric: Metric
) -> tuple[list[dict[frozenset[str], float]], set[str]]:
    """Return the cells of each session, and the subjects without an answer in one."""
    known = repeats(result)
    found: dict[int, dict[frozenset[str], float]] = {each.number: {} for each in result.sessions}
    missing = set()
    for subject in result.subjects:
        measured, _ = usable(known.get(Key(subject.name, scenario), {}))
        for session, cells in found.items():
            own = [value(each, metric) for (of, _), each in measured.items() if of == session]
            if any(each is None for each in own):
                missing.add(subject.name)
            elif own:
                mean = fmean(math.log(each) for each in own if each)
                cells[switches_on(subject)] = -mean if metric == "cpu" else mean
    return list(found.values()), missing


def shares(result: Result, scenario: str, metric: Metric) -> Shares:
    """Return the attribution of a scenario: Shapley shares per replicate, then their mean."""
    six = group("six")
    every, missing = _cells(result, scenario, metric)
    replicates = [cells for cells in every if len(cells) == 1 << len(six)]
    if not replicates:
        return Shares(scenario, metric, (), 0.0, {}, tuple(sorted(missing)))
    mean = {on: fmean(cells[on] for cells in replicates) for on in replicates[0]}
    made = []
    for name in six:
        _, least, most = contribution(mean, six, name)
        factor = estimate([contribution(cells, six, name)[0] for cells in replicates])
        made.append(Share(name, factor, least, most))
    return Shares(
        scenario=scenario,
        metric=metric,
        shares=tuple(made),
        whole=mean[frozenset(six)] - mean[frozenset()],
        pairs={pair: interaction(mean, six, *pair) for pair in combinations(six, 2)},
        missing=tuple(sorted(missing)),
    )


def factors(result: Result, scenario: str, metric: Metric) -> dict[str, list[float]]:
    """Return each optimization's factors among answered cells that differ in it alone."""
    every, _ = _cells(result, scenario, metric)
    return {
        name: [
            math.exp(cells[on | {name}] - gain)
            for cells in every
            for on, gain in cells.items()
            if name not in on and on | {name} in cells
        ]
        for name in group("six")
    }
