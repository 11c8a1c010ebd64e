"""Which candidate is held against which, over what, and how far it should reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.conditions import Limits, NaiveLimits
from harness.host.base import Host
from harness.limits import asking, wrk
from harness.limits.candidates import BARE, CACHED, DIRECTORY, NAIVE, PEERS, PLAIN, Candidate
from harness.limits.material import ORDERINGS, Material

ALMOST_NO_QUEUE = 1  # connections where the time of one request is what is asked for


@dataclass(frozen=True, slots=True)
class Side:
    """A candidate and the list of paths that it is asked for."""

    candidate: Candidate
    paths: str


@dataclass(frozen=True, slots=True)
class Rivals:
    """`ours` should answer at least `target` times as many requests a second as the best."""

    name: str
    sides: tuple[Side, ...]
    target: float


@dataclass(frozen=True, slots=True)
class Race:
    """Sides that answer the same request, measured in turn."""

    name: str
    ours: Side
    rivals: tuple[Rivals, ...]

    def rounds(self, limits: Limits) -> int:
        """How often it is run."""
        slow = any(side.candidate is NAIVE for side in self.sides)
        return limits.naive.rounds if slow else limits.rounds

    @property
    def title(self) -> str:
        """The race with all whom ours is held against."""
        return f"{self.name} / {', '.join(rivals.name for rivals in self.rivals)}"

    @property
    def sides(self) -> tuple[Side, ...]:
        """All of them, ours first."""
        return (self.ours, *(side for rivals in self.rivals for side in rivals.sides))


def _peers(paths: str) -> Rivals:
    return Rivals("best peer", tuple(Side(peer, paths) for peer in PEERS), 1.5)


RACES = (
    Race(
        "list of 20",
        Side(PLAIN, "lists"),
        (Rivals("bare", (Side(BARE, "bare-lists"),), 0.8), _peers("peer-lists")),
    ),
    Race(
        "detail",
        Side(PLAIN, "details"),
        (Rivals("bare", (Side(BARE, "bare-details"),), 0.8), _peers("peer-details")),
    ),
    Race(
        "cached list of 20",
        Side(CACHED, "lists"),
        (Rivals("bare Redis", (Side(BARE, "bare-cached"),), 0.7),),
    ),
    Race(
        "list of 20", Side(PLAIN, "lists"), (Rivals("naive", (Side(NAIVE, "naive-lists"),), 400),)
    ),
    Race("search", Side(PLAIN, "searches"), (Rivals("naive", (Side(NAIVE, "searches"),), 1000),)),
)

Rates = dict[str, float]
"""Requests a second by candidate, of one round."""


def rounds(host: Host, material: Material, race: Race, limits: Limits) -> Iterator[Rates]:
    """Measure all sides in turn, the first of a round last in the next: A B C C B A."""
    for number in range(race.rounds(limits)):
        sides = race.sides[:: -1 if number % 2 else 1]
        yield {
            side.candidate.name: _slow_rate(host, side, material, number, limits.naive)
            if side.candidate is NAIVE
            else _rate(host, side, limits)
            for side in sides
        }


def _rate(host: Host, side: Side, limits: Limits) -> float:
    origin, paths = side.candidate.origin, f"{DIRECTORY}/{side.paths}"
    wrk.measure(host, origin, paths, limits.warmup, limits.connections)
    return wrk.measure(host, origin, paths, limits.seconds, limits.connections).rate


def _slow_rate(
    host: Host, side: Side, material: Material, number: int, limits: NaiveLimits
) -> float:
    paths, count = material.paths[side.paths], limits.requests[side.paths]
    share = [paths[index % len(paths)] for index in range(number * count, (number + 1) * count)]
    return asking.rate(host, side.candidate, share, limits.connections)


@dataclass(frozen=True, slots=True)
class Pair:
    """The median time of a page in µs: far from the beginning, and the first."""

    far: float
    near: float


def depth(host: Host, limits: Limits) -> Iterator[tuple[str, Pair]]:
    """Yield for each ordering the times of the far page and of the first, in turn."""
    for number in range(limits.rounds):
        for ordering in ORDERINGS:
            places = ("far", "near") if number % 2 else ("near", "far")
            times = {place: _time(host, f"{place}{ordering}", limits) for place in places}
            yield ordering, Pair(times["far"], times["near"])


def _time(host: Host, paths: str, limits: Limits) -> float:
    sample = wrk.measure(host, PLAIN.origin, f"{DIRECTORY}/{paths}", limits.warmup, ALMOST_NO_QUEUE)
    return sample.p50
