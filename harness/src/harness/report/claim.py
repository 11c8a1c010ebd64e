"""The first screen: how much faster, how sure, why."""

from __future__ import annotations

from collections.abc import Iterator

from harness.report.charts.bars import Bar, bars
from harness.report.figures import (
    answered,
    comparison,
    every_measurement,
    failed,
    overall,
    pair,
    rounds,
    scenarios,
    spread,
    total,
)
from harness.report.page import Answer, Claim
from harness.report.sections.ladder import steps
from harness.report.sections.queries import queries_a_request
from harness.report.sections.resources import cpu_a_request
from harness.report.text import interval, milliseconds, number, ratio
from harness.report.theme import Figure
from harness.results.model import Result
from harness.results.statistics import Ratio
from harness.results.statistics import ratio as ratio_of

GAINS = 3  # of the ladder, the largest first


def claim(result: Result, ladder: Result | None) -> Claim:
    """Return what the result says in one line, with what supports it."""
    base, other = pair(result)
    of = ratio_of(overall(result, base), overall(result, other))
    before, amount, after = _sentence(of, other.service)
    answers = (
        Answer("How much faster?", list(_how_much(result))),
        Answer("How sure?", list(_how_sure(result, of))),
        Answer("Why?", list(_why(result, ladder))),
    )
    return Claim(before, amount, after, _to_scale(result), answers)


def _to_scale(result: Result) -> Figure:
    values = [(subject.service, spread(overall(result, subject)).value) for subject in pair(result)]
    shown = [Bar(service, service, value, f"{number(value)}/s") for service, value in values]
    title = f"Requests per second, geometric mean of {', '.join(answered(result))}; to scale"
    said = "; ".join(f"{bar.row} {bar.label}" for bar in shown)
    return Figure("claim", title, said, bars(shown))


def _sentence(of: Ratio, service: str) -> tuple[str, str, str]:
    if of.low is None:
        before = f"In a single round, the {service} service answered"
        return before, ratio(of.ratio), "as many requests per second."
    if of.excludes_one:
        before = f"The {service} service answers"
        return before, ratio(of.ratio), "as many requests per second."
    return "Between the two,", "no difference", "in requests per second was found."


def _how_much(result: Result) -> Iterator[str]:
    for scenario in scenarios(result):
        base, other = pair(result)
        found = comparison(result, scenario, "throughput", base.name, other.name)
        if not found:
            yield f"{scenario}: a service answered nothing in time"
        else:
            bounds = f" ({interval(found.low, found.high)})" if found.low else ""
            yield f"{scenario}: {ratio(found.ratio)}{bounds}"


def _how_sure(result: Result, of: Ratio) -> Iterator[str]:
    count = rounds(result, pair(result)[0])
    if of.low is None:
        yield "one round of each: no interval, so nothing is claimed"
    else:
        yield f"95% interval {interval(of.low, of.high)} over {count} interleaved rounds of each"
    floors = [one.floor for one in result.comparisons if one.metric == "throughput" and one.floor]
    if floors:
        yield f"noise alone reaches {ratio(max(floors))} (the service against itself)"
    else:
        yield "noise floor not measured: ./bench run --aa does"
    measured = [m for subject in pair(result) for m in every_measurement(result, subject)]
    wrong = failed(measured)
    yield (
        f"{wrong:,} of {total(measured):,} answers wrong or missing"
        if wrong
        else (f"all {total(measured):,} answers checked and right")
    )


def _why(result: Result, ladder: Result | None) -> Iterator[str]:
    if ladder:
        gains = sorted(steps(ladder), key=lambda step: -step.gain.ratio)[:GAINS]
        yield ", ".join(f"{step.name} {ratio(step.gain.ratio)}" for step in gains)
    base, other = (every_measurement(result, subject) for subject in pair(result))
    statements = queries_a_request(base), queries_a_request(other)
    if all(statements):
        yield f"SQL statements a request: {number(statements[0])} → {number(statements[1])}"
    cpu = cpu_a_request(base), cpu_a_request(other)
    if all(cpu):
        yield f"CPU time a request: {milliseconds(cpu[0])} → {milliseconds(cpu[1])}"
