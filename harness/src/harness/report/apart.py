"""The README's tables of what is measured apart from the comparison."""

from __future__ import annotations

from collections.abc import Iterator

from harness.report import limits
from harness.report.figures import measurements, pair, scenarios, throughput, total
from harness.report.machine import machine, versions
from harness.report.markdown import latencies, table
from harness.report.origin import at, origin
from harness.report.sections.ladder import left_out, steps, unanswered
from harness.report.text import interval, number, ratio
from harness.results.model import Knee, Result


def limits_table(made: limits.Limits) -> str:
    """Return the figures of `bench limits` against their targets."""
    head = [column.title for column in limits.COLUMNS]
    rows = table(head, map(limits.cells, made.rows))
    customers = int(made.conditions["customers"])
    return (
        f"{rows}\n`./bench limits` {at(made.revision, made.started)}: {customers:,} customers. "
        f"{machine(made.conditions)}. {versions(made.conditions)}.\n"
    )


def ladder_table(result: Result) -> str:
    """Return requests per second on each rung with its gain, and what leaving one out costs."""
    named = scenarios(result)
    head = ("rung", *(f"{name}, requests/s" for name in named), "times the rung above")
    first = result.subjects[0]
    gains = {step.subject.name: ratio(step.gain.ratio) for step in steps(result)}
    rungs = [first, *(step.subject for step in steps(result))]
    rows = [
        [
            rung.name,
            *(number(throughput(result, rung, name).value) for name in named),
            gains.get(rung.name, "–"),
        ]
        for rung in rungs
    ]
    costs = [f"{name} {ratio(cost.ratio)}" for name, cost in left_out(result)]
    alone = f"The whole over the whole without one: {', '.join(costs)}." if costs else ""
    more = " ".join(filter(None, (alone, unanswered(result))))
    return f"{table(head, rows)}\n{origin(result, more)}"


def growth_table(result: Result) -> str:
    """Return requests per second of each service by scenario and number of customers."""
    sizes = sorted({subject.customers for subject in result.subjects})
    head = ("requests/s", "service", *(f"{size:,} customers" for size in sizes))
    return f"{table(head, _growth(result))}\n{origin(result)}"


def _growth(result: Result) -> Iterator[list[str]]:
    services = dict.fromkeys(subject.service for subject in result.subjects)
    for scenario in scenarios(result):
        for service in services:
            own = [subject for subject in result.subjects if subject.service == service]
            rates = [
                throughput(result, subject, scenario).value
                for subject in sorted(own, key=lambda subject: subject.customers)
            ]
            yield [scenario, service, *map(number, rates)]


def open_table(result: Result) -> str:
    """Return how long requests take when iterations begin at a rate that both services sustain."""
    head = ("scenario", "iterations/s", *(f"{s.name}, p50 / p99 (requests)" for s in pair(result)))
    rows = [_at_its_rate(result, scenario) for scenario in scenarios(result, "open")]
    return f"{table(head, rows)}\n{origin(result)}"


def _at_its_rate(result: Result, scenario: str) -> list[str]:
    measured = [measurements(result, subject, scenario, "open") for subject in pair(result)]
    rate = measured[0][0].rate or 0
    return [scenario, number(rate), *(f"{latencies(own)} ({total(own):,})" for own in measured)]


def ramp_table(result: Result) -> str:
    """Return the highest rate of requests that each service answered in time, by scenario."""
    head = ("scenario", *(title for s in pair(result) for title in (s.name, "why no more")))
    found = {(knee.scenario, knee.subject): knee for knee in result.knees}
    rows = [
        [scenario, *(said for s in pair(result) for said in _knee(found[scenario, s.name]))]
        for scenario in scenarios(result, "ramp")
    ]
    return f"{table(head, rows)}\n{origin(result)}"


def _knee(knee: Knee) -> tuple[str, str]:
    return f"{number(knee.rate)}/s", knee.reason


def noise_table(result: Result) -> str:
    """Return the ratios that each service reached against itself."""
    head = ("scenario", "model", "service", "metric", "ratio to itself", "95% interval")
    rows = [
        [
            one.scenario,
            one.model,
            one.base,
            one.metric,
            ratio(one.ratio),
            interval(one.low, one.high),
        ]
        for one in result.comparisons
        if one.metric in ("throughput", "p95")
    ]
    return f"{table(head, rows)}\n{origin(result)}"
