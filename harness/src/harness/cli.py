"""`bench`: the command line."""

from importlib.metadata import version

import click

from harness.commands.lazy import LazyGroup
from harness.processes import raise_interrupts


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


def main() -> None:
    """Run the command line."""
    raise_interrupts()
    bench()
