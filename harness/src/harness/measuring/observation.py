"""One load on a running stack, and everything that is read around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness.conditions import conditions
from harness.experiments.model import Subject
from harness.host.systemd_host import UnitFigures
from harness.load import k6
from harness.load.histogram import percentiles
from harness.load.ramp import knee
from harness.measuring import machine
from harness.measuring.stack import Stack
from harness.results.model import Balance, Cache, Measurement

Generate = Callable[[k6.Scenario], k6.Outcome]
Figures = Mapping[str, UnitFigures]


def observe(
    stack: Stack, subject: Subject, load: k6.Scenario, generate: Generate
) -> tuple[k6.Outcome, Measurement, dict[str, Any]]:
    """Put `load` on the subject; return the outcome, the measurement and the details beside it."""
    stack.reset_statements(subject.service)
    before, ticks = stack.figures(subject), machine.ticks(stack.host)
    outcome = generate(load)
    after, ticks_after = stack.figures(subject), machine.ticks(stack.host)
    statements = stack.statements(subject.service)
    series, cpu = outcome.series, _cpu(before, after)
    here = outcome.checked == "sample" or stack.host.shares_this_machine  # wrk runs on the host
    on_host = outcome.cpu_seconds if here else 0.0
    balance = machine.balance(ticks, ticks_after, sum(filter(None, cpu.values())), on_host)
    reasons = [
        *_objections(outcome, balance),
        *_disturbances(before, after, ticks_after.throttled - ticks.throttled),
    ]
    measurement = Measurement(
        scenario=load.name,
        model=load.model,
        seconds=load.duration,
        rate=None if load.rate is None else round(load.rate, 3),
        requests=series.requests,
        right=series.right,
        in_time=series.right_within(load.duration),
        failures=dict(series.failures),
        dropped=outcome.dropped,
        cache=Cache(**series.cache) if series.cache else None,
        latency={
            name: None if value is None else round(value, 3)
            for name, value in percentiles(series.histogram).items()
        },
        cpu=cpu,
        balance=balance,
        statements=sum(int(statement["calls"]) for statement in statements),
        knee=knee(series, load.seconds) if load.model == "ramp" else None,
        problem=series.problems[0][:120] if series.problems else "",
        checked=outcome.checked,
        invalid=tuple(reasons),
    )
    details = {
        "scenario": load.name,
        "model": load.model,
        "rate": load.rate,
        "histogram": sorted(series.histogram.items()),
        "series": series.table(),
        "statements": statements,
        "memory": {name: figures.memory_peak for name, figures in after.items()},
        "problems": series.problems,
        "summary": outcome.summary["metrics"],
    }
    return outcome, measurement, details


def _cpu(before: Figures, after: Figures) -> dict[str, float | None]:
    """Return the CPU seconds of each unit; None where the host does not account them."""
    found: dict[str, float | None] = {}
    for name, figures in after.items():
        was, now = before[name].cpu_usec, figures.cpu_usec
        found[name] = None if was is None or now is None else round((now - was) / 1e6, 4)
    return found


def _objections(outcome: k6.Outcome, balance: Balance) -> Iterator[str]:
    """Yield why a measurement is invalid, by the bounds of conditions.toml.

    Timeouts do not speak against it: that a service is too slow to answer is a result.
    """
    bounds, series = conditions().validity, outcome.series
    wrong = series.failures.total() - series.failures["timeout"]
    if wrong > bounds.failures * series.requests:
        yield f"{wrong} of {series.requests} requests failed"
    generator = outcome.cpu_seconds / outcome.seconds / len(os.sched_getaffinity(0))  # of its CPUs
    if generator > bounds.generator_cpu:
        yield f"the load generator used {generator:.0%} of its CPUs"
    if balance.foreign > bounds.foreign_cpu:
        yield f"other processes used {balance.foreign:.0%} of the CPUs"
    if balance.stolen > bounds.stolen_cpu:
        yield f"the hypervisor took {balance.stolen:.0%} of the CPUs"


def _disturbances(before: Figures, after: Figures, throttled: int) -> Iterator[str]:
    if throttled:
        yield f"CPU thermal throttling ({throttled} events)"
    for name, figures in after.items():
        if figures.invocation != before[name].invocation:
            yield f"{name} was restarted during the measurement"
