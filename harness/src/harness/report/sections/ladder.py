"""What each optimization buys: added one at a time, and each left out alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from harness.report.charts.intervals import Mark, intervals
from harness.report.charts.waterfall import Rung, waterfall
from harness.report.figures import answered, overall, scenarios, spread, throughput
from harness.report.page import Section
from harness.report.text import interval, number, ratio
from harness.report.theme import Column, Figure
from harness.results.model import Result, Subject
from harness.results.statistics import Ratio
from harness.results.statistics import ratio as ratio_of


@dataclass(frozen=True, slots=True)
class Step:
    """A rung, and how many times faster it is than the one below."""

    subject: Subject
    gain: Ratio

    @property
    def name(self) -> str:
        """What this rung adds: an optimization, or on the first the other service itself."""
        added = self.subject.name.removeprefix("+ ")
        return "the rewrite alone" if added == self.subject.name else added


def steps(result: Result) -> list[Step]:
    """Return each rung above the first with its gain over all scenarios."""
    return [
        Step(after, ratio_of(overall(result, before), overall(result, after)))
        for before, after in pairwise(_rungs(result))
    ]


def ladder(result: Result) -> Section:
    """Return the waterfall over all scenarios and for each, and what leaving one out costs."""
    return Section(
        name="ladder",
        title="What each optimization buys",
        lead=(
            "From the naive service to the optimized one with all of its optimizations off, then "
            "each added to those above it. On the logarithmic axis, bars of one length are gains "
            "of one factor. What one buys depends on what is there already, so the second chart "
            f"takes each away alone. {unanswered(result)}"
        ),
        figures=[_overall(result), *_left_out(result)],
        small=[figure for name in scenarios(result) for figure in _of_scenario(result, name)],
    )


def unanswered(result: Result) -> str:
    """Return who gave no right answer where: such a scenario is in no mean, nor its gains."""
    told = []
    for scenario in scenarios(result):
        silent = [s.name for s in result.subjects if not throughput(result, s, scenario).value]
        if silent:
            told.append(f"No {scenario} was answered in time by: {'; '.join(silent)}.")
    counted = f"The means are of {', '.join(answered(result))} alone."
    return " ".join([*told, counted]) if told else ""


def _rungs(result: Result) -> list[Subject]:
    whole = next(place for place, subject in enumerate(result.subjects) if _is_whole(subject))
    return list(result.subjects[: whole + 1])


def _is_whole(subject: Subject) -> bool:
    return subject.service == "optimized" and not subject.off


def _bars(values: Sequence[tuple[Subject, float]]) -> list[Rung]:
    first = values[0]
    gains = [f"{number(first[1])}/s"]
    gains += [ratio(after / before) for (_, before), (_, after) in pairwise(values)]
    bars = [
        Rung(subject.name, subject.service, value, gain)
        for (subject, value), gain in zip(values, gains, strict=True)
    ]
    last = bars[-1]
    return [*bars, Rung("optimized", last.service, last.value, f"{number(last.value)}/s")]


def _overall(result: Result) -> Figure:
    rungs = _rungs(result)
    bars = _bars([(rung, spread(overall(result, rung)).value) for rung in rungs])
    title = f"Requests per second, geometric mean of {', '.join(answered(result))}"
    said = "; ".join(f"{bar.row} {bar.label}" for bar in bars)
    named = scenarios(result)
    columns = [
        Column("rung", "name"),
        *(Column(f"{name}/s") for name in named),
        Column("gain"),
        Column("95% interval"),
    ]
    gains = [Ratio(1), *(step.gain for step in steps(result))]
    rows = [
        (
            rung.name,
            *(number(throughput(result, rung, name).value) for name in named),
            ratio(gain.ratio) if rung is not rungs[0] else "–",
            interval(gain.low, gain.high),
        )
        for rung, gain in zip(rungs, gains, strict=True)
    ]
    draw = waterfall(bars, _whole(bars))
    return Figure("ladder", title, said, draw, columns, rows)


def _whole(bars: Sequence[Rung]) -> frozenset[str]:
    return frozenset({bars[0].row, bars[-1].row})


def _of_scenario(result: Result, scenario: str) -> list[Figure]:
    rates = [(rung, throughput(result, rung, scenario).value) for rung in _rungs(result)]
    above = [(rung, rate) for rung, rate in rates if rate]
    if not above:
        return []
    bars = _bars(above)
    said = "; ".join(f"{bar.row} {bar.label}" for bar in bars)
    name = f"ladder-{scenario}"
    draw = waterfall(bars, _whole(bars))
    return [Figure(name, scenario, said, draw)]


def left_out(result: Result) -> list[tuple[str, Ratio]]:
    """Return how many times faster the whole is than without each one, the dearest first."""
    whole = next(subject for subject in result.subjects if _is_whole(subject))
    costs = {
        f"no {subject.off[0]}": ratio_of(overall(result, subject), overall(result, whole))
        for subject in result.subjects
        if len(subject.off) == 1
    }
    return sorted(costs.items(), key=lambda item: -item[1].ratio)


def _left_out(result: Result) -> list[Figure]:
    dearest = left_out(result)
    if not dearest:
        return []
    marks = [_mark(name, cost) for name, cost in dearest]
    title = "How many times faster the whole is than without this one"
    said = "; ".join(f"{mark.row} {mark.label}" for mark in marks)
    columns = (Column("left out", "name"), Column("whole over rest"), Column("95% interval"))
    rows = [(name, ratio(cost.ratio), interval(cost.low, cost.high)) for name, cost in dearest]
    draw = intervals(marks, "times (logarithmic)", 1)
    return [Figure("left-out", title, said, draw, columns, rows)]


def _mark(name: str, cost: Ratio) -> Mark:
    low, high = cost.low or cost.ratio, cost.high or cost.ratio
    return Mark(name, "optimized", low, cost.ratio, high, ratio(cost.ratio))
