"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from harness.conditions import conditions
from harness.host.reach import CONTAINER


def profile_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option `--profile` of a command that measures."""
    return click.option(
        "--profile",
        type=click.Choice(list(conditions().profiles)),
        default=default,
        show_default=True,
        help="A size of run, of conditions.toml.",
    )


host_option = click.option(
    "--host",
    "host_name",
    default=CONTAINER,
    show_default=True,
    help="container, local (this machine's systemd) or ssh:ADDRESS.",
)
