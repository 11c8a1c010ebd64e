"""One load on a running stack, and everything that is to be known of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from harness.host.base import UnitFigures
from harness.results.histogram import buckets
from harness.results.model import Latency, Measurement, Subject, UnitUse
from harness.run import k6, machine
from harness.run.plan import Load
from harness.run.stack import Stack

MICROSECONDS = 1e6

Generate = Callable[[Load, Subject, str], k6.Outcome]
"""Runs a load against a subject; the third argument names the raw summary that it keeps."""


def measure(
    stack: Stack, subject: Subject, load: Load, generate: Generate, name: str
) -> Measurement:
    """Measure `load` on the stack of `subject`, which runs, and return what was seen."""
    stack.reset_statements(subject.service)
    before, ticks = stack.figures(subject.service), machine.ticks(stack.host)
    outcome = generate(load, subject, name)
    after, ticks_after = stack.figures(subject.service), machine.ticks(stack.host)
    seconds = k6.duration(load)
    cpus = len(os.sched_getaffinity(0))
    return Measurement(
        scenario=load.scenario,
        model=load.model,
        users=load.users,
        seconds=seconds,
        rate=load.rate,
        requests=outcome.series.requests,
        throughput=outcome.series.right_within(seconds) / seconds,
        latency=_latency(outcome.summary),
        histogram=buckets(outcome.series.histogram),
        series=outcome.series.seconds(),
        failures=dict(outcome.series.failures),
        problems=tuple(outcome.series.problems),
        dropped_iterations=_count(outcome.summary, "dropped_iterations"),
        cache={kind: _count(outcome.summary, f"cache_{kind}") for kind in ("hit", "miss")},
        cpus=cpus,
        k6_cpu=outcome.cpu_seconds / outcome.seconds / cpus,
        stolen_cpu=ticks_after.stolen_since(ticks),
        throttled=ticks_after.throttled - ticks.throttled,
        units={unit: _use(before[unit], after[unit]) for unit in after},
        statements=stack.statements(subject.service),
    )


def _use(before: UnitFigures, after: UnitFigures) -> UnitUse:
    cpu = None
    if before.cpu_usec is not None and after.cpu_usec is not None:
        cpu = (after.cpu_usec - before.cpu_usec) / MICROSECONDS
    return UnitUse(cpu, after.memory_current, after.memory_peak)


def _count(summary: dict[str, Any], metric: str) -> int:
    return int(summary["metrics"].get(metric, {"values": {"count": 0}})["values"]["count"])


def _latency(summary: dict[str, Any]) -> Latency:
    if "http_req_duration" not in summary["metrics"]:
        raise k6.K6Error("k6 made no request in the time it had")
    values = summary["metrics"]["http_req_duration"]["values"]
    return Latency(
        mean=values["avg"],
        min=values["min"],
        p50=values["p(50)"],
        p90=values["p(90)"],
        p95=values["p(95)"],
        p99=values["p(99)"],
        p999=values["p(99.9)"],
        max=values["max"],
    )
