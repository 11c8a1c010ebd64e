"""`bench results`, `publish` and `export`: what was measured before."""

import csv
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from harness.console import say
from harness.errors import BenchError
from harness.host import container
from harness.host.layer import REPORT
from harness.host.systemd_host import SystemdHost
from harness.report import markdown
from harness.report.compose import command, write_report
from harness.report.content import Table
from harness.report.terminal import rich_table, terminal
from harness.results import store
from harness.results.model import Result
from harness.statistics.summary import repeats

APART = timedelta(minutes=30)


@click.command()
@click.argument("result", required=False)
def report(result: str | None) -> None:
    """Make report.html of RESULT again: a directory or an experiment; the newest if not given.

    It stands beside the result, or in the current directory if that is all you may write to.
    A host that is running here shows it from then on.
    """
    path = write_report(store.find(result))
    say(f"The report: {path}")
    if os.geteuid() == 0 and (host := container.running()):
        show_on_host(path, host)


def show_on_host(path: Path, host: SystemdHost) -> None:
    """Let the host's landing page show a report."""
    host.copy(path, f"{REPORT}/index.html")


@click.command()
def results() -> None:
    """List the results that are kept here and those that are published."""
    rows = []
    for path, result in store.everything().items():
        count = sum(len(each.measurements) for each in result.rounds)
        sessions = f"{result.complete} of {result.experiment.sessions}"
        started = result.started[:16].replace("T", " ")
        where = path.relative_to(store.RESULTS) if path.is_relative_to(store.RESULTS) else path
        rows.append([result.experiment.name, started, sessions, str(count), str(where)])
    columns = ("experiment", "started (UTC)", "sessions", "measurements", "where")
    terminal().print(rich_table(Table("", columns, rows, names=5)))


def objections(result: Result) -> Iterator[str]:
    """Yield what speaks against publishing a result."""
    done, plan = result.complete, result.experiment
    if done < plan.publishable:
        plan = plan.model_copy(update={"sessions": max(plan.sessions, plan.publishable)})
        more = command(result.model_copy(update={"experiment": plan}))
        yield f"{done} sessions are complete, of at least {plan.publishable}: `{more}` adds one"
    if done < len(result.sessions):
        yield "a session is incomplete: `./bench resume` completes it"
    starts = [datetime.fromisoformat(session.boots[0]) for session in result.sessions]
    if any(after - before < APART for before, after in pairwise(starts)):
        yield "sessions began less than 30 minutes apart"
    if any(session.dirty for session in result.sessions):
        yield "the work tree had uncommitted changes"
    for key, found in repeats(result).items():
        valid = {session for (session, _), each in found.items() if not each.invalid}
        if len(valid) < min(done, plan.publishable):
            yield f"{key.subject}, {key.scenario} is valid in only {len(valid)} sessions"


@click.command()
@click.argument("result", required=False)
@click.option("--force", is_flag=True, help="Whatever speaks against it.")
def publish(result: str | None, *, force: bool) -> None:
    """Copy RESULT to results/published/ and write docs/results.md and the README's figures.

    Without RESULT: only write what is published again.
    """
    if result:
        path = store.find(result)
        found = store.read(path)
        against = list(objections(found))
        if against and not force:
            raise BenchError(f"{path} is not published: {'; '.join(against)} (--force does it)")
        target = store.destination(found)
        if target.resolve() != path.resolve():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("*.html", store.DETAILS))
        say(f"published in {target}; commit it")
    markdown.write_documents()


@click.command()
@click.argument("result", required=False)
@click.option(
    "--csv", is_flag=True, required=True, expose_value=False, help="One line per measurement."
)
def export(result: str | None) -> None:
    """Print every measurement of RESULT, the newest if not given: a column for each value."""
    found = store.read(store.find(result))
    subjects = {subject.name: subject for subject in found.subjects}
    rows = [
        {
            "session": done.session,
            "round": done.number,
            **_flat(subjects[done.subject].model_dump(), "subject."),
            **_flat(each.model_dump(), ""),
            "answers_per_second": each.throughput,
            "cpu_ms_per_answer": each.cpu_ms,
        }
        for done in found.rounds
        for each in done.measurements
    ]
    columns = dict.fromkeys(name for row in rows for name in row)
    lines = csv.DictWriter(sys.stdout, list(columns))
    lines.writeheader()
    lines.writerows(rows)


def _flat(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = "; ".join(value) if isinstance(value, tuple) else value
    return found
