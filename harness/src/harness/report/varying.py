"""Sections that follow from what varied: customers, rates."""

from statistics import fmean

from harness.report import content
from harness.report.charts import Chart, Point, lines
from harness.report.content import NONE, TITLES, Section, Table
from harness.results.model import Result
from harness.statistics.intervals import exponents
from harness.statistics.summary import Key, Metric, figure, repeats, usable

PERCENTILES: tuple[Metric, ...] = ("p50", "p95", "p99")
LATENCY = ("scenario", "subject", "of capacity", "iterations/s", "completed", *PERCENTILES)


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
                keys = [Key(f"{name} {size:,}", scenario) for size in sizes]
                found = [figure(result, key, metric) for key in keys]
                both = zip(sizes, found, strict=True)
                answered = [(n, f.estimate) for n, f in both if not f.unanswered]
                own = [(size, estimate) for size, estimate in answered if estimate]
                cells = map(content.figure_cell, found)
                rows.append([scenario, name, *cells, content.power(exponents(own))])
                points += [Point(name, size, each.value) for size, each in own]
            if points:
                told = "; ".join(f"{p.line} at {p.x:,.0f}: {content.number(p.y)}" for p in points)
                name = f"growth-{scenario}-{metric}"
                drawing = lines(points, "customers", title)
                charts.append(Chart(name, f"{scenario}: {title}", told, drawing))
        tables.append(Table(title, columns, rows))
    return Section(
        name="growth",
        title="How the cost of a request grows with the data",
        lead=(
            "The exponent is the power of the number of customers with which a figure grows:"
            " 0 is constant, 1 proportional. " + content.interval_note(result)
        ),
        charts=charts,
        tables=tables,
        notes=content.warnings(result),
    )


def latency(result: Result) -> Section:
    """Return latencies at shares of each subject's own capacity, without coordinated omission."""
    known, rows = repeats(result), []
    names = [subject.name for subject in result.subjects]
    keys = [key for key in known if key.model == "open" and key.share]
    for key in sorted(keys, key=lambda key: (key.scenario, names.index(key.subject), key.share)):
        found, _ = usable(known[key])
        offered = [each.rate for each in found.values() if each.rate]
        completed = [each.in_time / each.requests for each in found.values() if each.requests]
        rates = [NONE, NONE]
        if offered and completed:
            rates = [content.number(fmean(offered)), content.percent(fmean(completed))]
        cells = [content.figure_cell(figure(result, key, metric)) for metric in PERCENTILES]
        rows.append([key.scenario, key.subject, content.percent(key.share or 0), *rates, *cells])
    return Section(
        name="latency",
        title="How long a request takes at a steady rate",
        lead=(
            "Requests arrive at a rate of their own, whether or not earlier ones are answered."
            " The rate is a share of the capacity that was measured just before. Milliseconds; a"
            " percentile needs ten answers beyond it. " + content.interval_note(result)
        ),
        tables=[Table("Latency in an open model", LATENCY, rows)],
        notes=content.warnings(result),
    )


def saturation(result: Result) -> Section:
    """Return the rate at which each subject is saturated."""
    known, names = repeats(result), [subject.name for subject in result.subjects]
    rows = [
        [key.scenario, key.subject, content.number(knee.rate), str(session), knee.reason]
        for key in sorted(known, key=lambda key: (key.scenario, names.index(key.subject)))
        for (session, _), measurement in known[key].items()
        if (knee := measurement.knee)
    ]
    columns = ("scenario", "subject", "answers/s", "in which session", "why no higher")
    return Section(
        name="saturation",
        title="Where each service is saturated",
        lead="The rate of iterations doubles until answers are late (p95 over 1 s) or fall behind.",
        tables=[Table("Saturation point", columns, rows)],
        notes=content.warnings(result),
    )
