"""The README's tables, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from harness.report.figures import (
    cached,
    comparison,
    measurements,
    pair,
    scenarios,
    silence,
    spread,
    throughput,
)
from harness.report.origin import origin
from harness.report.prose import prose
from harness.report.text import interval, milliseconds, number, ratio
from harness.results.model import Comparison, Measurement, Result, Subject


def results(result: Result) -> str:
    """Return throughput, ratio and latencies of each scenario as a table, and what it is of."""
    base, other = pair(result)
    head = (
        "scenario",
        f"{base.name}, requests/s",
        f"{other.name}, requests/s",
        "ratio (95% interval)",
        f"{base.name}, p50 / p99",
        f"{other.name}, p50 / p99",
    )
    rows = table(head, (_row(result, name, base, other) for name in scenarios(result)))
    return f"{rows}\n{origin(result, cached(result))}"


def differences() -> str:
    """Return what differs between the services as a table."""
    rows = ((f"**{one.aspect}**", one.naive, one.optimized) for one in prose().differences)
    return table(("", "naive", "optimized"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def latencies(measured: Sequence[Measurement]) -> str:
    """Return median and 99th percentile over rounds of one load, or what came instead."""
    if silent := silence(measured):
        return silent
    median = spread([measurement.latency.p50 for measurement in measured])
    tail = spread([measurement.latency.p99 for measurement in measured])
    return f"{milliseconds(median.value)} / {milliseconds(tail.value)}"


def placed(document: str, name: str, text: str) -> str:
    """Return `document` with `text` between its markers `<!-- name -->` and `<!-- /name -->`.

    Raises ValueError where it has no such markers.
    """
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"no <!-- {name} --> … <!-- /{name} --> to write between")
    return pattern.sub(lambda found: f"{found[1]}{text}{found[2]}", document)


def _row(result: Result, scenario: str, base: Subject, other: Subject) -> list[str]:
    of = comparison(result, scenario, "throughput", base.name, other.name)
    return [
        scenario,
        number(throughput(result, base, scenario).value),
        number(throughput(result, other, scenario).value),
        _ratio(of) if of else "–",
        latencies(measurements(result, base, scenario)),
        latencies(measurements(result, other, scenario)),
    ]


def _ratio(of: Comparison) -> str:
    bounds = f" ({interval(of.low, of.high)})" if of.low else ""
    return f"{ratio(of.ratio)}{bounds}"
