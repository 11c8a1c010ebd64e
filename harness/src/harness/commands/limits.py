"""`bench limits`: how close the optimized service comes to what is possible."""

from __future__ import annotations

import click

from harness.commands.load import have_customers
from harness.commands.output import terminal
from harness.conditions import SERVICES, conditions
from harness.console import console, step
from harness.host.container import container
from harness.host.lock import exclusive
from harness.limits import candidates, material, measuring
from harness.limits.document import Document, keep
from harness.limits.table import table
from harness.limits.wrk import version
from harness.results.store import RESULTS
from harness.run import machine
from harness.run.fingerprint import fingerprint
from harness.run.session import make_directory
from harness.run.stack import Stack


@click.command()
@click.option("--customers", default=3_000_000, show_default=True, help="How many to load.")
def limits(customers: int) -> None:
    """Hold the optimized service against the naive one, bare applications and peers.

    The bare ones (tests/benchmarks/bare) run the same SQL, or return the same bytes from Redis,
    with no framework at all; the peers (tests/benchmarks/peers) are what a user would pick
    instead. All sides of a ratio alternate in one run. Ten minutes of varied load tell
    whether the memory of a worker stays flat. Takes about 20 minutes.
    """
    with exclusive(), container() as host:
        have_customers(host, customers)
        stack = Stack(host, conditions().ports)
        with step("warming up"):
            for service in SERVICES:
                stack.prewarm(service)
        document = Document(fingerprint(stack, customers, wrk=version(host)))
        before = machine.ticks(host)
        with material.prepared(stack, customers) as prepared, candidates.running(stack):
            measuring.measure(stack, prepared, conditions().limits, document)
        document.stolen_cpu = machine.ticks(host).stolen_since(before)
    path = keep(document, make_directory())
    terminal().print(table(document.rows))
    console.print(f"kept in {path.relative_to(RESULTS.parent)}")
