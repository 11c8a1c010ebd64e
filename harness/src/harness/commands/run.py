"""`bench run`: measure, show and keep."""

from __future__ import annotations

import sys

import click

from harness.commands.load import load_both
from harness.commands.options import host_option
from harness.commands.output import terminal
from harness.conditions import REPOSITORY, SERVICES, Profile, conditions
from harness.console import console
from harness.host import k6, loading
from harness.host.lock import exclusive
from harness.host.reach import reach_or_boot
from harness.host.systemd_host import SystemdHost
from harness.results.model import Result
from harness.results.noise import floors
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
@click.option(
    "--profile",
    type=click.Choice(list(conditions().profiles)),
    default="quick",
    show_default=True,
    help="A size of run, of conditions.toml.",
)
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
    with exclusive(), reach_or_boot(host_name) as host:
        result = measure(order, host)
    if result.status == "interrupted":
        sys.exit(INTERRUPTED)


def measure(order: Run, host: SystemdHost) -> Result:
    """Have the customers loaded, run `order` on `host`, keep the result and print its table."""
    program = k6.program()
    _have_customers(host, order.profile)
    stack = Stack(host, conditions().ports)
    known = fingerprint(stack, order.profile.customers, k6.VERSION)
    directory = make_directory()
    planned = len(order.subjects) * order.profile.rounds
    seconds = planned * sum(duration(load) + order.profile.warmup for load in order.loads)
    try:
        with view(console, order.profile.rounds, seconds) as shown:
            generate = Generator(program, stack, conditions().load, directory, shown)
            rounds = Rounds(stack, generate, shown, order.profile.warmup)
            result, kept = execute(order, rounds, known, floors(order.profile_name), directory)
        show(result)
        console.print(f"kept in {kept.relative_to(REPOSITORY)}")
    finally:
        stack.restore()
    return result


def show(result: Result) -> None:
    """Print the table of `result` to standard output, and what must be known of it."""
    output = terminal()
    output.print(table(result))
    for note in notes(result):
        output.print(note)


def _have_customers(host: SystemdHost, profile: Profile) -> None:
    if any(loading.customers(host, service) != profile.customers for service in SERVICES):
        load_both(host, profile.customers)
