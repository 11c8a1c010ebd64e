"""From a result to the sections of its report, which follow from what varied."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from harness.conditions import conditions
from harness.errors import BenchError
from harness.experiments.model import Experiment
from harness.report.attribution import attribution
from harness.report.charts import svg
from harness.report.comparing import answer, trust, why
from harness.report.content import Section, Table
from harness.report.varying import growth, latency, saturation
from harness.results import store
from harness.results.model import Result
from harness.statistics import factorial

NAME = "report.html"
VERSIONS = {
    "Linux": "kernel.release",
    "PostgreSQL": "postgresql.version",
    "Redis": "package.redis-server",
    "nginx": "package.nginx-light",
    "Python": "package.python3.13",
    "k6": "load.k6",
    "wrk": "load.wrk",
}
_NUMBER = re.compile(r"(?:\d+:)?(\d+(?:\.\d+)+)")  # without a package's epoch and revision


def sections(result: Result) -> Iterator[Section]:
    """Yield the sections of a result; none is empty."""
    models, all_cells = result.experiment.models, factorial.is_factorial(result)
    if "open" in models:
        yield latency(result)
    if all_cells:
        yield attribution(result)
    elif len({subject.customers for subject in result.subjects}) > 1:
        yield growth(result)
    elif "closed" in models:
        yield answer(result)
    if "ramp" in models:
        yield saturation(result)
    if "closed" in models and not all_cells:
        yield why(result)
    yield trust(result)
    rows = [[name, value] for name, value in result.conditions.items()]
    table = Table("All that differs from a default", ("condition", "value"), rows)
    yield Section("conditions", "Conditions", machine(result.conditions), tables=[table])


def headline(result: Result) -> str:
    """Return what was measured, when and with which command, in a line."""
    experiment = result.experiment
    ends = dict.fromkeys((min(experiment.customers), max(experiment.customers)))
    return (
        f"{' to '.join(f'{size:,}' for size in ends)} customers, {experiment.users} users,"
        f" {experiment.duration:g} s per measurement after a {experiment.warmup:g} s warm-up,"
        f" rounds per session: {experiment.rounds}, sessions: {result.complete} of"
        f" {experiment.sessions}, {datetime.fromisoformat(result.started):%-d %B %Y},"
        f" revision {result.sessions[-1].revision[:12]}"
    )


def command(result: Result) -> str:
    """Return the command that measures the same, overrides included."""
    experiment = result.experiment
    plan = {name: field.default for name, field in Experiment.model_fields.items()}
    plan |= conditions().experiments.get(experiment.name, {})
    given = [f"./bench run {experiment.name}"]
    for name in ("users", "duration", "warmup", "rounds", "sessions"):
        value = getattr(experiment, name)
        given += [f"--{name} {value:g}"] if value != plan[name] else []
    for name in ("customers", "subjects", "scenarios"):
        values = getattr(experiment, name)
        given += [f"--{name} {value}" for value in values] if values != tuple(plan[name]) else []
    return " ".join(given)


def machine(known: Mapping[str, str]) -> str:
    """Return what a result ran on: CPU, memory, what they are lent by; and versions."""
    memory = f"{int(known['machine.memory_kb']) / 2**20:.1f} GiB"
    shown = [known["machine.cpu"].replace("(R)", ""), f"{known['machine.cpus']} CPUs", memory]
    lent = (known.get(f"machine.{kind}", "none") for kind in ("virtualization", "container"))
    if within := " and ".join(kind for kind in lent if kind not in ("", "none")):
        shown.append(f"in {within}")
    found = ((name, _NUMBER.search(known.get(key, ""))) for name, key in VERSIONS.items())
    versions = ", ".join(f"{name} {number[1]}" for name, number in found if number)
    return f"{', '.join(shown)}. {versions}."


def html(result: Result) -> str:
    """Render the report of a result as one file that loads nothing from anywhere."""
    loader = PackageLoader("harness.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        title=f"django-bench: {result.experiment.name}",
        headline=headline(result),
        command=command(result),
        sections=list(sections(result)),
        svg=svg,
    )


def write_report(directory: Path) -> Path:
    """Write a result's report beside it, or here if the user may not write there; return where."""
    target = directory / NAME
    if not os.access(directory, os.W_OK):
        target = Path.cwd() / f"{directory.resolve().name}.html"
    if not os.access(target.parent, os.W_OK):
        raise BenchError(f"{target} cannot be written: call this in a directory of your own")
    draft = target.with_suffix(".draft")
    draft.write_text(html(store.read(directory)))
    return draft.replace(target)
