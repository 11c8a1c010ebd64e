"""`bench run`: measure, show and keep."""

from __future__ import annotations

import sys
from functools import partial

import click

from harness.commands.load import have_customers
from harness.commands.options import host_option, profile_option
from harness.commands.output import terminal
from harness.commands.report import publish
from harness.conditions import SERVICES, conditions
from harness.console import console
from harness.host import k6, loading
from harness.host.lock import exclusive
from harness.host.reach import reach_or_boot
from harness.host.systemd_host import SystemdHost
from harness.results.model import Result, Subject
from harness.results.noise import floors
from harness.results.store import RESULTS
from harness.results.table import notes, table
from harness.run import plan
from harness.run.fingerprint import fingerprint
from harness.run.generator import Generator
from harness.run.k6 import duration
from harness.run.rounds import Rounds
from harness.run.session import Run, execute, make_directory
from harness.run.stack import Stack
from harness.run.view import view

INTERRUPTED = 130


@click.command()
@profile_option("quick")
@click.option(
    "--service",
    "services",
    type=click.Choice(SERVICES),
    multiple=True,
    default=SERVICES,
    help="Only this one.",
)
@click.option(
    "--scenario",
    "scenarios",
    type=click.Choice(plan.SCENARIOS),
    multiple=True,
    default=plan.SCENARIOS,
    help="Only this one.",
)
@click.option("--aa", is_flag=True, help="Each service against itself: how far does noise reach?")
@host_option
def run(
    profile: str, services: tuple[str, ...], scenarios: tuple[str, ...], *, aa: bool, host_name: str
) -> None:
    """Measure the services in interleaved rounds, print the table, keep the result."""
    size = conditions().profiles[profile]
    order = Run(
        kind="noise" if aa else "limits" if "ramp" in size.models else "comparison",
        profile_name=profile,
        profile=size,
        subjects=plan.subjects(services, size.customers, twice=aa),
        loads=plan.loads(size, scenarios),
    )
    keep(order, host_name)


def keep(order: Run, host_name: str) -> None:
    """Measure `order` on the host of that name and keep the result, also of an interrupted run."""
    with exclusive(), reach_or_boot(host_name) as host:
        result = measure(order, host)
    if result.status == "interrupted":
        sys.exit(INTERRUPTED)


def measure(order: Run, host: SystemdHost) -> Result:
    """Run `order` on `host`, keep the result with its report, and print its table."""
    program = k6.program()
    have_customers(host, order.subjects[0].customers)
    stack = Stack(host, conditions().ports)
    known = fingerprint(stack, order.profile.customers, k6=k6.VERSION)
    directory = make_directory()
    planned = len(order.subjects) * order.profile.rounds
    seconds = planned * sum(duration(load) + order.profile.warmup for load in order.loads)
    try:
        with view(console, order.profile.rounds, seconds) as shown:
            generate = Generator(program, stack, conditions().load, directory, shown)
            provide = partial(_provide, host)
            rounds = Rounds(stack, provide, generate, shown, order.profile.warmup)
            reached = floors(order.profile_name, known)
            result, kept = execute(order, rounds, known, reached, directory)
        show(result)
        console.print(f"kept in {kept.relative_to(RESULTS.parent)}")
        publish(kept, host)
    finally:
        stack.restore()
    return result


def show(result: Result) -> None:
    """Print the table of `result` to standard output, and what must be known of it."""
    output = terminal()
    output.print(table(result))
    for note in notes(result):
        output.print(note)


def _provide(host: SystemdHost, subject: Subject) -> None:
    if loading.customers(host, subject.service) != subject.customers:
        loading.load(host, subject.service, subject.customers, lambda _percent: None)
