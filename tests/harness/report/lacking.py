"""Made-up results that lack something."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from harness.results.model import Measurement, Result, Round
from tests.harness.report.samples import comparison


def answers(scenario: str, services: Collection[str] = ("naive",)) -> Result:
    """Return a comparison in which `services` gave no right answer in one scenario."""

    def silenced(taken: Round, measured: Measurement) -> Measurement:
        silent = taken.subject in services and measured.scenario == scenario
        return replace(measured, throughput=0.0) if silent else measured

    result = _changed(comparison(), silenced)
    told = tuple(one for one in result.comparisons if one.scenario != scenario)
    return replace(result, comparisons=told)


def memory() -> Result:
    """Return a comparison on a host that accounts CPU only."""

    def forgotten(_: Round, measured: Measurement) -> Measurement:
        units = {
            name: replace(use, memory_current=None, memory_peak=None)
            for name, use in measured.units.items()
        }
        return replace(measured, units=units)

    return _changed(comparison(), forgotten)


def _changed(result: Result, change: Callable[[Round, Measurement], Measurement]) -> Result:
    rounds = tuple(
        replace(taken, measurements=tuple(change(taken, m) for m in taken.measurements))
        for taken in result.rounds
    )
    return replace(result, rounds=rounds)
