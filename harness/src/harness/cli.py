"""`bench`: the command line."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

from harness.commands.host import down, logs, shell, status, up
from harness.commands.report import report
from harness.console import console
from harness.errors import BenchError

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def bench() -> None:
    """Compare a naive and an optimized Django service on one systemd host."""


for command in (up, down, status, logs, shell, report):
    bench.add_command(command)


def _terminated(number: int, _frame: FrameType | None) -> None:
    # As an exception, so that every block cleans up after itself.
    sys.exit(128 + number)


def main() -> None:
    """Run the command line; a mendable failure is one sentence on stderr and status 1."""
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGHUP, _terminated)
    try:
        bench(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BenchError as error:
        console.print(f"bench: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
