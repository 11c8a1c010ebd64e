"""One load on a running stack, and everything that is read around it."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.conditions import conditions
from harness.experiments.model import Subject
from harness.host.systemd_host import SystemdHost, UnitFigures
from harness.load import k6
from harness.load.k6 import knee
from harness.load.series import percentiles
from harness.measuring.stack import SQL, Stack
from harness.results.model import Balance, Cache, Measurement

_TICKS = """
getconf CLK_TCK
head -n 1 /proc/stat
cat /sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count 2>/dev/null || true
"""
_WORK = """
cut -d ' ' -f 1 /proc/uptime
awk 'BEGIN { for (; i < 1e5; i++) seen[i] = i; for (; j < 35e5; j++) sum += seen[j * 7919 % i] }'
cut -d ' ' -f 1 /proc/uptime
"""


@dataclass(frozen=True, slots=True)
class _Ticks:
    """CPU seconds of a machine since it booted; `throttled` counts thermal throttling events."""

    idle: float
    stolen: float
    total: float
    throttled: int


def _ticks(host: SystemdHost) -> _Ticks:
    """Return the host's CPU time so far."""
    hertz, first, *throttled = host.run("sh", "-c", _TICKS).stdout.splitlines()
    # those of guests, behind the eighth, are contained in user times
    fields = [int(field) / int(hertz) for field in first.split()[1:9]]
    idle_and_iowait, stolen = sum(fields[3:5]), fields[7]
    return _Ticks(idle_and_iowait, stolen, sum(fields), sum(map(int, throttled)))


def _balance(before: _Ticks, after: _Ticks, units: float, generator: float) -> Balance:
    """Return where the CPU time between two readings went; what is neither's is foreign."""
    total = max(after.total - before.total, 1e-9)
    idle, stolen = after.idle - before.idle, after.stolen - before.stolen
    used = {"units": units, "generator": generator, "idle": idle, "stolen": stolen}
    used["foreign"] = max(0.0, total - sum(used.values()))
    whole = sum(used.values())
    return Balance(**{name: round(seconds / whole, 4) for name, seconds in used.items()})


def work(host: SystemdHost) -> float:
    """Return the seconds that fixed work takes, about half of one, of the CPU and of its caches."""
    before, after = map(float, host.run("sh", "-c", _WORK).stdout.split())
    return round(after - before, 2)


Generate = Callable[[k6.Scenario], k6.Outcome]
Figures = Mapping[str, UnitFigures]


def observe(
    stack: Stack, subject: Subject, load: k6.Scenario, generate: Generate
) -> tuple[k6.Outcome, Measurement, dict[str, Any]]:
    """Put `load` on the subject; return the outcome, the measurement and the details beside it."""
    stack.host.sql(subject.service, "SELECT pg_stat_statements_reset()")
    before, ticks = stack.figures(subject), _ticks(stack.host)
    outcome = generate(load)
    after, ticks_after = stack.figures(subject), _ticks(stack.host)
    dearest = stack.host.sql(subject.service, (SQL / "statements.sql").read_text())
    statements: list[dict[str, Any]] = json.loads(dearest)
    series, cpu = outcome.series, _cpu(before, after)
    here = outcome.checked == "sample" or stack.host.shares_this_machine  # wrk runs on the host
    on_host = outcome.cpu_seconds if here else 0.0
    balance = _balance(ticks, ticks_after, sum(filter(None, cpu.values())), on_host)
    reasons = list(_objections(outcome, balance))
    if throttled := ticks_after.throttled - ticks.throttled:
        reasons.append(f"CPU thermal throttling ({throttled} events)")
    for name, figures in after.items():
        if figures.invocation != before[name].invocation:
            reasons.append(f"{name} was restarted during the measurement")
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
        latency=percentiles(series.histogram),
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
    """Yield why a measurement is invalid. Failures are no reason: they are a result."""
    bounds = conditions().validity
    generator = outcome.cpu_seconds / outcome.seconds / len(os.sched_getaffinity(0))  # of its CPUs
    if generator > bounds.generator_cpu:
        yield f"the load generator used {generator:.0%} of its CPUs"
    if balance.foreign > bounds.foreign_cpu:
        yield f"other processes used {balance.foreign:.0%} of the CPUs"
    if balance.stolen > bounds.stolen_cpu:
        yield f"the hypervisor took {balance.stolen:.0%} of the CPUs"
