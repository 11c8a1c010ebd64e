"""What each of the six contributes, from all of their combinations."""

from __future__ import annotations

import math
from collections.abc import Sequence

from harness.report import cells
from harness.report.charts import Span, bars, heat_map
from harness.report.comparing import TITLES
from harness.report.content import Chart, Section, Table
from harness.report.text import percent, ratio
from harness.results.model import Result
from harness.statistics import factorial
from harness.statistics.factorial import Share, Shares
from harness.statistics.intervals import Estimate
from harness.statistics.summary import Metric

LEAST_WHOLE = 3.0  # below it, a percentage of the whole says nothing


def attribution(result: Result) -> Section:
    """Return what each of the six contributes: Shapley shares, and the pairs that interact."""
    charts, tables, notes, every = [], [], [], []
    for scenario in result.experiment.scenarios:
        for metric in TITLES:
            found = factorial.shares(result, scenario, metric)
            if found.shares:
                every.append(found)
                charts += _attribution_charts(found)
                tables.append(_share_table(found))
            elif found.missing:
                tables.append(_factor_table(result, scenario, metric))
                note = f"{scenario}: {len(found.missing)} of 64 combinations were not answered;"
                notes.append(
                    f"{note} factors are those among the answered ones, nothing is imputed."
                )
    return Section(
        name="attribution",
        title="What each of the six buys",
        lead=(
            "All 64 combinations were measured. A share is the mean of what a switch adds to"
            " ln(figure) over all 720 orders in which the six can be added; shares sum to the"
            " whole. " + cells.interval_note(result)
        ),
        charts=charts,
        tables=[_factors_table(every), *tables] if every else tables,
        notes=[*dict.fromkeys(notes), *cells.invalid_note(result)],
    )


def _factors_table(every: Sequence[Shares]) -> Table:
    """Return the factor of each optimization in all scenarios at a glance."""
    columns = [f"{found.scenario}: {TITLES[found.metric]}" for found in every]
    rows = []
    for place, share in enumerate(every[0].shares):
        own = [found.shares[place] for found in every]
        rows.append([share.name, *(cells.factor(_as_factor(each)) for each in own)])
    whole = [ratio(math.exp(sum(share.value for share in found.shares))) for found in every]
    return Table(
        "Times better, by optimization", ("optimization", *columns), [*rows, ["all six", *whole]], 1
    )


def _as_factor(share: Share) -> Estimate:
    bounds = (None if each is None else math.exp(each) for each in (share.low, share.high))
    return Estimate(math.exp(share.value), (math.exp(share.value),), *bounds)


def _attribution_charts(found: Shares) -> list[Chart]:
    spans, at = [], 0.0
    for share in found.shares:
        label = f"{ratio(math.exp(share.value))}"
        kind = "loss" if share.value < 0 else "gain"
        spans.append(Span(share.name, at, at + share.value, label, kind))
        at += share.value
    spans.append(Span("all six", 0.0, at, ratio(math.exp(at)), "whole"))
    name = f"{found.scenario}-{found.metric}"
    what = f"{found.scenario}, {TITLES[found.metric]}"
    told = "; ".join(f"{span.name}: {span.label}" for span in spans)
    pairs = "; ".join(f"{one} and {two}: {v:+.2f}" for (one, two), v in found.pairs.items())
    return [
        Chart(
            f"shares-{name}",
            f"{what}: shares of the whole",
            told,
            bars(spans, ("loss", "gain", "whole"), "ln(times better)"),
        ),
        Chart(
            f"pairs-{name}",
            f"{what}: pairs that depend on each other, in ln",
            pairs,
            heat_map(found.pairs, [share.name for share in found.shares]),
        ),
    ]


def _share_table(found: Shares) -> Table:
    of_whole = math.exp(found.whole) >= LEAST_WHOLE
    rows = []
    for share in found.shares:
        bounds = f" ({share.low:+.2f} – {share.high:+.2f})" if share.low is not None else ""
        orders = f"{ratio(math.exp(share.least))} – {ratio(math.exp(share.most))}"
        part = percent(share.value / found.whole) if of_whole else cells.NONE
        shown = f"{share.value:+.2f}{bounds}"
        rows.append([share.name, shown, ratio(math.exp(share.value)), part, orders])
    total = sum(share.value for share in found.shares)
    whole = percent(1) if of_whole else cells.NONE
    rows.append(["all six", f"{total:+.2f}", ratio(math.exp(total)), whole, ""])
    return Table(
        f"{found.scenario}: {TITLES[found.metric]}, times better",
        ("optimization", "share of ln", "factor", "of the whole", "least and most in any order"),
        rows,
        names=1,
    )


def _factor_table(result: Result, scenario: str, metric: Metric) -> Table:
    rows = []
    for name, found in factorial.factors(result, scenario, metric).items():
        span = f"{ratio(min(found))} – {ratio(max(found))}" if found else cells.NONE
        rows.append([name, str(len(found)), span])
    return Table(
        f"{scenario}: {TITLES[metric]}, factors among the answered combinations",
        ("optimization", "pairs", "least and most"),
        rows,
        names=1,
    )
