"""`bench run` and `bench resume`: measure a session of an experiment."""

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Group

from harness.commands.host import host_option
from harness.commands.results import show_on_host
from harness.console import say
from harness.errors import BenchError
from harness.experiments import catalogue
from harness.experiments.model import Experiment
from harness.experiments.schedule import Slot, loads, phase, turns_seconds
from harness.experiments.subjects import subjects
from harness.host import k6
from harness.host.container import CONTAINER, fresh, require_root
from harness.host.layer import pin
from harness.host.lock import exclusive
from harness.measuring import session
from harness.measuring.fingerprint import collect_conditions, measured_digest, pool
from harness.measuring.round import Turn
from harness.measuring.stack import Stack
from harness.measuring.view import View
from harness.report.compose import NAME, command, write_report
from harness.report.terminal import plan, summary, terminal
from harness.results import store
from harness.results.model import Result, Round
from harness.statistics.summary import regressions


@click.command()
@click.argument("name", default="quick")
@click.option("--customers", type=click.IntRange(min=1), multiple=True, help="Repeatable.")
@click.option("--users", type=click.IntRange(min=1), help="Concurrent users.")
@click.option("--duration", type=float, help="Seconds of each measurement.")
@click.option("--warmup", type=float, help="Seconds before each measurement.")
@click.option("--rounds", type=click.IntRange(min=1), help="Per session.")
@click.option("--sessions", type=click.IntRange(min=1), help="Planned in all.")
@click.option("--subjects", multiple=True, help="A name or OPTIMIZATIONS (repeatable).")
@click.option("--scenarios", multiple=True, help="browse, search or crud (repeatable).")
@click.option("--dry-run", is_flag=True, help="Print the plan and its minutes only.")
@click.option("--fail-below", type=float, help="Exit with 1 where a subject is slower than this.")
@host_option
def run(
    name: str, *, dry_run: bool, fail_below: float | None, host_name: str, **overrides: Any
) -> None:
    """Measure a session of the experiment NAME, print its figures, keep the result.

    The session is added to the unfinished result of the same plan, if there is one.
    """
    experiment = catalogue.experiment(name, overrides)
    if dry_run:
        terminal().print(Group(*plan(experiment)))
        return
    directory = next(session.unfinished(experiment), None) or session.new_directory(experiment)
    finish(measure(experiment, directory, host_name, replace=True), host_name, fail_below)


@click.command()
@click.argument("name", required=False)
@host_option
def resume(name: str | None, host_name: str) -> None:
    """Complete the newest interrupted or unfinished result, or that of the experiment NAME."""
    for path, result in reversed(store.everything().items()):
        wanted = name in (None, result.experiment.name)
        if wanted and not (result.finished and result.sessions[-1].complete):
            finish(measure(result.experiment, path, host_name, replace=False), host_name, None)
            return
    raise BenchError("no result is unfinished: `./bench results` lists the results there are")


def measure(
    experiment: Experiment, directory: Path, host_name: str, *, replace: bool
) -> tuple[Path, Result]:
    """Measure a session into `directory`, or a new one where it may not be pooled, if `replace`."""
    require_root(host_name)
    program = k6.program()
    last = loads(experiment)[-1]
    phase(experiment, experiment.sessions, experiment.rounds, last, "measurement")  # may refuse
    revisions = sorted({each.revision for each in subjects(experiment) if each.revision})
    directory = _place(directory, experiment, measured_digest(), replace=replace)
    with exclusive(), fresh(host_name, revisions) as host:
        if host_name == CONTAINER:
            pin()
        stack = Stack(host)
        known = {**collect_conditions(host, k6=k6.VERSION), "host": host_name.partition(":")[0]}
        directory = _place(directory, experiment, pool(known), replace=replace)
        recorder = session.Recorder(directory, experiment, known)
        try:
            result = _session(recorder, stack, program)
        finally:
            stack.restore()
        show_on_host(write_report(directory), host)
    return directory, result


def _place(directory: Path, experiment: Experiment, present: str, *, replace: bool) -> Path:
    """Return where a session of the pool `present` (or its end: a boot tells the rest) is kept."""
    before = store.read(directory) if (directory / store.NAME).exists() else None
    if not (before and (obstacle := session.obstacle(before, present))):
        return directory
    told = f"no session can be added to {directory}: {obstacle}"
    if not replace:
        raise BenchError(f"{told}; `{command(before)}` begins a new result")
    for other in session.unfinished(experiment):
        if not session.obstacle(store.read(other), present):
            return other
    say(f"{told}. A new result is begun.")
    return session.new_directory(experiment)


def _session(recorder: session.Recorder, stack: Stack, program: Path) -> Result:
    pending = recorder.pending()
    minutes = turns_seconds(recorder.experiment, [slot.subject for slot in pending]) / 60
    say(f"{len(pending)} turns of a subject, about {max(1, minutes):.0f} min")
    with View(len(pending)) as view:

        def turn(slot: Slot) -> tuple[Round, dict[str, Any]]:
            taken = Turn(recorder.experiment, slot, stack, program, view)
            return taken.measure(), taken.details

        return session.execute(recorder, turn)


def finish(kept: tuple[Path, Result], host_name: str, fail_below: float | None) -> None:
    """Print the figures, where they are kept, and what to do next; judge them if asked to."""
    directory, result = kept
    terminal().print(Group(*summary(result)))
    say(f"Kept in {directory}; the report: {directory / NAME}")
    resume = f"./bench resume --host {host_name}"
    if host_name == CONTAINER:
        resume = "./bench resume"
        say("The host is up: `./bench status` shows it, `./bench down` ends it.")
    if not result.finished:
        done = f"{result.complete} of {result.experiment.sessions} sessions are complete"
        say(f"{done}: `{resume}` measures the next, at least 30 minutes from now.")
    if fail_below is None:
        return
    for each in (slower := list(regressions(result, fail_below))):
        say(each, "red")
    if slower:
        sys.exit(1)
    say(f"The gate is passed: no figure is below {fail_below}×.")
