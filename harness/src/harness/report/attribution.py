"""What each of the six contributes, from all of their combinations."""

import math
from collections.abc import Sequence

from harness.report import content
from harness.report.charts import Chart, Span, bars, heat_map
from harness.report.content import NONE, TITLES, Section, Table
from harness.results.model import Result
from harness.statistics import factorial
from harness.statistics.factorial import Shares
from harness.statistics.summary import Metric

LEAST_WHOLE = 3.0  # below it, a percentage of the whole says nothing
SHARES = ("optimization", "share of ln", "factor", "of the whole", "least and most in any order")


def attribution(result: Result) -> Section:
    """Return what each of the six contributes: Shapley shares, and the pairs that interact."""
    charts, tables, notes, every = [], [], [], []
    for scenario in result.experiment.scenarios:
        for metric in TITLES:
            found = factorial.shares(result, scenario, metric)
            if found.shares:
                every.append(found)
                charts += _charts(found)
                tables.append(_share_table(found))
            elif found.missing:
                tables.append(_factor_table(result, scenario, metric))
                notes.append(
                    f"{scenario}: {len(found.missing)} of 64 combinations were not answered;"
                    " factors are those among the answered ones, nothing is imputed."
                )
    return Section(
        name="attribution",
        title="What each of the six buys",
        lead=(
            "All 64 combinations were measured. A share is the mean of what a switch adds to"
            " ln(figure) over all 720 orders in which the six can be added; shares sum to the"
            " whole. " + content.interval_note(result)
        ),
        charts=charts,
        tables=[_factors_table(every), *tables] if every else tables,
        notes=[*dict.fromkeys(notes), *content.warnings(result)],
    )


def _title(found: Shares) -> str:
    return f"{found.scenario}: {TITLES[found.metric]}"


def _factors_table(every: Sequence[Shares]) -> Table:
    """Return the factor of each optimization in all scenarios at a glance."""
    rows = [
        [share.name, *(content.with_interval(found.shares[place].factor, "×") for found in every)]
        for place, share in enumerate(every[0].shares)
    ]
    whole = [content.ratio(math.exp(found.whole)) for found in every]
    columns = ("optimization", *map(_title, every))
    return Table("Times better, by optimization", columns, [*rows, ["all six", *whole]], 1)


def _charts(found: Shares) -> list[Chart]:
    spans, at = [], 0.0
    for share in found.shares:
        kind = "loss" if share.value < 0 else "gain"
        spans.append(
            Span(share.name, at, at + share.value, content.ratio(share.factor.value), kind)
        )
        at += share.value
    spans.append(Span("all six", 0.0, at, content.ratio(math.exp(at)), "whole"))
    name, what = f"{found.scenario}-{found.metric}", f"{found.scenario}, {TITLES[found.metric]}"
    told = "; ".join(f"{span.name}: {span.label}" for span in spans)
    pairs = "; ".join(f"{one} and {two}: {v:+.2f}" for (one, two), v in found.pairs.items())
    shares = bars(spans, ("loss", "gain", "whole"), "ln(times better)")
    map_of_pairs = heat_map(found.pairs, [share.name for share in found.shares])
    depend = f"{what}: pairs that depend on each other, in ln"
    return [
        Chart(f"shares-{name}", f"{what}: shares of the whole", told, shares),
        Chart(f"pairs-{name}", depend, pairs, map_of_pairs),
    ]


def _share_table(found: Shares) -> Table:
    of_whole = math.exp(found.whole) >= LEAST_WHOLE
    rows = []
    for share in found.shares:
        shown = f"{share.value:+.2f}"
        if share.factor.low and share.factor.high:
            low, high = math.log(share.factor.low), math.log(share.factor.high)
            shown += f" ({low:+.2f} – {high:+.2f})"
        part = content.percent(share.value / found.whole) if of_whole else NONE
        orders = f"{content.ratio(math.exp(share.least))} – {content.ratio(math.exp(share.most))}"
        rows.append([share.name, shown, content.ratio(share.factor.value), part, orders])
    whole = content.percent(1) if of_whole else NONE
    rows.append(["all six", f"{found.whole:+.2f}", content.ratio(math.exp(found.whole)), whole, ""])
    return Table(f"{_title(found)}, times better", SHARES, rows, names=1)


def _factor_table(result: Result, scenario: str, metric: Metric) -> Table:
    rows = []
    for name, found in factorial.factors(result, scenario, metric).items():
        span = f"{content.ratio(min(found))} – {content.ratio(max(found))}" if found else NONE
        rows.append([name, str(len(found)), span])
    title = f"{scenario}: {TITLES[metric]}, factors among the answered combinations"
    return Table(title, ("optimization", "pairs", "least and most"), rows, names=1)
