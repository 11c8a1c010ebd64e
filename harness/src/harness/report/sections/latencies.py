"""How long a request takes: whole distributions, not only their percentiles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter1d

from harness.conditions import Model
from harness.report.charts.distributions import Density, Quantile, distributions
from harness.report.figures import measurements, pair, scenarios, silence, spread
from harness.report.page import Section
from harness.report.text import milliseconds, number
from harness.report.theme import Column, Figure
from harness.results.model import Measurement, Result, Subject

BINS = 10  # per factor e
SMOOTHING = 0.8  # bins
COLUMNS = (
    Column("scenario", "name"),
    Column("service", "name"),
    Column("p50, ms"),
    Column("p95"),
    Column("p99"),
    Column("p99.9"),
    Column("worst"),
)
TITLES: dict[Model, str] = {
    "open": "At a constant arrival rate that both sustain",
    "closed": "With all users asking as fast as they are answered",
}


def latencies(result: Result) -> Section:
    """Return the distributions of the open model and of the closed one, as far as measured."""
    figures = [_figure(result, model) for model in TITLES if scenarios(result, model)]
    return Section(
        name="latency",
        title="How long a request takes",
        lead=(
            "The height is the share of requests that took so long; the line stands at the median, "
            "the short thick tick at the 99th percentile; all rounds are in it. The table has the "
            "geometric mean of each percentile over the rounds."
        ),
        figures=figures,
    )


def _figure(result: Result, model: Model) -> Figure:
    densities: list[Density] = []
    medians: list[Quantile] = []
    tails: list[Quantile] = []
    rows: list[Sequence[str]] = []
    for scenario in scenarios(result, model):
        for subject in pair(result):
            measured = measurements(result, subject, scenario, model)
            if not measured:
                continue
            rows.append(_row(scenario, subject, measured))
            median = spread([m.latency.p50 for m in measured]).value
            if silence(measured):
                medians.append(Quantile(scenario, subject.service, median, "none answered"))
                continue
            densities += _densities(scenario, subject, measured)
            tail = spread([m.latency.p99 for m in measured]).value
            medians.append(Quantile(scenario, subject.service, median, milliseconds(median)))
            tails.append(Quantile(scenario, subject.service, tail, ""))
    name = f"latency-{model}"
    said = "; ".join(f"{q.row} {q.service}: median {q.label}" for q in medians)
    draw = distributions(densities, medians, tails)
    return Figure(name, TITLES[model], said, draw, COLUMNS, rows)


def _densities(scenario: str, subject: Subject, measured: Sequence[Measurement]) -> list[Density]:
    bins: Counter[int] = Counter()
    for measurement in measured:
        for bucket in measurement.histogram:
            bins[math.floor(math.log(bucket.at_least) * BINS)] += bucket.count
    first, last = min(bins) - 3, max(bins) + 4  # room for the slopes
    counts = np.array([bins[place] for place in range(first, last)], dtype=float)
    smooth = gaussian_filter1d(counts, SMOOTHING, mode="constant")
    shares = smooth / smooth.max()
    return [
        Density(scenario, subject.service, math.exp((first + place + 0.5) / BINS), float(share))
        for place, share in enumerate(shares)
    ]


def _row(scenario: str, subject: Subject, measured: Sequence[Measurement]) -> list[str]:
    if silent := silence(measured):
        return [scenario, f"{subject.name}: {silent}", *["–"] * (len(COLUMNS) - 2)]
    latencies = [measurement.latency for measurement in measured]
    quantiles = (
        [latency.p50 for latency in latencies],
        [latency.p95 for latency in latencies],
        [latency.p99 for latency in latencies],
        [latency.p999 for latency in latencies],
    )
    worst = max(latency.max for latency in latencies)
    shown = [number(spread(values).value) for values in quantiles]
    return [scenario, subject.name, *shown, number(worst)]
