"""`bench`: the command line."""

import signal
import sys
from importlib.metadata import version
from types import FrameType

import click

from harness.commands.lazy import LazyGroup
from harness.processes import INTERRUPTS


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(version("harness"), prog_name="bench")
@click.pass_context
def bench(context: click.Context) -> None:
    """Compare a naive and an optimized Django service on one systemd host.

    Without a command: run the experiment `quick`.
    """
    run = bench.get_command(context, "run") if context.invoked_subcommand is None else None
    if run:
        context.invoke(run)


def _interrupted(number: int, _frame: FrameType | None) -> None:
    # As an exception, so that every block cleans up after itself; undisturbed by a second one.
    for interrupt in INTERRUPTS:
        signal.signal(interrupt, signal.SIG_IGN)
    sys.exit(128 + number)


def main() -> None:
    """Run the command line."""
    for interrupt in INTERRUPTS:
        signal.signal(interrupt, _interrupted)
    bench()
