"""What one request costs PostgreSQL, as pg_stat_statements counts it, and the worker in threads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from harness.conditions import Limits
from harness.limits import wrk
from harness.limits.candidates import DIRECTORY, Candidate
from harness.run.stack import Stack

_TOTALS = """
SELECT json_build_object('calls', coalesce(sum(calls), 0),
                         'milliseconds', coalesce(sum(total_exec_time), 0),
                         'worst', coalesce(max(max_exec_time), 0))
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'optimized')
  AND userid = 'django-optimized'::regrole AND query ILIKE '%customers_customer%';
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Statements a request; mean and worst milliseconds that PostgreSQL spends on a statement."""

    statements: float
    mean: float
    worst: float


def cost(stack: Stack, candidate: Candidate, paths: str, limits: Limits) -> Cost:
    """Ask for `paths` one at a time and return what they cost PostgreSQL.

    The warm-up before leaves every statement prepared and, with a cache, every answer in it.
    """
    place = f"{DIRECTORY}/{paths}"
    wrk.measure(stack.host, candidate.origin, place, limits.seconds, 1)
    stack.reset_statements("optimized")
    sample = wrk.measure(stack.host, candidate.origin, place, limits.seconds, 1)
    totals = json.loads(stack.sql("optimized", _TOTALS))
    calls = totals["calls"]
    mean = totals["milliseconds"] / calls if calls else 0.0
    return Cost(round(calls / sample.requests, 3), mean, totals["worst"])


def most_threads(stack: Stack, candidate: Candidate) -> int:
    """Return the largest number of threads in a process of the candidate."""
    group = stack.host.run(
        "systemctl", "show", candidate.unit, "--property=ControlGroup", "--value"
    ).stdout.strip()
    script = (
        f"for p in $(cat /sys/fs/cgroup{group}/cgroup.procs); do ls /proc/$p/task | wc -l; done"
    )
    return max(int(line) for line in stack.host.run("sh", "-c", script).stdout.split())
