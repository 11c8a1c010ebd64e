"""Results as a run makes them, small, for the tests."""

from __future__ import annotations

from dataclasses import replace

from harness.results.model import (
    VERSION,
    Bucket,
    Latency,
    Measurement,
    Phase,
    ProfileUsed,
    Result,
    Round,
    Second,
    Statement,
    Subject,
    UnitUse,
)

MEASUREMENT = Measurement(
    scenario="browse",
    model="closed",
    users=50,
    seconds=8.0,
    rate=None,
    requests=810,
    throughput=100.0,
    latency=Latency(mean=9, min=1, p50=8, p90=12, p95=15, p99=20, p999=30, max=40),
    histogram=(Bucket(at_least=8.0, count=810),),
    series=(Second(second=0, requests=100, failures=0, p50=8, p95=15),),
    failures={"timeout": 1},
    problems=(),
    dropped_iterations=0,
    cache={"hit": 0, "miss": 0},
    cpus=2,
    k6_cpu=0.2,
    stolen_cpu=0.0,
    throttled=0,
    units={"django-naive.service": UnitUse(1.5, 1000, None)},
    statements=(Statement("SELECT 1", 10, 1.5, 10),),
)


def measurement(throughput: float, scenario: str = "browse") -> Measurement:
    """Return a measurement with this throughput and a latency to match it."""
    milliseconds = 1000 / throughput
    latency = Latency(*(milliseconds for _ in range(8)))
    return replace(MEASUREMENT, scenario=scenario, throughput=throughput, latency=latency)


def round_of(number: int, subject: str, throughput: float) -> Round:
    """Return a round of one measurement."""
    return Round(number, subject, (Phase("measure", 8.0),), 0.01, (measurement(throughput),))


def result(naive: list[float], optimized: list[float]) -> Result:
    """Return a comparison with the throughputs of each round."""
    rounds = [round_of(n, "naive", value) for n, value in enumerate(naive, 1)]
    rounds += [round_of(n, "optimized", value) for n, value in enumerate(optimized, 1)]
    return Result(
        version=VERSION,
        kind="comparison",
        status="valid",
        reasons=(),
        started="2026-01-01T12:00:00+00:00",
        seconds=100.0,
        revision="0123456",
        dirty=False,
        profile=ProfileUsed("quick", 50, 2, 8, len(naive), ("closed",)),
        subjects=(Subject("naive", "naive", 20_000), Subject("optimized", "optimized", 20_000)),
        rounds=tuple(rounds),
        comparisons=(),
        knees=(),
        conditions={"kernel": "6.1", "postgresql.jit": "off"},
    )
