"""The first screen: how much faster, how sure, why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness.report.charts.bars import Bar, bars
from harness.report.figures import (
    answered,
    cached,
    comparison,
    every_measurement,
    failed,
    measurements,
    overall,
    pair,
    rounds,
    scenarios,
    silence,
    spread,
    total,
)
from harness.report.page import Answer, Claim
from harness.report.sections.ladder import steps
from harness.report.sections.queries import queries_a_request
from harness.report.sections.resources import cpu_a_request
from harness.report.text import interval, milliseconds, number, ratio
from harness.report.theme import Figure
from harness.results.model import Measurement, Result
from harness.results.statistics import Ratio
from harness.results.statistics import ratio as ratio_of

GAINS = 3  # of the ladder, the largest first


def claim(result: Result, ladder: Result | None) -> Claim:
    """Return what the result says in one line, with what supports it."""
    base, other = pair(result)
    of = ratio_of(overall(result, base), overall(result, other))
    before, amount, after = _sentence(result, of, other.service)
    if len(answered(result)) < len(scenarios(result)):
        after = f"{after.removesuffix('.')} in {' and '.join(answered(result))}."
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


def _floor(result: Result) -> float | None:
    floors = [one.floor for one in result.comparisons if one.metric == "throughput" and one.floor]
    return max(floors, default=None)


def _sentence(result: Result, of: Ratio, service: str) -> tuple[str, str, str]:
    if of.low is None:
        count = rounds(result, pair(result)[0])
        seen = "a single round" if count == 1 else f"{count} rounds"
        before = f"In {seen}, the {service} service answered"
        return before, ratio(of.ratio), "as many requests per second."
    if of.differs(_floor(result)):
        before = f"The {service} service answers"
        return before, ratio(of.ratio), "as many requests per second."
    return "Between the two,", "no difference", "in requests per second was found."


def _how_much(result: Result) -> Iterator[str]:
    for scenario in scenarios(result):
        base, other = pair(result)
        found = comparison(result, scenario, "throughput", base.name, other.name)
        if not found:
            yield f"{scenario}: {_silent(result, scenario)}, no ratio"
        else:
            bounds = f" ({interval(found.low, found.high)})" if found.low else ""
            yield f"{scenario}: {ratio(found.ratio)}{bounds}"


def _silent(result: Result, scenario: str) -> str:
    told = ((s.service, silence(measurements(result, s, scenario))) for s in pair(result))
    return "; ".join(f"{said} ({service})" for service, said in told if said)


def _how_sure(result: Result, of: Ratio) -> Iterator[str]:
    count = rounds(result, pair(result)[0])
    if of.low is None:
        yield f"rounds of each: {count}, too few for an interval: ./bench run --profile full"
    else:
        yield f"95% interval {interval(of.low, of.high)} over {count} interleaved rounds of each"
    if floor := _floor(result):
        yield f"noise alone reaches {ratio(floor)} (the service against itself)"
    else:
        yield "noise floor not measured: ./bench run --aa does"
    measured = [m for subject in pair(result) for m in every_measurement(result, subject)]
    late = sum(m.failures.get("timeout", 0) for m in measured)
    wrong, sent = failed(measured) - late, total(measured)
    yield (
        f"{wrong:,} of {sent - late:,} answers wrong or broken"
        if wrong
        else f"all {sent - late:,} answers checked and right"
    )
    if late:
        yield f"{late:,} requests timed out"


def _why(result: Result, ladder: Result | None) -> Iterator[str]:
    if ladder:
        gains = sorted(steps(ladder), key=lambda step: -step.gain.ratio)[:GAINS]
        yield ", ".join(f"{step.name} {ratio(step.gain.ratio)}" for step in gains)
    for title, cost, shown in (
        ("SQL statements a request", queries_a_request, number),
        ("CPU time a request", cpu_a_request, milliseconds),
    ):
        if said := ", ".join(_fell(result, cost, shown)):
            yield f"{title}: {said}"
    if said := cached(result):
        yield said
    if not ladder:
        yield "what each optimization buys: ./bench ladder measures it"


def _fell(
    result: Result, cost: Callable[[list[Measurement]], float], shown: Callable[[float], str]
) -> Iterator[str]:
    for scenario in answered(result):
        before, after = (cost(measurements(result, s, scenario)) for s in pair(result))
        if before and after:
            yield f"{scenario} {shown(before)} → {shown(after)}"
