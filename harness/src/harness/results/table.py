"""Results on the terminal, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from harness.results.model import Comparison, Result
from harness.results.statistics import Ratio
from harness.results.summary import Row, rows

WIDTH = 100


def figure(value: float) -> str:
    """Return a figure with three digits that count."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2  # noqa: PLR2004 - orders of magnitude
    return f"{value:,.{digits}f}"


def interval(found: Ratio | Comparison) -> str:
    """Return a ratio with its interval, if it has one."""
    shown = f"{figure(found.ratio)}x"
    if found.low is None or found.high is None:
        return shown
    return f"{shown} {figure(found.low)}-{figure(found.high)}"


def ratio(found: Comparison | None) -> str:
    """Return a comparison's ratio; one that is no difference in brackets."""
    if found is None:
        return ""
    return f"({interval(found)})" if found.verdict == "no difference" else interval(found)


def _load(row: Row) -> str:
    if row.model == "closed":
        return row.scenario
    return f"{row.scenario} {figure(row.rate)}/s" if row.rate else f"{row.scenario} {row.model}"


def _failed(count: int) -> Text:
    return Text(f"{count:,}", style="red" if count else "")


def _cells(row: Row) -> list[str | Text]:
    latencies = (
        figure(value) if row.throughput else "–"  # those of nothing but failures are no latencies
        for value in (row.p50, row.p95, row.p99)
    )
    failed = (_failed(row.errors), _failed(row.timeouts))
    return [
        _load(row),
        row.subject,
        figure(row.throughput),
        *latencies,
        *failed,
        ratio(row.against),
    ]


def table(result: Result) -> Table:
    """Return the table of a result: by scenario and subject."""
    profile = result.profile
    title = f"{profile.name}: {profile.users} users, {profile.rounds} round(s)"
    made = Table(title=title, box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("scenario", "service"):
        made.add_column(heading, no_wrap=True)
    for heading in ("requests/s", "p50 ms", "p95 ms", "p99 ms", "errors", "timeouts"):
        made.add_column(heading.replace(" ", "\n"), justify="right", no_wrap=True)
    made.add_column("ratio", justify="right", min_width=12)
    before = None
    for row in rows(result):
        load = _load(row)
        if before not in (None, load):
            made.add_section()
        made.add_row(*_cells(row))
        before = load
    return made


def notes(result: Result) -> Iterator[RenderableType]:
    """Yield what a reader of the table must know, the worst first."""
    if result.status != "valid":
        yield Text(f"{result.status.upper()}: this result is kept apart.", style="bold red")
        for reason in result.reasons:
            yield Text(f"  {reason}", style="red")
    for knee in result.knees:
        yield f"{knee.subject} {knee.scenario}: up to {figure(knee.rate)} requests/s; {knee.reason}"
    measurements = [measured for done in result.rounds for measured in done.measurements]
    dropped = sum(measured.dropped_iterations for measured in measurements)
    share = max((measured.k6_cpu for measured in measurements), default=0)
    yield f"k6 took up to {share:.0%} of the CPUs it shares; dropped iterations: {dropped}."
    if all(found.low is None for found in result.comparisons):
        yield "Too few rounds for an interval: the ratios say nothing of how sure they are."
    else:
        yield "Ratios with 95 % intervals over rounds; in brackets: no difference beyond noise."
