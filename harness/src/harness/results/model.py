"""The values of `result.json`.

Times are in milliseconds where the name says nothing else, rates per second, shares from 0 to 1.
`schema.json` is made from these classes and a test compares the two; a change that an old file
would not survive raises VERSION.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from harness.conditions import Model

VERSION = 1

Kind = Literal["comparison", "noise", "ladder", "growth", "limits"]
Status = Literal["valid", "invalid", "interrupted"]
Verdict = Literal["difference", "no difference", "not claimed"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a service with some optimizations off, over so many customers."""

    name: str
    service: str
    customers: int
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Latency:
    """Of all requests of a measurement, failed ones and those that ended late included."""

    mean: float
    min: float
    p50: float
    p90: float
    p95: float
    p99: float
    p999: float
    max: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """`count` latencies from `at_least` up to the next 2 %."""

    at_least: float
    count: int


@dataclass(frozen=True, slots=True)
class Second:
    """The requests that ended in one second of a measurement."""

    second: int
    requests: int
    failures: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class UnitUse:
    """What one unit took during a measurement; None where the host does not account it."""

    cpu_seconds: float | None
    memory_current: int | None
    memory_peak: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of pg_stat_statements: the normalized query and its totals."""

    query: str
    calls: int
    milliseconds: float
    rows: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """One scenario under one model.

    `throughput` is right answers per second that came within `seconds`; `requests` counts all that
    ended, also wrong ones and those under way when the time was up. `rate` is the iterations per
    second that an open model offers. `failures` maps timeout, connection, status and answer to
    counts, `problems` are the first of them in words. `cache` counts X-Cache hit and miss.
    `k6_cpu` is k6's share of its machine's `cpus`, `stolen_cpu` what the hypervisor took of the
    host's, `throttled` how often the host's CPUs slowed down for their heat.
    """

    scenario: str
    model: Model
    users: int
    seconds: float
    rate: float | None
    requests: int
    throughput: float
    latency: Latency
    histogram: tuple[Bucket, ...]
    series: tuple[Second, ...]
    failures: Mapping[str, int]
    problems: tuple[str, ...]
    dropped_iterations: int
    cache: Mapping[str, int]
    cpus: int
    k6_cpu: float
    stolen_cpu: float
    throttled: int
    units: Mapping[str, UnitUse]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a round and how long it took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Round:
    """One subject measured once, after everything was started anew."""

    number: int
    subject: str
    phases: tuple[Phase, ...]
    foreign_cpu: float
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ratio` is how many times better `other` is than `base` by this metric.

    `low` and `high` bound it with 95 % confidence over the rounds, `p_value` is Mann-Whitney's;
    all are None where there are fewer than four rounds, and then nothing is claimed. `floor`
    is the ratio that A/A runs of this profile reach by noise alone.
    """

    scenario: str
    model: Model
    metric: str
    base: str
    other: str
    ratio: float
    low: float | None
    high: float | None
    p_value: float | None
    floor: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Knee:
    """The highest rate of requests that a subject answered in time; `reason` it goes no higher."""

    subject: str
    scenario: str
    rate: float
    reason: str


@dataclass(frozen=True, slots=True)
class ProfileUsed:
    """The profile of the run as it stood in conditions.toml."""

    name: str
    users: int
    warmup: int
    duration: int
    rounds: int
    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All of one run. `reasons` say why it is not valid; `started` is ISO 8601 in UTC."""

    version: int
    kind: Kind
    status: Status
    reasons: tuple[str, ...]
    started: str
    seconds: float
    revision: str
    dirty: bool
    profile: ProfileUsed
    subjects: tuple[Subject, ...]
    rounds: tuple[Round, ...]
    comparisons: tuple[Comparison, ...]
    knees: tuple[Knee, ...]
    conditions: Mapping[str, str]
