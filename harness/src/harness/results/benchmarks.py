"""Files of pytest-benchmark (`--benchmark-save`), compared like results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.table import Table

from harness.results.statistics import Ratio, ratio
from harness.results.table import figure, interval

MICROSECONDS = 1e6


def read(path: Path) -> dict[str, dict[str, Any]] | None:
    """Return each benchmark's statistics by its name, or None where `path` holds none."""
    if path.is_dir():
        return None
    document = json.loads(path.read_text())
    if "benchmarks" not in document:
        return None
    return {benchmark["fullname"]: benchmark["stats"] for benchmark in document["benchmarks"]}


def speedup(before: dict[str, Any], after: dict[str, Any]) -> Ratio:
    """Return how many times faster `after` is, with an interval if both files hold their data.

    `--benchmark-save-data` keeps the time of every round.
    """
    if "data" in before and "data" in after:
        return ratio(after["data"], before["data"])
    return Ratio(before["median"] / after["median"])


def table(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Table:
    """Return the benchmarks that both have, with how many times faster they became."""
    made = Table(title="pytest-benchmark: times faster")
    made.add_column("benchmark", overflow="fold")
    for heading in ("before µs", "after µs", "ratio"):
        made.add_column(heading, justify="right", no_wrap=True)
    for name in sorted(before.keys() & after.keys()):
        found = speedup(before[name], after[name])
        times = (stats[name]["median"] * MICROSECONDS for stats in (before, after))
        made.add_row(name, *(figure(time) for time in times), interval(found))
    return made
