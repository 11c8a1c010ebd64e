"""A host and a load generator that only note what they are asked."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from harness.host.base import UnitFigures
from harness.results.model import Subject
from harness.run import k6
from harness.run.plan import Load
from harness.run.series import Series

STAT = "cpu 100 0 100 800 0 0 0 0 0 0\n"


class RecordingHost:
    """Answers as an idle host and keeps the log of commands."""

    address = "198.51.100.1"  # TEST-NET-2 of RFC 5737: nobody answers there
    database_unit = "postgresql.service"
    cache_unit = "redis.service"

    def __init__(self) -> None:
        self.log: list[str] = []

    def run(
        self, *command: str, stdin: str | None = None, check: bool = True, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        del check, timeout
        line = " ".join(command)
        self.log.append(line)
        return subprocess.CompletedProcess(command, 0, stdout=self._answer(line, stdin or ""))

    def _answer(self, line: str, stdin: str) -> str:
        if "/proc/stat" in line:
            return STAT * 2 if "sleep" in line else STAT
        return "[]" if "FROM pg_stat_statements" in stdin else ""

    def start(self, *units: str) -> None:
        self.log.append(f"start {' '.join(units)}")

    def stop(self, *units: str) -> None:
        self.log.append(f"stop {' '.join(units)}")

    def copy(self, source: Path, target: str) -> None:
        self.log.append(f"copy {source} {target}")

    def unit_figures(self, unit: str) -> UnitFigures:
        del unit
        return UnitFigures(1000, 2000, None)


def outcome(
    requests: int = 10, late: int = 0, iterations: int = 10, seconds: float = 2.0
) -> k6.Outcome:
    """Return what k6 says of a load that went well; `late` answers came when time was up."""
    series = Series()
    for second, count in ((0, requests - late), (1000, late)):
        said = {"second": second, "requests": count, "failures": {}, "histogram": {"100": count}}
        series.add(said)
    names = ("avg", "min", "p(50)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max")
    metrics: dict[str, Any] = {
        "http_req_duration": {"values": dict.fromkeys(names, 7.0)},
        "iterations": {"values": {"count": iterations}},
    }
    return k6.Outcome({"metrics": metrics}, series, cpu_seconds=0.1, seconds=seconds)


def provided(subject: Subject) -> None:
    """Take it that the subject's customers are there."""
    del subject


class RecordingGenerator:
    """Every load goes well; `log` may be a host's, to see the order of both."""

    def __init__(self, log: list[str]) -> None:
        self._log = log

    def __call__(self, load: Load, subject: Subject, name: str) -> k6.Outcome:
        del name
        self._log.append(f"k6 {subject.name} {load.scenario} {load.model} {load.seconds}s")
        return outcome()
