"""Results as an experiment makes them, small, for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from harness.experiments.model import Experiment, Subject
from harness.experiments.subjects import subjects
from harness.results.model import Balance, Cache, Measurement, Result, Round, Session

QUIET = Balance(units=0.5, generator=0.2, foreign=0.01, idle=0.28, stolen=0.01)
POOL = "Some CPU, Linux 6.1, 0123456789ab"
CONDITIONS = {
    "machine.cpu": "Some CPU",
    "machine.cpus": "2",
    "machine.memory_kb": "24640000",
    "kernel.release": "6.1.0",
    "postgresql.version": "PostgreSQL 17.5 on x86_64",
    "postgresql.jit": "off",
    "load.k6": "2.2.0",
    "digest.measured": "0123456789ab",
    "digest.package": "aaaaaaaaaaaa",
}

Rate = Callable[[Subject, str, int, int], float]
"""Answers per second of a subject in a scenario, by session and round."""


def experiment(**changes: Any) -> Experiment:
    """Return a small experiment."""
    values: dict[str, Any] = {
        "name": "quick",
        "question": "What do the optimizations buy?",
        "subjects": ("naive", "six", "all"),
        "customers": (20_000,),
        "warmup": 1,
        "duration": 10,
        "sessions": 4,
    }
    return Experiment(**{**values, **changes})


def measurement(rate: float = 100.0, **changes: Any) -> Measurement:
    """Return a measurement of that many right answers per second in ten seconds."""
    answers = round(rate * 10)
    values: dict[str, Any] = {
        "scenario": "browse",
        "model": "closed",
        "seconds": 10.0,
        "requests": answers,
        "right": answers,
        "in_time": answers,
        "failures": {},
        "cache": Cache(hit=answers // 2, miss=answers - answers // 2),
        "latency": {"p50": 1000 / max(rate, 0.1), "p95": 2000 / max(rate, 0.1), "p99": None},
        "cpu": {"service": 6.0, "postgresql": 3.0, "redis": 0.5, "nginx": 0.5},
        "balance": QUIET,
        "statements": 2 * answers,
    }
    return Measurement(**{**values, **changes})


def session(number: int, **changes: Any) -> Session:
    """Return a complete session."""
    values: dict[str, Any] = {
        "number": number,
        "boots": (f"2026-01-0{number}T12:00:00+00:00",),
        "seconds": 600.0,
        "complete": True,
        "ended": "",
        "revision": "0123456789abcdef",
        "dirty": False,
        "pool": POOL,
    }
    return Session(**{**values, **changes})


def result(of: Experiment, rate: Rate) -> Result:
    """Return a finished result in which every subject answers at its rate."""
    measured = subjects(of)
    return Result(
        experiment=of,
        subjects=measured,
        sessions=tuple(session(number) for number in range(1, of.sessions + 1)),
        rounds=tuple(_rounds(of, measured, rate)),
        conditions=CONDITIONS,
    )


def changed(
    result: Result, subject: str, place: Mapping[str, int] = {}, /, **changes: object
) -> Result:
    """Return a result with a subject's measurements changed, in one round or session if named."""

    def new(done: Round) -> Round:
        if done.subject != subject or any(getattr(done, name) != place[name] for name in place):
            return done
        measurements = (each.model_copy(update=changes) for each in done.measurements)
        return done.model_copy(update={"measurements": tuple(measurements)})

    return result.model_copy(update={"rounds": tuple(map(new, result.rounds))})


def _rounds(of: Experiment, measured: Sequence[Subject], rate: Rate) -> Iterator[Round]:
    for number in range(1, of.sessions + 1):
        for turn in range(1, of.rounds + 1):
            for subject in measured:
                yield Round(
                    session=number,
                    number=turn,
                    subject=subject.name,
                    work=(0.50, 0.51),
                    measurements=tuple(
                        measurement(rate(subject, scenario, number, turn), scenario=scenario)
                        for scenario in of.scenarios
                    ),
                )


def rates(by_subject: Mapping[str, float], spread: float = 0.02) -> Rate:
    """Return rates that vary a little from session to session, for each subject differently."""

    def rate(subject: Subject, scenario: str, number: int, turn: int) -> float:
        del scenario
        shift = (hash((len(subject.name), number, turn)) % 7 - 3) / 3
        name = subject.twin_of or subject.name
        return by_subject[name] * (1 + spread * shift)

    return rate


RATES = {"naive": 50.0, "six": 500.0, "all": 1000.0}


def factorial() -> Result:
    """Return a finished factorial in which a subject is faster by each switch alike."""
    of = experiment(subjects=("factorial",))
    return result(of, lambda subject, *_: 100.0 + 10 * len(subject.optimizations))
