"""What a request costs: CPU and memory by unit, and the load generator's own share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

from harness.report.charts.intervals import Mark, intervals
from harness.report.figures import answered, every_measurement, pair, spread, total
from harness.report.page import Section
from harness.report.sections.tables import by_service
from harness.report.text import milliseconds, number
from harness.report.theme import Figure
from harness.results.model import Measurement, Result, Round, UnitUse

SECOND = 1000  # milliseconds
MEBIBYTE = 2**20
IDLE = 0.005  # of a round's CPU: what a unit takes that the service does not use
NO_MEMORY = "This host does not account memory by unit."
ROLES = {"django": "application", "postgresql": "PostgreSQL", "redis": "Redis"}


def resources(result: Result) -> Section | None:
    """Return CPU time a request and memory by unit, or None where the host accounts neither."""
    cpu = _marks(result, partial(_cpu_of_unit, answered(result)), milliseconds)
    memory = _marks(result, _memory, lambda value: f"{number(value)} MiB")
    parts = (
        ("cpu", "CPU time for each request, by unit", "milliseconds (logarithmic)", cpu),
        ("memory", "Most memory, by unit", "MiB (logarithmic)", memory),
    )
    figures = [_figure(name, title, axis, marks) for name, title, axis, marks in parts if marks]
    if not figures:
        return None
    return Section(
        name="resources",
        title="What a request costs",
        lead=f"{_generator(result)} {'' if memory else NO_MEMORY}",
        figures=figures,
    )


def cpu_a_request(measured: Sequence[Measurement]) -> float:
    """Return the milliseconds of CPU of all units for each request; 0 where none is accounted."""
    return SECOND * sum(map(_seconds, measured)) / max(1, total(measured))


def _generator(result: Result) -> str:
    shares = [m.k6_cpu for subject in pair(result) for m in every_measurement(result, subject)]
    return (
        f"As systemd accounts it; geometric mean of {', '.join(answered(result))}. "
        f"The load generator took at most {max(shares):.0%} of the machine's CPU."
    )


def _figure(name: str, title: str, axis: str, marks: Sequence[Mark]) -> Figure:
    said = "; ".join(f"{mark.row}, {mark.service}: {mark.label}" for mark in marks)
    columns, rows = by_service("unit", marks)
    return Figure(name, title, said, intervals(marks, axis), columns, rows)


def _marks(
    result: Result,
    figure: Callable[[Round, str], float | None],
    shown: Callable[[float], str],
) -> list[Mark]:
    marks = []
    for role in _roles(result):
        for subject in pair(result):
            rounds = [taken for taken in result.rounds if taken.subject == subject.name]
            values = [value for taken in rounds if (value := figure(taken, role))]
            if values:
                of = spread(values)
                label = shown(of.value)
                marks.append(Mark(role, subject.service, of.low, of.value, of.high, label))
    return marks


def _role(unit: str) -> str:
    """Return what a unit does, so that both services' units stand in one row."""
    name = re.split(r"[-@.]", unit, maxsplit=1)[0]
    return ROLES.get(name, name)


def _roles(result: Result) -> list[str]:
    named = (_role(unit) for r in result.rounds for m in r.measurements for unit in m.units)
    return sorted(set(named))


def _cpu_of_unit(scenarios: Collection[str], taken: Round, role: str) -> float | None:
    """Return the mean over scenarios: one over requests would be of those that are cheap."""
    counted = [m for m in taken.measurements if m.model == "closed" and m.scenario in scenarios]
    spent = [_seconds(m, role) for m in counted]
    if sum(spent) <= IDLE * sum(_seconds(m) for m in counted):
        return None
    costs = [SECOND * cpu / m.requests for cpu, m in zip(spent, counted, strict=True)]
    return spread(costs).value


def _seconds(measured: Measurement, role: str = "") -> float:
    uses = (use for name, use in measured.units.items() if role in ("", _role(name)))
    return sum(use.cpu_seconds or 0 for use in uses)


def _memory(taken: Round, role: str) -> float | None:
    peaks = [use.memory_peak or use.memory_current for use in _uses(taken, role)]
    most = max((peak for peak in peaks if peak), default=None)
    return most / MEBIBYTE if most else None


def _uses(taken: Round, role: str) -> list[UnitUse]:
    return [u for m in taken.measurements for name, u in m.units.items() if _role(name) == role]
