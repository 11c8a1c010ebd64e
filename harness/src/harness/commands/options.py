"""Options that several commands share."""

from __future__ import annotations

import click

from harness.host.reach import CONTAINER

host_option = click.option(
    "--host",
    "host_name",
    default=CONTAINER,
    show_default=True,
    help="container, local (this machine's systemd) or ssh:ADDRESS.",
)
