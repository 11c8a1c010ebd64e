"""Which candidate is held against which, over what, and how far it should reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.conditions import Limits
from harness.host.base import Host
from harness.limits import wrk
from harness.limits.candidates import BARE, CACHED, DIRECTORY, NAIVE, PLAIN, Candidate, start, stop
from harness.limits.material import ORDERINGS

ALMOST_NO_QUEUE = 1  # connections where the time of one request is what is asked for


@dataclass(frozen=True, slots=True)
class Side:
    """A candidate and the list of paths that it is asked for."""

    candidate: Candidate
    paths: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ours` should answer at least `target` times as many requests a second as `against`."""

    name: str
    ours: Side
    against: Side
    target: float


COMPARISONS = (
    Comparison(
        "list of 20, no cache / naive", Side(PLAIN, "lists"), Side(NAIVE, "naive-lists"), 400
    ),
    Comparison("list of 20, no cache / bare", Side(PLAIN, "lists"), Side(BARE, "bare-lists"), 0.8),
    Comparison(
        "list of 20, cached / bare Redis", Side(CACHED, "lists"), Side(BARE, "bare-cached"), 0.7
    ),
    Comparison("detail / bare", Side(PLAIN, "details"), Side(BARE, "bare-details"), 0.8),
    Comparison("search / naive", Side(PLAIN, "searches"), Side(NAIVE, "searches"), 1000),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One alternation: requests a second of ours and of what it is held against."""

    ours: float
    against: float


def alternate(host: Host, comparison: Comparison, limits: Limits) -> Iterator[Pair]:
    """Measure both sides in turn, the first of a round last in the next: A B B A."""
    sides = (comparison.ours, comparison.against)
    for number in range(limits.rounds):
        if number % 2 == 0:
            ours, against = (_rate(host, side, limits) for side in sides)
        else:
            against, ours = (_rate(host, side, limits) for side in reversed(sides))
        yield Pair(ours, against)


def _rate(host: Host, side: Side, limits: Limits) -> float:
    origin, paths = side.candidate.origin, f"{DIRECTORY}/{side.paths}"
    if side.candidate is NAIVE:
        # It works on no more requests than it has workers; more would only lie in its queue,
        # and be answered while the next candidate is measured: so it starts anew, too.
        sample = wrk.measure(host, origin, paths, limits.naive_seconds, limits.naive_connections)
        stop(host, NAIVE)
        start(host, NAIVE)
        return sample.rate
    wrk.measure(host, origin, paths, limits.warmup, limits.connections)
    return wrk.measure(host, origin, paths, limits.seconds, limits.connections).rate


def depth(host: Host, limits: Limits) -> Iterator[tuple[str, Pair]]:
    """Yield for each ordering the median time in µs on the far page and on the first, in turn."""
    for number in range(limits.rounds):
        for ordering in ORDERINGS:
            places = ("far", "near") if number % 2 else ("near", "far")
            times = {place: _time(host, f"{place}{ordering}", limits) for place in places}
            yield ordering, Pair(times["far"], times["near"])


def _time(host: Host, paths: str, limits: Limits) -> float:
    sample = wrk.measure(host, PLAIN.origin, f"{DIRECTORY}/{paths}", limits.warmup, ALMOST_NO_QUEUE)
    return sample.p50
