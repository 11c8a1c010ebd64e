"""Whether the memory of a worker stays flat under load that never repeats itself for long."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.conditions import Limits
from harness.host.base import Host
from harness.limits import processes, wrk
from harness.limits.candidates import DIRECTORY, Candidate

PATHS = 20_000  # more than any cache of a worker keeps
FILTERS = ("is_active=true", "birth_date_after={year}-01-01", "balance_min={year}", "city={city}")


@dataclass(frozen=True, slots=True)
class Reading:
    """Memory of each process in kB, of its own and not of a file, after `seconds` of load."""

    seconds: int
    processes: list[int]


def varied(
    searches: Sequence[str], orderings: Sequence[str], customers: int, seed: int
) -> list[str]:
    """Return paths of all that a worker could keep something of: details, lists, searches."""
    draw = random.Random(seed)  # noqa: S311 - the same paths each time
    kinds = (
        lambda: f"/api/customers/{draw.randint(1, customers)}",
        lambda: draw.choice(searches),
        lambda: f"/api/customers?ordering={draw.choice(orderings)}&{_filter(draw)}",
    )
    return [draw.choice(kinds)() for _ in range(PATHS)]


def _filter(draw: random.Random) -> str:
    return draw.choice(FILTERS).format(year=draw.randint(1950, 2005), city=draw.randint(1, 1000))


def readings(host: Host, candidate: Candidate, paths: str, limits: Limits) -> Iterator[Reading]:
    """Load the candidate with the paths in a file, and read its memory every now and then.

    Raises FailedRequestsError where an answer is not good.
    """
    memory = limits.memory
    for seconds in range(memory.every, memory.seconds + 1, memory.every):
        origin, file = candidate.origin, f"{DIRECTORY}/{paths}"
        wrk.measure(host, origin, file, memory.every, limits.connections)
        yield Reading(seconds, processes.status(host, candidate, "RssAnon"))


def growth(found: Sequence[Reading], settled: int) -> float:
    """Return by how much the process that grew most did, since `settled` seconds of load."""
    first = next(reading for reading in found if reading.seconds >= settled)
    return max(
        last / before for before, last in zip(first.processes, found[-1].processes, strict=True)
    )
