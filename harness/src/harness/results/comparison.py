"""What differs between subjects, or between two results, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.conditions import Model
from harness.results.model import Comparison, Measurement, Round, Verdict
from harness.results.statistics import Ratio, ratio

METRICS = ("throughput", "p50", "p95", "p99")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What is compared with its like."""

    scenario: str
    model: Model
    metric: str


Floors = Mapping[Key, float]


def measured(rounds: Iterable[Round], subject: str) -> list[Measurement]:
    """Return all measurements of a subject, in the order of the rounds."""
    own = (done for done in rounds if done.subject == subject)
    return [measurement for done in own for measurement in done.measurements]


def values(rounds: Iterable[Round], subject: str) -> dict[Key, list[float]]:
    """Return each metric's values over a subject's rounds.

    Left out are zeros, which have no ratio; the latencies of a measurement without a right answer,
    which are those of the client's patience; and a ramp, whose figures mix all of its rates.
    """
    found: dict[Key, list[float]] = {}
    for measurement in measured(rounds, subject):
        if not measurement.throughput or measurement.model == "ramp":
            continue
        for metric in METRICS:
            value = _value(measurement, metric)
            if value > 0:
                key = Key(measurement.scenario, measurement.model, metric)
                found.setdefault(key, []).append(value)
    return found


def _value(measurement: Measurement, metric: str) -> float:
    source = measurement if metric == "throughput" else measurement.latency
    return float(getattr(source, metric))


def improvement(metric: str, base: Sequence[float], other: Sequence[float]) -> Ratio:
    """Return how many times better `other` is: more throughput, or less latency."""
    return ratio(base, other) if metric == "throughput" else ratio(other, base)


def _verdict(found: Ratio, floor: float | None) -> Verdict:
    if found.low is None:
        return "not claimed"
    return "difference" if found.differs(floor) else "no difference"


def compare(
    base: tuple[str, Mapping[Key, Sequence[float]]],
    other: tuple[str, Mapping[Key, Sequence[float]]],
    floors: Floors,
) -> list[Comparison]:
    """Return how `other` differs from `base`, each a name and its values."""
    (base_name, base_values), (other_name, other_values) = base, other
    found = []
    for key in base_values:
        if key not in other_values:
            continue
        better = improvement(key.metric, base_values[key], other_values[key])
        floor = floors.get(key)
        found.append(
            Comparison(
                scenario=key.scenario,
                model=key.model,
                metric=key.metric,
                base=base_name,
                other=other_name,
                ratio=better.ratio,
                low=better.low,
                high=better.high,
                p_value=better.p_value,
                floor=floor,
                verdict=_verdict(better, floor),
            )
        )
    return found


def comparisons(
    rounds: Sequence[Round], pairs: Iterable[tuple[str, str]], floors: Floors
) -> tuple[Comparison, ...]:
    """Return the comparisons of each pair of subjects (base, other)."""
    return tuple(
        comparison
        for base, other in pairs
        for comparison in compare(
            (base, values(rounds, base)), (other, values(rounds, other)), floors
        )
    )


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the conditions that differ, each with both values ("" where one has none)."""
    both = {name: (one.get(name, ""), other.get(name, "")) for name in sorted({*one, *other})}
    return {name: values for name, values in both.items() if values[0] != values[1]}
