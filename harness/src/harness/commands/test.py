"""The test suite with its set-up."""

import os
import sys

import click

from harness.conditions import REPOSITORY
from harness.host import apt, container, k6
from harness.host.lock import exclusive

AT_ONCE = ("--numprocesses=4", "--no-loadscope-reorder", "--benchmark-disable")
"""Processes that each take a part of the suite: tests wait more than they compute."""

PACKAGES = (
    *container.PACKAGES,
    "chromium",
    "fonts-liberation",
    "git",
    "nginx-light",
    "postgresql",
    "prometheus",
    *(f"prometheus-{name}-exporter" for name in ("nginx", "node", "postgres", "redis")),
    "redis-server",
)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Install what the tests need and run them; ARGUMENTS are pytest's.

    Tests marked slow take minutes; they run with --slow, or if ARGUMENTS name their file.
    """
    apt.install(PACKAGES)
    program = k6.program()
    with exclusive():
        container.prepare()  # here, where no test's time limit holds for it
    path = f"{program.parent}:{os.environ['PATH']}"
    os.chdir(REPOSITORY)
    options = ("--durations=25", "-rs", *(arguments or AT_ONCE))
    command = [sys.executable, "-m", "pytest", *options]
    environment = {**os.environ, "PATH": path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes import the same
    os.execve(sys.executable, command, environment)  # noqa: S606 - pytest takes over
