"""Runs k6: its environment, its process, its output."""

import json
import os
import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from harness.conditions import REPOSITORY
from harness.errors import BenchError
from harness.experiments.model import Model
from harness.load.series import RESOLUTION, Series, percentile
from harness.processes import running
from harness.results.model import Knee

SCRIPTS = REPOSITORY / "k6"
RAMP_START = 0.5  # iterations per second; each step doubles it
RAMP_STEPS = 15
LATE = 1000  # ms at the 95th percentile
FOLLOWS = 1.5  # times the answers, at least, for twice the iterations


@dataclass(frozen=True, slots=True)
class Target:
    """A service to load, its customers, and the token for writes."""

    url: str
    token: str
    customers: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario under a model. `seconds` are a step's in a ramp; `phase` selects the draws."""

    name: str
    model: Model
    users: int
    seconds: float
    rate: float | None = None
    phase: int = 0

    @property
    def duration(self) -> float:
        """The seconds for which iterations start."""
        return self.seconds * RAMP_STEPS if self.model == "ramp" else self.seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load generator reported, its CPU time and seconds; `checked` says which answers."""

    series: Series
    summary: dict[str, Any]
    cpu_seconds: float
    seconds: float
    checked: Literal["all", "sample"] = "all"

    @property
    def dropped(self) -> int:
        """The iterations that found no free user."""
        return int(self.summary["metrics"].get("dropped_iterations", {"count": 0})["count"])


def variables(scenario: Scenario, target: Target, timeout: float) -> dict[str, str]:
    """Return the environment that k6's scripts read (k6/README.md)."""
    return {
        "BASE_URL": target.url,
        "API_TOKEN": target.token,
        "CUSTOMERS": str(target.customers),
        "MODEL": scenario.model,
        "USERS": str(scenario.users),
        "DURATION": f"{scenario.duration:g}",
        "RATE": "" if scenario.rate is None else f"{scenario.rate:g}",
        "START": str(RAMP_START),
        "STEP": f"{scenario.seconds:g}",
        "STEPS": str(RAMP_STEPS),
        "PHASE": str(scenario.phase),
        "TIMEOUT": f"{timeout:g}",
        "HISTOGRAM": str(RESOLUTION),
    }


def run_k6(
    program: Path,
    scenario: str,
    environment: Mapping[str, str],
    on_line: Callable[[Series], None] = lambda _: None,
) -> Outcome:
    """Run a scenario's script and stop it on any exception. Raises BenchError with its output."""
    series = Series()
    said: list[str] = []
    options = ("--quiet", "--no-color", "--log-format=raw", "--address=", "--no-thresholds")
    known = {"K6_NO_USAGE_REPORT": "true", "K6_AUTO_EXTENSION_RESOLUTION": "false"}
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        file = Path(directory) / "summary.json"
        script = SCRIPTS / f"{scenario}.js"
        before, began = _own_cpu(), time.monotonic()
        with running(
            [program, "run", *options, f"--summary-export={file}", script],
            env={**os.environ, **known, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stderr  # noqa: S101 - PIPE above
            for line in process.stderr:
                if line.startswith("{"):
                    series.add(json.loads(line))
                    on_line(series)
                else:
                    said.append(line)
            status = process.wait()
        seconds = time.monotonic() - began
        if status:
            raise BenchError(f"k6 ended with status {status}: {''.join(said).strip()[-2000:]}")
        summary = json.loads(file.read_text())
    sent = summary["metrics"].get("http_reqs", {"count": 0})["count"]
    if sent != series.requests:
        told = f"k6 sent {sent} requests but reported {series.requests}"
        raise BenchError(f"{told}: k6/lib/samples.js")
    return Outcome(series, summary, _own_cpu() - before, seconds)


def _own_cpu() -> float:
    """Return the CPU seconds of this process, which reads what k6 says, and of its children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def knee(series: Series, step_seconds: float) -> Knee:
    """Return the last step of a ramp that the service answered in full and in time."""
    rates = [RAMP_START * 2**step for step in range(RAMP_STEPS)]
    answers = [0] * len(rates)
    latencies: list[Counter[int]] = [Counter() for _ in rates]
    for second, total in series.seconds.items():
        step = int(second // step_seconds)
        if step < len(rates):
            answers[step] += total.requests - total.failures
            latencies[step].update(total.histogram)
    throughput = [count / step_seconds for count in answers]
    late = [(percentile(each, 0.95) or 0.0) > LATE for each in latencies]
    if not throughput[0] or late[0]:
        return Knee(rate=0.0, reason=f"late at {rates[0]:g} iterations/s already")
    for step, (before, now) in enumerate(pairwise(throughput), 1):
        at = f"at {rates[step]:g} iterations/s"
        if late[step]:
            return Knee(rate=before, reason=f"{at} the p95 latency exceeded {LATE} ms")
        if now < FOLLOWS * before:
            return Knee(rate=max(before, now), reason=f"{at} answers no longer followed")
    return Knee(rate=throughput[-1], reason="the ramp ended first")
