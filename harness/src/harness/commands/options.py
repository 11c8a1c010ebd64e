"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from harness.host.container import CONTAINER

host_option = click.option(
    "--host",
    "host_name",
    default=CONTAINER,
    show_default=True,
    help="container, local (this machine's systemd) or ssh:ADDRESS.",
)

_OVERRIDES = (
    click.option("--customers", type=click.IntRange(min=1), multiple=True, help="Repeatable."),
    click.option("--users", type=click.IntRange(min=1), help="Concurrent users."),
    click.option("--duration", type=float, help="Seconds of each measurement."),
    click.option("--warmup", type=float, help="Seconds before each measurement."),
    click.option("--rounds", type=click.IntRange(min=1), help="Per session."),
    click.option("--sessions", type=click.IntRange(min=1), help="Planned in all."),
    click.option("--subjects", multiple=True, help="A name or OPTIMIZATIONS (repeatable)."),
    click.option("--scenarios", multiple=True, help="browse, search or crud (repeatable)."),
)


def override_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each field of an experiment that the command line may override."""
    for option in reversed(_OVERRIDES):
        command = option(command)
    return command
