"""Whether a measurement can be believed.

Timeouts do not speak against it: that a service is too slow to answer is a result, shown as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.conditions import Validity
from harness.results.model import Balance, Round


@dataclass(frozen=True, slots=True)
class Evidence:
    """What can speak against a measurement; `generator_cpu` is a share of its own CPUs."""

    balance: Balance
    requests: int
    failures: Mapping[str, int]
    generator_cpu: float
    throttled: int
    restarted: Sequence[str]


def reasons(bounds: Validity, found: Evidence) -> Iterator[str]:
    """Yield why a measurement is invalid."""
    wrong = sum(count for kind, count in found.failures.items() if kind != "timeout")
    if wrong > bounds.failures * found.requests:
        yield f"{wrong} of {found.requests} requests failed"
    if found.generator_cpu > bounds.generator_cpu:
        yield f"the load generator used {found.generator_cpu:.0%} of its CPUs"
    if found.balance.foreign > bounds.foreign_cpu:
        yield f"other processes used {found.balance.foreign:.0%} of the CPUs"
    if found.balance.stolen > bounds.stolen_cpu:
        yield f"the hypervisor took {found.balance.stolen:.0%} of the CPUs"
    if found.throttled:
        yield f"CPU thermal throttling ({found.throttled} events)"
    for unit in found.restarted:
        yield f"{unit} was restarted during the measurement"


def drift(rounds: Sequence[Round], bound: float) -> list[str]:
    """Return a warning for each session in which the CPU's speed changed by more than `bound`."""
    found = []
    for session in sorted({each.session for each in rounds}):
        times = [time for each in rounds if each.session == session for time in each.work]
        change = max(times) / min(times) - 1
        if change > bound:
            found.append(
                f"session {session}: the same piece of CPU work took up to {change:.0%} longer"
            )
    return found
