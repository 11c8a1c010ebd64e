"""Is a run to be believed? Says what speaks against it.

Timeouts do not: that a service is too slow to answer is a result, shown as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.conditions import Validity
from harness.results.model import Measurement, Round


def reasons(
    rounds: Sequence[Round], bounds: Validity, profile: str, *, dirty: bool
) -> tuple[str, ...]:
    """Return why the run is invalid, one sentence for each fault; none if it is valid."""
    found = list(_of_rounds(rounds, bounds))
    if dirty and profile == "full":
        found.append("the work tree has changes that are not committed")
    return tuple(found)


def _of_rounds(rounds: Sequence[Round], bounds: Validity) -> Iterator[str]:
    for measured in rounds:
        where = f"round {measured.number} {measured.subject}"
        if measured.foreign_cpu > bounds.foreign_cpu:
            yield f"{where}: something else used {measured.foreign_cpu:.0%} of the CPUs"
        for measurement in measured.measurements:
            for fault in _of_measurement(measurement, bounds):
                yield f"{where} {measurement.scenario} {measurement.model}: {fault}"


def _of_measurement(measurement: Measurement, bounds: Validity) -> Iterator[str]:
    wrong = sum(count for kind, count in measurement.failures.items() if kind != "timeout")
    if wrong > bounds.failures * measurement.requests:
        yield f"{wrong} of {measurement.requests} requests failed"
    if measurement.k6_cpu > bounds.k6_cpu:
        yield f"k6 used {measurement.k6_cpu:.0%} of its CPUs"
    if measurement.dropped_iterations and measurement.model == "open":
        yield f"{measurement.dropped_iterations} iterations were dropped"
    if measurement.stolen_cpu > bounds.stolen_cpu:
        yield f"the hypervisor took {measurement.stolen_cpu:.0%} of the CPUs"
    if measurement.throttled:
        yield f"the CPUs slowed down for their heat {measurement.throttled} times"
