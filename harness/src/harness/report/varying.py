"""Sections that follow from what varied: customers, rates."""

from statistics import fmean

from harness.experiments.model import Model
from harness.report import content
from harness.report.charts import Chart, Point, lines
from harness.report.content import TITLES, Section, Table
from harness.results.model import Result
from harness.statistics.intervals import exponents
from harness.statistics.summary import Key, Metric, Repeats, figure, knee_figure, repeats, usable

PERCENTILES: tuple[Metric, ...] = ("p50", "p95", "p99")
LATENCY = ("scenario", "subject", "of capacity", "iterations/s", "completed", *PERCENTILES)
SATURATION = ("scenario", "subject", "answers/s", "why no higher")


def growth(result: Result) -> Section:
    """Return how figures change with the number of customers, with exponents."""
    sizes = sorted({subject.customers for subject in result.subjects})
    names = dict.fromkeys(subject.name.rpartition(" ")[0] for subject in result.subjects)
    columns = ("scenario", "subject", *(f"{size:,} customers" for size in sizes), "exponent")
    charts, tables = [], []
    for metric, title in TITLES.items():
        rows = []
        for scenario in result.experiment.scenarios:
            points = []
            for name in names:
                found = {n: figure(result, Key(f"{name} {n:,}", scenario), metric) for n in sizes}
                own = [(n, each.estimate) for n, each in found.items() if each.estimate]
                cells = map(content.figure_cell, found.values())
                rows.append([scenario, name, *cells, content.power(exponents(own))])
                points += [Point(name, size, each.value) for size, each in own]
            if points:
                told = "; ".join(f"{p.line} at {p.x:,.0f}: {content.number(p.y)}" for p in points)
                name = f"growth-{scenario}-{metric}"
                drawing = lines(points, "customers", title)
                charts.append(Chart(name, f"{scenario}: {title}", told, drawing))
        tables.append(Table(title, columns, rows))
    lead = (
        "The exponent is the power of the number of customers with which a figure grows:"
        " 0 is constant, 1 proportional. " + content.interval_note(result)
    )
    title, notes = "How the cost of a request grows with the data", [*content.warnings(result)]
    return Section("growth", title, lead, charts, tables, notes)


def _repeated(result: Result, model: Model) -> list[tuple[Key, Repeats]]:
    """Return what was measured under a model, by scenario, subject and share."""
    names = [subject.name for subject in result.subjects]
    own = [each for each in repeats(result).items() if each[0].model == model]
    return sorted(own, key=lambda x: (x[0].scenario, names.index(x[0].subject), x[0].share or 0))


def latency(result: Result) -> Section:
    """Return latencies at shares of each subject's own capacity, without coordinated omission."""
    rows, loaded = [], dict[Key, set[tuple[int, int]]]()
    for key, found in _repeated(result, "open"):
        loaded.setdefault(Key(key.subject, key.scenario), set()).update(found)
        valid = usable(found)[0].values()
        offered = content.number(fmean(each.rate or 0 for each in valid))
        completed = content.percent(fmean(each.completed for each in valid))
        cells = [content.figure_cell(figure(result, key, metric)) for metric in PERCENTILES]
        load = content.percent(key.share or 0), offered, completed
        rows.append([key.scenario, key.subject, *load, *cells])
    missing = [
        f"{key.scenario}: {key.subject} was not answered at full load in {len(without)} of"
        f" {len(found)} rounds, so there is no share of its capacity, and no latency."
        for key, found in _repeated(result, "closed")
        if (without := found.keys() - loaded.get(key, set()))
    ]
    lead = (
        "Requests arrive at a rate of their own, whether or not earlier ones are answered."
        " The rate is a share of the capacity that was measured just before; what found no"
        " free user of the load generator is not completed. Milliseconds; a percentile needs"
        " ten answers beyond it. " + content.interval_note(result)
    )
    tables = [Table("Latency in an open model", LATENCY, rows)]
    notes = [*missing, *content.warnings(result)]
    return Section("latency", "How long a request takes at a steady rate", lead, (), tables, notes)


def saturation(result: Result) -> Section:
    """Return the rate at which each subject is saturated."""
    rows = []
    for key, found in _repeated(result, "ramp"):
        reasons = dict.fromkeys(each.knee.reason for each in found.values() if each.knee)
        rate = content.figure_cell(knee_figure(found))
        rows.append([key.scenario, key.subject, rate, "; ".join(reasons)])
    lead = "The rate of iterations doubles until answers are late (p95 over 1 s) or fall behind. "
    lead += content.interval_note(result)
    tables = [Table("Saturation point", SATURATION, rows)]
    notes = [*content.warnings(result)]
    return Section("saturation", "Where each service is saturated", lead, (), tables, notes)
