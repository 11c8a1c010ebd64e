"""Runs wrk on the host: a list of paths, in turn."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.conditions import conditions
from harness.host.systemd_host import SystemdHost
from harness.load.k6 import Outcome
from harness.load.series import Second, Series

SCRIPT = Path(__file__).with_name("paths.lua")
DIRECTORY = "/run/django-bench/wrk"
_TIMES = re.compile(r"(\d+)m([\d.]+)s")


def run_wrk(
    host: SystemdHost, url: str, paths: Sequence[str], seconds: float, *, measured: bool
) -> Outcome:
    """Ask for `paths` in turn, from several connections at once. Raises CommandError.

    What is `measured` begins in the middle of the paths.

    wrk looks at the status of an answer alone, and gives totals: no series, no cache.
    """
    host.copy(SCRIPT, f"{DIRECTORY}/paths.lua")
    start = 0.5 if measured else 0
    host.write(f"{DIRECTORY}/paths", "".join(f"{path}\n" for path in paths))
    known = conditions().generator
    command = (
        f"wrk --threads=1 --connections={known.connections} --duration={seconds:g}s"
        f" --timeout={known.timeout:g}s --script={DIRECTORY}/paths.lua {url}"
        f" -- {DIRECTORY}/paths {start}"
        "; times"
    )
    output = host.run("sh", "-c", command, timeout=seconds + 2 * known.timeout).stdout.split("\n")
    (line,) = (json.loads(each) for each in output if each.startswith("{"))
    failures = {"status": line["statuses"], "timeout": line["broken"]}
    return sampled(line["requests"] + line["broken"], failures, output, line["seconds"])


def sampled(
    requests: int, failures: Mapping[str, int], output: Sequence[str], seconds: float
) -> Outcome:
    """Return the outcome of a generator that gives totals, and then what `times` printed."""
    user, system = (60 * int(m) + float(s) for m, s in _TIMES.findall(output[-2]))
    series = Series()
    series.requests = series.iterations = requests
    series.failures.update({kind: count for kind, count in failures.items() if count})
    series.seconds[0] = Second(series.requests, series.failures.total())
    return Outcome(series, {"metrics": {}}, user + system, seconds, checked="sample")
