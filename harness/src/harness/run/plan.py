"""Which subject is measured when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from harness.conditions import Model, Profile
from harness.results.model import Subject

SCENARIOS = ("browse", "search", "crud")
AGAIN = " again"


@dataclass(frozen=True, slots=True)
class Load:
    """One scenario under one model for so many seconds; `rate` is an open model's iterations/s.

    Iterations that are under way when the time is up end with their next answer, `whole` ones run
    on: a service that falls behind would otherwise be asked for less.
    """

    scenario: str
    model: Model
    users: int
    seconds: int
    rate: float | None = None
    whole: bool = False


def subjects(services: Sequence[str], customers: int, *, twice: bool = False) -> list[Subject]:
    """Return a subject for each service, or two for each of an A/A run."""
    names = [(name, service) for service in services for name in _names(service, twice=twice)]
    return [Subject(name, service, customers) for name, service in names]


def _names(service: str, *, twice: bool) -> tuple[str, ...]:
    return (service, service + AGAIN) if twice else (service,)


def pairs(measured: Sequence[Subject]) -> list[tuple[str, str]]:
    """Return what is compared: a subject with its A/A twin, or else all others with the first.

    Only subjects over as many customers are."""
    twins = [subject.name for subject in measured if subject.name.endswith(AGAIN)]
    if twins:
        return [(name.removesuffix(AGAIN), name) for name in twins]
    return [(first.name, other.name) for first, *others in _by_size(measured) for other in others]


def order(measured: Sequence[Subject], rounds: int, seed: int) -> list[tuple[int, Subject]]:
    """Return (round, subject) in the order of measuring: A B, B A, A B, …

    A drift of the machine over time thus falls on all subjects alike; `seed` decides who is A.
    Subjects over other customers follow when all rounds of these are done.
    """
    return [
        (number, subject)
        for forward in (_shuffled(subjects, seed) for subjects in _by_size(measured))
        for number in range(1, rounds + 1)
        for subject in (forward if number % 2 else reversed(forward))
    ]


def _by_size(measured: Sequence[Subject]) -> list[list[Subject]]:
    sizes = dict.fromkeys(subject.customers for subject in measured)
    return [[subject for subject in measured if subject.customers == size] for size in sizes]


def _shuffled(subjects: list[Subject], seed: int) -> list[Subject]:
    random.Random(seed).shuffle(subjects)  # noqa: S311 - an order, not a secret
    return subjects


def loads(profile: Profile, scenarios: Sequence[str] = SCENARIOS) -> list[Load]:
    """Return the loads of one round, without the rates that open models get by a search."""
    return [
        Load(scenario, model, profile.users, profile.duration, whole=model == "open")
        for model in profile.models
        for scenario in scenarios
    ]
