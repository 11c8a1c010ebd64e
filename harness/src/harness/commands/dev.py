"""Both projects under Django's runserver, with a PostgreSQL of their own."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress

import click
import httpx
from dotenv import dotenv_values

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.console import step
from harness.dev import postgresql
from harness.errors import BenchError
from harness.host.lock import exclusive
from harness.processes import running

FOLDER = REPOSITORY / ".dev"
CUSTOMERS = 2_000
_PREPARATION = {"naive": ("migrate",), "optimized": ("migrate", "sync_optimizations")}
_PORTS = conditions().ports
_COLOURS = {"naive": "yellow", "optimized": "cyan"}
_READY = """
naive      http://127.0.0.1:{naive}/api/customers  /api/swagger  /admin/
optimized  http://127.0.0.1:{optimized}/api/customers  /api/swagger  /admin/
writes     Authorization: Bearer development
commands   (cd naive && python manage.py …), the same in optimized
Ctrl-C     ends all of it
"""


@click.command()
@click.option("--naive-port", type=int, default=_PORTS["naive"], show_default=True)
@click.option("--optimized-port", type=int, default=_PORTS["optimized"], show_default=True)
def dev(naive_port: int, optimized_port: int) -> None:
    """Run both projects for development until Ctrl-C, with a PostgreSQL of their own.

    The server keeps its data in .dev/. With PGHOST, PGPORT or PGSERVICE in the environment or in
    .env that server is used instead.
    """
    ports = dict(zip(SERVICES, (naive_port, optimized_port), strict=True))
    dotenv = {name: value for name, value in dotenv_values(REPOSITORY / ".env").items() if value}
    variables = {**dotenv, **os.environ, "PYTHONUNBUFFERED": "1"}
    has_server = postgresql.is_named(variables)
    if not has_server:
        postgresql.check(FOLDER)
    with ExitStack() as stack:
        stack.enter_context(exclusive(FOLDER / "lock", 0o700))
        _check_ports(ports)
        if not has_server:
            with step("Starting PostgreSQL"):
                stack.enter_context(postgresql.serving(FOLDER))
        with step("Preparing the databases"):
            _prepare(variables)
        _serve(ports, variables)


def _check_ports(ports: Mapping[str, int]) -> None:
    for service, port in ports.items():
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise BenchError(f"port {port}: {reason}; set --{service}-port") from error


def _python(
    service: str, variables: Mapping[str, str], *arguments: str
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run Python in a project for a block, its output on one pipe."""
    return running(
        [sys.executable, *arguments],
        end=signal.SIGTERM,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**variables, "DJANGO_SETTINGS_MODULE": f"{service}.settings.development"},
        cwd=REPOSITORY / service,
    )


def _prepare(variables: Mapping[str, str]) -> None:
    """Prepare both databases at the same time. Raises BenchError."""
    with ExitStack() as stack:
        preparing = {}
        for service, commands in _PREPARATION.items():
            arguments = ("-m", "harness.dev.prepare", str(CUSTOMERS), *commands)
            preparing[service] = stack.enter_context(_python(service, variables, *arguments))
        for service, process in preparing.items():
            output, _ = process.communicate()
            if process.returncode != 0:
                raise BenchError(f"the database of {service} could not be prepared:\n{output}")


def _serve(ports: Mapping[str, int], variables: Mapping[str, str]) -> None:
    """Serve until interrupted. Raises BenchError if a service ends by itself."""
    ended: queue.SimpleQueue[str] = queue.SimpleQueue()
    colour = ["--force-color"] if sys.stdout.isatty() else []
    with ExitStack() as stack:
        for service, port in ports.items():
            arguments = ("manage.py", "runserver", str(port), *colour)
            process = stack.enter_context(_python(service, variables, *arguments))
            threading.Thread(target=_show, args=(service, process, ended), daemon=True).start()
        service = _wait(ports, ended)
    raise BenchError(f"{service} ended by itself: the reason is in its lines above")


def _show(service: str, process: subprocess.Popen[str], ended: queue.SimpleQueue[str]) -> None:
    prefix = click.style(f"{service:9} | ", fg=_COLOURS[service])
    for line in process.stdout or ():
        click.echo(prefix + line, nl=False)
    ended.put(service)


def _wait(ports: Mapping[str, int], ended: queue.SimpleQueue[str]) -> str:
    """Show the addresses once both services answer; return which service ended."""
    for port in ports.values():
        while not _answers(port):
            with suppress(queue.Empty):
                return ended.get(timeout=0.2)
    click.echo(_READY.format_map(ports))
    return ended.get()


def _answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5, trust_env=False)
        return True
    return False
