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
from harness.statistics.summary import Key, Metric, repeats, value

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
    """The shares of a figure, which sum to the `whole`; and the pairs that interact."""

    shares: tuple[Share, ...]
    whole: Share
    pairs: dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Replicates:
    """The cells of each session, and the subjects that were not answered in one."""

    scenario: str
    metric: Metric
    cells: tuple[Cells, ...]
    unanswered: tuple[str, ...]

    @property
    def complete(self) -> list[Cells]:
        """The replicates in which every combination has a valid measurement."""
        return [cells for cells in self.cells if len(cells) == 1 << len(group("six"))]


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


def replicates(result: Result, scenario: str, metric: Metric) -> Replicates:
    """Return what was measured of a figure. A subject without an answer once has no cells."""
    known = repeats(result)
    found: dict[int, dict[frozenset[str], float]] = {number: {} for number in result.counted}
    unanswered = []
    for subject in result.subjects:
        measured = known.get(Key(subject.name, scenario), {}).items()
        values = [(of, value(each, metric)) for (of, _), each in measured if not each.invalid]
        if any(own is None for _, own in values):
            unanswered.append(subject.name)
            continue
        for session in {of for of, _ in values}:
            mean = fmean(math.log(own) for of, own in values if of == session and own)
            found[session][switches_on(subject)] = -mean if metric == "cpu" else mean
    return Replicates(scenario, metric, tuple(found.values()), tuple(unanswered))


def shares(of: Replicates) -> Shares | None:
    """Return Shapley shares, the mean over complete replicates; none of what was not answered."""
    six, complete = group("six"), of.complete
    if of.unanswered or not complete:
        return None
    mean = {on: fmean(cells[on] for cells in complete) for on in complete[0]}
    made = []
    for name in six:
        _, least, most = contribution(mean, six, name)
        factor = estimate([contribution(cells, six, name)[0] for cells in complete])
        made.append(Share(name, factor, least, most))
    whole = estimate([cells[frozenset(six)] - cells[frozenset()] for cells in complete])
    same = math.log(whole.value)  # in any order
    pairs = {pair: interaction(mean, six, *pair) for pair in combinations(six, 2)}
    return Shares(tuple(made), Share("all six", whole, same, same), pairs)


def factors(of: Replicates) -> dict[str, list[float]]:
    """Return each optimization's factors among answered cells that differ in it alone."""
    return {
        name: [
            math.exp(cells[on | {name}] - gain)
            for cells in of.cells
            for on, gain in cells.items()
            if name not in on and on | {name} in cells
        ]
        for name in group("six")
    }
