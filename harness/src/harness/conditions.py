"""`conditions.toml`, read once and typed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

REPOSITORY = Path(__file__).resolve().parents[3]
SERVICES = ("naive", "optimized")

Setting = str | int | float
Settings = Mapping[str, Setting]
Model = Literal["closed", "open", "ramp"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the generator is asked for; `digests` are those of its rows by number of customers."""

    seed: int
    cities: int
    companies: int
    digests: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One size of run. `warmup` and `duration` are seconds per scenario, service and model."""

    customers: int
    users: int
    warmup: int
    duration: int
    rounds: int
    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What k6 asks for: `timeout` in seconds, `writes` a share, `filters` and `terms` weights."""

    seed: int
    timeout: int
    page_size: int
    pages: int
    skew: float
    writes: float
    garbage_collection: int
    filters: Mapping[str, int]
    terms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Validity:
    """Bounds of a valid run, all shares: of CPUs or of requests."""

    k6_cpu: float
    failures: float
    foreign_cpu: float
    stolen_cpu: float


@dataclass(frozen=True, slots=True)
class NaiveLimits:
    """How `bench limits` measures the naive service; `requests` a round by list of paths."""

    rounds: int
    connections: int
    requests: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MemoryLimits:
    """For how long `bench limits` watches memory; all in seconds."""

    seconds: int
    every: int
    settled: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How `bench limits` measures; times in seconds.

    The `suspects` slowest searches are asked `repeats` times more.
    """

    rounds: int
    connections: int
    warmup: int
    seconds: int
    suspects: int
    repeats: int
    naive: NaiveLimits
    memory: MemoryLimits


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of `conditions.toml`; `environment` maps a service to its unit's variables."""

    dataset: Dataset
    postgresql: Settings
    redis: Settings
    nginx: Settings
    ports: Mapping[str, int]
    environment: Mapping[str, Settings]
    load: Load
    validity: Validity
    limits: Limits
    profiles: Mapping[str, Profile]


def _profile(values: dict[str, Any]) -> Profile:
    return Profile(**{**values, "models": tuple(values["models"])})


@cache
def conditions(path: Path = REPOSITORY / "conditions.toml") -> Conditions:
    """Return the conditions in `path`.

    Raises KeyError or TypeError on a table or key that is missing or unknown.
    """
    table = tomllib.loads(path.read_text())
    return Conditions(
        dataset=_dataset(table["dataset"]),
        postgresql=table["postgresql"]["settings"],
        redis=table["redis"]["settings"],
        nginx=table["nginx"],
        ports=table["ports"],
        environment={service: table[service]["environment"] for service in SERVICES},
        load=Load(**table["load"]),
        validity=Validity(**table["validity"]),
        limits=_limits(table["limits"]),
        profiles={name: _profile(values) for name, values in table["profiles"].items()},
    )


def _limits(table: dict[str, Any]) -> Limits:
    parts = {"naive": NaiveLimits(**table["naive"]), "memory": MemoryLimits(**table["memory"])}
    return Limits(**{**table, **parts})


def _dataset(table: dict[str, Any]) -> Dataset:
    digests = {int(customers): digest for customers, digest in table["digests"].items()}
    return Dataset(**{**table, "digests": digests})
