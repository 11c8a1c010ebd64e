"""Running k6: its options file, its process, what it says."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harness.conditions import REPOSITORY
from harness.conditions import Load as Asked
from harness.errors import BenchError
from harness.results.histogram import RESOLUTION
from harness.run.plan import Load
from harness.run.series import Series

SCRIPT = REPOSITORY / "k6" / "main.js"
STOP_SECONDS = 10
RAMP_START = 0.5  # iterations per second; each step doubles it
RAMP_STEPS = 15
TREND = ("avg", "min", "p(50)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max")


class K6Error(BenchError):
    """k6 did not run to its end; holds what it said."""


@dataclass(frozen=True, slots=True)
class Target:
    """A service to load: its base URL, the token for writes, the file of what to ask for.

    That file is what terms.sql gives.
    """

    base: str
    token: str
    customers: int
    data: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`summary` is k6's own, `cpu_seconds` what its process took, `seconds` how long it ran."""

    summary: dict[str, Any]
    series: Series
    cpu_seconds: float
    seconds: float


def ramp_rates() -> list[float]:
    """Return the iterations per second of a ramp's steps."""
    return [RAMP_START * 2**step for step in range(RAMP_STEPS)]


def duration(load: Load) -> int:
    """Return the seconds for which `load` starts iterations."""
    return load.seconds * RAMP_STEPS if load.model == "ramp" else load.seconds


def _executor(load: Load, asked: Asked) -> dict[str, Any]:
    # Whoever waits for an answer when the time is up gets it: cut off, the slowest would not count
    answers = asked.pages if load.whole else 1
    patience = {"gracefulStop": f"{answers * asked.timeout + 1}s"}
    if load.model == "closed":
        length = f"{load.seconds}s"
        return {"executor": "constant-vus", "vus": load.users, "duration": length, **patience}
    users = {"preAllocatedVUs": load.users, "maxVUs": load.users}
    if load.model == "open":
        rate = {"rate": _per_minute(load.rate or 0), "timeUnit": "1m"}
        length = f"{load.seconds}s"
        return {
            "executor": "constant-arrival-rate",
            "duration": length,
            **rate,
            **users,
            **patience,
        }
    stages = [
        stage
        for rate in ramp_rates()
        for stage in (
            {"target": _per_minute(rate), "duration": "0s"},
            {"target": _per_minute(rate), "duration": f"{load.seconds}s"},
        )
    ]
    start = {"startRate": _per_minute(RAMP_START), "timeUnit": "1m", "stages": stages}
    return {"executor": "ramping-arrival-rate", **start, **users, **patience}


def _per_minute(rate: float) -> int:
    return max(1, round(rate * 60))  # k6 takes whole numbers only


def options(load: Load, target: Target, asked: Asked, summary: Path) -> dict[str, Any]:
    """Return the whole options file of one k6 process (k6/lib/load.js reads it)."""
    k6 = {
        "scenarios": {load.scenario: _executor(load, asked)},
        "summaryTrendStats": TREND,
        "systemTags": ["name", "status", "error_code", "scenario"],
    }
    return {
        **asdict(asked),
        **asdict(target),
        "scenario": load.scenario,
        "duration": duration(load),
        "whole": load.whole,
        "resolution": RESOLUTION,
        "summary": str(summary),
        "k6": k6,
    }


def _environment(garbage_collection: int) -> dict[str, str]:
    return {
        **os.environ,
        "GOGC": str(garbage_collection),
        "K6_NO_USAGE_REPORT": "true",
        "K6_AUTO_EXTENSION_RESOLUTION": "false",
    }


@contextmanager
def _process(program: Path, file: Path, garbage_collection: int) -> Iterator[subprocess.Popen[str]]:
    command: list[str | Path] = [
        program,
        "run",
        "--quiet",
        "--no-color",
        "--log-format=raw",
        "--address=",
    ]
    process = subprocess.Popen(
        [*command, "--env", f"LOAD={file}", SCRIPT],
        env=_environment(garbage_collection),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is the harness' to handle
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=STOP_SECONDS)


def run(program: Path, document: Mapping[str, Any], on_line: Callable[[Series], None]) -> Outcome:
    """Run k6 with the options file `document`; call `on_line` whenever it has said something.

    The file holds the token: only the owner may read it, and it is gone afterwards.
    Raises K6Error with k6's words where it fails, or where it kept a sample to itself. On any
    exception k6 is stopped first.
    """
    series = Series()
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        file = Path(directory) / "load.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(document))
        before, began = _children_cpu(), time.monotonic()
        with _process(program, file, document["garbage_collection"]) as process:
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
            raise K6Error(f"k6 ended with status {status}: {''.join(said).strip()[-2000:]}")
        summary = json.loads(Path(document["summary"]).read_text())
    _check(summary, series)
    return Outcome(summary, series, _children_cpu() - before, seconds)


def _check(summary: Mapping[str, Any], series: Series) -> None:
    sent = summary["metrics"].get("http_reqs", {"values": {"count": 0}})["values"]["count"]
    if sent != series.requests:
        raise K6Error(f"k6 sent {sent} requests and told of {series.requests}: k6/lib/samples.js")


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
