"""The README's tables, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from harness.report.figures import (
    cached,
    comparison,
    every_measurement,
    measurements,
    pair,
    scenarios,
    silence,
    spread,
    throughput,
)
from harness.report.machine import machine, versions
from harness.report.prose import prose
from harness.report.text import day, interval, milliseconds, number, ratio
from harness.results.model import Comparison, Result, Subject
from harness.results.statistics import LEAST_ROUNDS


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
    rows = _table(head, (_row(result, name, base, other) for name in scenarios(result)))
    said = " ".join(filter(None, (_made_by(result), _sure(result), cached(result))))
    return f"{rows}\n{said}\n\n{_ran_on(result)}\n"


def _made_by(result: Result) -> str:
    profile = result.profile
    return (
        f"`./bench run --profile {profile.name}` at revision `{result.revision[:7]}`, "
        f"{day(result.started)}: {pair(result)[0].customers:,} customers, {profile.users} users, "
        f"{profile.duration} s a scenario after {profile.warmup} s of warm-up."
    )


def _sure(result: Result) -> str:
    count = result.profile.rounds
    if count < LEAST_ROUNDS:
        return (
            f"Rounds of each service: {count}, too few for an interval, so nothing here says how "
            "sure the ratios are; `./bench run --profile full` measures more."
        )
    return f"{count} interleaved rounds of each service; the round is the sample."


def _ran_on(result: Result) -> str:
    shares = [m.k6_cpu for subject in pair(result) for m in every_measurement(result, subject)]
    return (
        f"{machine(result.conditions)}, which k6 shares with the services and of which it took "
        f"up to {max(shares):.0%}. {versions(result.conditions)}."
    )


def differences() -> str:
    """Return what differs between the services as a table."""
    rows = ((f"**{one.aspect}**", one.naive, one.optimized) for one in prose().differences)
    return _table(("", "naive", "optimized"), rows)


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
        _latencies(result, base, scenario),
        _latencies(result, other, scenario),
    ]


def _ratio(of: Comparison) -> str:
    bounds = f" ({interval(of.low, of.high)})" if of.low else ""
    return f"{ratio(of.ratio)}{bounds}"


def _latencies(result: Result, subject: Subject, scenario: str) -> str:
    measured = measurements(result, subject, scenario)
    if silent := silence(measured):
        return silent
    median = spread([measurement.latency.p50 for measurement in measured])
    tail = spread([measurement.latency.p99 for measurement in measured])
    return f"{milliseconds(median.value)} / {milliseconds(tail.value)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
