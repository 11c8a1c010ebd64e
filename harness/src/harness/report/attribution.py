"""What each of the six contributes, from all of their combinations."""

import math
from collections.abc import Iterator, Mapping

from harness.report import content
from harness.report.charts import Chart, Span, bars, heat_map
from harness.report.content import NONE, TITLES, Section, Table, ratio, with_interval
from harness.results.model import Result
from harness.statistics import factorial
from harness.statistics.factorial import Replicates, Shares
from harness.statistics.summary import Metric

LEAST_WHOLE = 3.0  # below it, a percentage of the whole says nothing
IMPUTED = "factors are those among the others, nothing is imputed"
SHARES = ("optimization", "share of ln", "factor", "of the whole", "least and most in any order")


def attribution(result: Result) -> Section:
    """Return what each of the six contributes: Shapley shares, and the pairs that interact."""
    charts, tables, notes, every = [], [], list[str](), {}
    for scenario in result.experiment.scenarios:
        for metric, title in TITLES.items():
            measured = factorial.replicates(result, scenario, metric)
            if found := factorial.shares(measured):
                every[f"{scenario}: {title}"] = found
                charts += _charts(scenario, metric, found)
                tables.append(_share_table(f"{scenario}: {title}, times better", found))
            else:
                tables.append(_factor_table(measured))
            notes += _left_out(measured)
    lead = (
        "All 64 combinations were measured. A share is the mean of what a switch adds to"
        " ln(figure) over all 720 orders in which the six can be added; shares sum to the"
        " whole. " + content.interval_note(result)
    )
    tables = [_factors_table(every), *tables] if every else tables
    told = [*dict.fromkeys(notes), *content.warnings(result)]
    return Section("attribution", "What each of the six buys", lead, charts, tables, told)


def _left_out(measured: Replicates) -> Iterator[str]:
    scenario, total = measured.scenario, len(measured.cells)
    if count := len(measured.unanswered):
        yield f"{scenario}: {count} of 64 combinations were not always answered; {IMPUTED}."
    elif count := total - len(measured.complete):
        yield f"{scenario}: {count} of {total} replicates are left out: not every cell is valid."


def _factors_table(every: Mapping[str, Shares]) -> Table:
    """Return the factor of each optimization in all scenarios at a glance."""
    same = zip(*((*found.shares, found.whole) for found in every.values()), strict=True)
    rows = [[own[0].name, *(with_interval(each.factor, "×") for each in own)] for own in same]
    return Table("Times better, by optimization", ("optimization", *every), rows, 1)


def _charts(scenario: str, metric: Metric, found: Shares) -> list[Chart]:
    spans, at = [], 0.0
    for share in found.shares:
        label, end = ratio(share.factor.value), at + share.value
        spans.append(Span(share.name, at, end, label, "loss" if end < at else "gain"))
        at = end
    spans.append(Span(found.whole.name, 0.0, at, ratio(math.exp(at)), "whole"))
    name, what = f"{scenario}-{metric}", f"{scenario}, {TITLES[metric]}"
    told = "; ".join(f"{span.name}: {span.label}" for span in spans)
    pairs = "; ".join(f"{one} and {two}: {v:+.2f}" for (one, two), v in found.pairs.items())
    shares = bars(spans, ("loss", "gain", "whole"), "ln(times better)")
    map_of_pairs = heat_map(found.pairs, [share.name for share in found.shares])
    depend = f"{what}: pairs that depend on each other, in ln"
    return [
        Chart(f"shares-{name}", f"{what}: shares of the whole", told, shares),
        Chart(f"pairs-{name}", depend, pairs, map_of_pairs),
    ]


def _share_table(title: str, found: Shares) -> Table:
    of_whole, rows = found.whole.factor.value >= LEAST_WHOLE, []
    for share in (*found.shares, found.whole):
        logs = content.power([math.log(each) for each in share.factor.values])
        part = content.percent(share.value / found.whole.value) if of_whole else NONE
        orders = dict.fromkeys(ratio(math.exp(each)) for each in (share.least, share.most))
        rows.append([share.name, logs, ratio(share.factor.value), part, " – ".join(orders)])
    return Table(title, SHARES, rows, names=1)


def _factor_table(measured: Replicates) -> Table:
    rows = [
        [name, str(len(found)), f"{ratio(min(found))} – {ratio(max(found))}" if found else NONE]
        for name, found in factorial.factors(measured).items()
    ]
    figure = f"{measured.scenario}: {TITLES[measured.metric]}"
    title = f"{figure}, factors among the answered combinations"
    return Table(title, ("optimization", "pairs", "least and most"), rows, names=1)
