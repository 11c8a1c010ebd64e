"""From a result to the sections of its report, which follow from what varied."""

from __future__ import annotations

from collections.abc import Iterator

from harness.conditions import conditions
from harness.measuring.validity import drift
from harness.report.attribution import attribution
from harness.report.comparing import answer, trust, why
from harness.report.content import Section, Table
from harness.report.machine import machine, versions
from harness.report.text import day
from harness.report.varying import growth, latency, saturation
from harness.results.model import Result
from harness.statistics import factorial


def sections(result: Result) -> Iterator[Section]:
    """Yield the sections of a result; none is empty."""
    models = result.experiment.models
    if "open" in models:
        yield latency(result)
    if factorial.is_factorial(result):
        yield attribution(result)
    elif len({subject.customers for subject in result.subjects}) > 1:
        yield growth(result)
    elif "closed" in models:
        yield answer(result)
    if "ramp" in models:
        yield saturation(result)
    if "closed" in models and not factorial.is_factorial(result):
        yield why(result)
    yield trust(result, drift(result.rounds, conditions().validity.drift))
    yield _conditions(result)


def headline(result: Result) -> str:
    """Return what was measured, when and with which command, in a line."""
    experiment = result.experiment
    done = sum(each.complete for each in result.sessions)
    sizes = " to ".join(
        f"{size:,}"
        for size in sorted(experiment.customers)[:: max(1, len(experiment.customers) - 1)]
    )
    return (
        f"{sizes} customers, {experiment.users} users, {experiment.duration:g} s per measurement"
        f" after a {experiment.warmup:g} s warm-up, rounds per session: {experiment.rounds},"
        f" sessions: {done} of {experiment.sessions}, {day(result.started)},"
        f" revision {result.sessions[-1].revision[:12]}"
    )


def command(result: Result) -> str:
    """Return the command that measures the same, overrides included."""
    plan = conditions().experiments.get(result.experiment.name, {})
    given = [f"./bench run {result.experiment.name}"]
    for name in ("users", "duration", "warmup", "rounds", "sessions"):
        value = getattr(result.experiment, name)
        default = plan.get(name, type(result.experiment).model_fields[name].default)
        if value != default:
            given.append(f"--{name} {value:g}")
    for name in ("customers", "subjects", "scenarios"):
        values = list(getattr(result.experiment, name))
        default = plan.get(name, type(result.experiment).model_fields[name].default)
        if values != list(default):
            given += [f"--{name} {value}" for value in values]
    return " ".join(given)


def _conditions(result: Result) -> Section:
    rows = [[name, value] for name, value in result.conditions.items()]
    return Section(
        name="conditions",
        title="Conditions",
        lead=f"{machine(result.conditions)}. {versions(result.conditions)}.",
        tables=[Table("All that differs from a default", ("condition", "value"), rows, names=2)],
    )
