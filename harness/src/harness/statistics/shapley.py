"""What each switch contributes to a figure, from all combinations of the switches.

A Shapley share is the mean of what a switch adds to ln(figure) over all orders in which the
switches can be added; the shares sum to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

Cells = Mapping[frozenset[str], float]
"""ln(figure) by the switches that are on."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A switch's share of ln(figure), and the least and most that it adds in any order."""

    share: float
    least: float
    most: float


def complete(cells: Cells, switches: Sequence[str]) -> bool:
    """Return whether every combination of the switches has a cell."""
    return len(cells) == 1 << len(switches)


def shapley_values(cells: Cells, switches: Sequence[str]) -> dict[str, Attribution]:
    """Return what each switch contributes. Every combination must have a cell."""
    return {switch: _of(cells, switches, switch) for switch in switches}


def _of(cells: Cells, switches: Sequence[str], switch: str) -> Attribution:
    others = [each for each in switches if each != switch]
    total = factorial(len(switches))
    share = 0.0
    added = []
    for size in range(len(switches)):
        weight = factorial(size) * factorial(len(others) - size) / total
        for before in map(frozenset, combinations(others, size)):
            gain = cells[before | {switch}] - cells[before]
            added.append(gain)
            share += weight * gain
    return Attribution(share, min(added), max(added))


def interactions(cells: Cells, switches: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return for each pair by how much one's gain depends on the other, in ln(figure).

    The Shapley interaction index: positive where the two together buy more than apart.
    """
    found = {}
    for one, two in combinations(switches, 2):
        others = [each for each in switches if each not in (one, two)]
        index = 0.0
        for size in range(len(others) + 1):
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(others) + 1)
            for on in map(frozenset, combinations(others, size)):
                index += weight * (
                    cells[on | {one, two}] - cells[on | {one}] - cells[on | {two}] + cells[on]
                )
        found[one, two] = index
    return found
