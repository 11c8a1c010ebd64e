"""What one request costs PostgreSQL, as pg_stat_statements counts it, and the worker in threads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from harness.conditions import Limits
from harness.limits import asking, processes
from harness.limits.candidates import Candidate
from harness.run.stack import Stack

_TOTALS = """
SELECT json_build_object('calls', coalesce(sum(calls), 0),
                         'milliseconds', coalesce(sum(total_exec_time), 0),
                         'least', coalesce(max(min_exec_time), 0))
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'optimized')
  AND userid = 'django-optimized'::regrole AND query ILIKE '%customers_customer%';
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some requests cost PostgreSQL: statements each, milliseconds a statement."""

    statements: float
    mean: float
    least: float


def cost(stack: Stack, candidate: Candidate, paths: Sequence[str]) -> tuple[Cost, list[float]]:
    """Ask for `paths`, one at a time; also return how many milliseconds each answer took."""
    stack.reset_statements("optimized")
    taken = asking.times(stack.host, candidate, paths)
    totals = json.loads(stack.sql("optimized", _TOTALS))
    mean = totals["milliseconds"] / totals["calls"] if totals["calls"] else 0.0
    return Cost(round(totals["calls"] / len(paths), 3), mean, totals["least"]), taken


def repeated(stack: Stack, candidate: Candidate, paths: Sequence[str]) -> Cost:
    """Return what `paths` cost once each was asked: prepared, and with a cache just kept."""
    stack.flush_cache()  # what a race kept five minutes ago would expire in between
    asking.times(stack.host, candidate, paths)
    return cost(stack, candidate, paths)[0]


@dataclass(frozen=True, slots=True)
class Searches:
    """What all searches cost: statements each, mean and worst milliseconds of SQL."""

    statements: float
    mean: float
    worst: float
    worst_path: str


def searches(stack: Stack, candidate: Candidate, paths: Sequence[str], limits: Limits) -> Searches:
    """Ask for every path and find the one that is worst every time.

    The slowest answers of a pass are as often slow because something else had the CPU. So there
    are two passes, those that were slow in both are asked again, the least time of each counts,
    and of the path where that is the longest the least time of its statement: what it costs when
    nothing disturbs it.
    """
    first = asking.times(stack.host, candidate, paths)
    every, second = cost(stack, candidate, paths)
    ranked = sorted(zip(map(min, first, second), paths, strict=True), reverse=True)
    least = {path: milliseconds for milliseconds, path in ranked[: limits.suspects]}
    for _ in range(limits.repeats):
        again = asking.times(stack.host, candidate, list(least))
        least = {path: min(least[path], new) for path, new in zip(least, again, strict=True)}
    worst = max(least, key=least.__getitem__)
    alone, _ = cost(stack, candidate, [worst] * limits.repeats)
    return Searches(every.statements, every.mean, alone.least, worst)


def most_threads(stack: Stack, candidate: Candidate) -> int:
    """Return the largest number of threads in a process of the candidate."""
    return max(processes.status(stack.host, candidate, "Threads"))
