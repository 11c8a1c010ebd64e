"""The host's interface in terms of one thing: how a command gets there."""

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from harness.conditions import SERVICES
from harness.errors import BenchError
from harness.processes import captured

SQL_SECONDS = 600
START_SECONDS = 180  # migrations on 3 million rows build indexes
DATABASE_UNITS = ("postgresql@17-main.service", "postgresql.service")  # Debian, NixOS
REDIS_SOCKET = "/run/redis-django/redis.sock"
CACHE_UNITS = ("redis-server@django.service", "redis-django.service")  # Debian, NixOS


def units(service: str) -> tuple[str, str]:
    """Return what to start for a stack: the service, too, which its target only wants."""
    return f"django-{service}.target", f"django-{service}.service"


STACKS = ("django-bench.target", *(unit for service in SERVICES for unit in units(service)))
"""What to start for both."""


class CommandError(BenchError):
    """A command on the host failed: the command, its status and the end of what it said."""

    def __init__(self, command: Sequence[str], status: int, output: str) -> None:
        self.command = command
        self.status = status
        self.output = output
        super().__init__(f"`{' '.join(command)}` ended with {status}:\n{output.strip()[-2000:]}")


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Accounting of a unit since its `invocation`: CPU in µs, bytes; None is not accounted."""

    cpu_usec: int | None
    memory_current: int | None
    invocation: str = ""


class SystemdHost:
    """A host that runs both stacks, its nginx at `address`; commands run behind `prefix`."""

    shares_this_machine = True
    """Whether a load generator here takes CPU time of the host."""

    def __init__(self, address: str, prefix: Sequence[str] = ()) -> None:
        self.address = address
        self._prefix = tuple(prefix)

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the local command that runs `command` on the host."""
        return [*self._prefix, *command]

    def interactive(self, command: Sequence[str]) -> list[str]:
        """Return the local command that gives `command` this terminal."""
        return self.command(command)

    def run(
        self, *command: str, stdin: str | IO[bytes] = "", check: bool = True, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as root; return its text output. Raises CommandError and TimeoutExpired."""
        given = {"input" if isinstance(stdin, str) else "stdin": stdin}
        done = captured(self.command(command), timeout=timeout, **given)
        if check and done.returncode != 0:
            raise CommandError(command, done.returncode, done.stderr or done.stdout)
        return done

    def start(self, *units: str) -> None:
        """Start units and wait for them. Raises CommandError with the end of the journal."""
        try:
            self.run("systemctl", "start", *units, timeout=START_SECONDS)
        except CommandError as error:
            # All of it: what failed is as often a unit that these need.
            said = self.run("journalctl", "--no-pager", "--output=short-unix", "--lines=30")
            raise CommandError(error.command, error.status, said.stdout) from error

    def stop(self, *units: str) -> None:
        """Stop units and wait until they are gone."""
        self.run("systemctl", "stop", *units, timeout=START_SECONDS)

    def write(self, target: str, text: str) -> None:
        """Write a file, readable by all, making the directories above it."""
        self.run("install", "-D", "--mode=644", "/dev/stdin", target, stdin=text)

    def copy(self, source: Path, target: str, mode: str = "644") -> None:
        """Copy a file, readable by all, making the directories above `target`."""
        with source.open("rb") as file:
            self.run("install", "-D", f"--mode={mode}", "/dev/stdin", target, stdin=file)

    def sql(self, database: str, statements: str, **variables: int) -> str:
        """Run SQL as PostgreSQL's superuser; return its unaligned tuples. Raises CommandError."""
        psql = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database]
        psql += [f"--set={name}={value}" for name, value in variables.items()]
        command = ("runuser", "-u", "postgres", "--", *psql)
        return self.run(*command, stdin=statements, timeout=SQL_SECONDS).stdout.strip()

    def redis(self, *command: str) -> str:
        """Run a command of Redis and return its answer."""
        return self.run("redis-cli", "-s", REDIS_SOCKET, *command).stdout.removesuffix("\n")

    def properties(self, unit: str, *names: str) -> dict[str, str]:
        """Return properties of a unit as `systemctl show` prints them."""
        wanted = ",".join(names)
        shown = self.run("systemctl", "show", unit, f"--property={wanted}").stdout
        return dict(line.split("=", 1) for line in shown.splitlines())

    def unit_figures(self, unit: str) -> UnitFigures:
        """Return what the unit's cgroup has accounted."""
        shown = self.properties(unit, "CPUUsageNSec", "MemoryCurrent", "InvocationID")
        number = {name: int(value) for name, value in shown.items() if value.isdigit()}
        nanoseconds = number.get("CPUUsageNSec")
        return UnitFigures(
            cpu_usec=None if nanoseconds is None else nanoseconds // 1000,
            memory_current=number.get("MemoryCurrent"),
            invocation=shown.get("InvocationID", ""),
        )

    def _first_loaded(self, units: Sequence[str]) -> str:
        for unit in units:
            if self.properties(unit, "FragmentPath").get("FragmentPath"):
                return unit
        raise BenchError(f"{self.address} has none of {', '.join(units)}: is it a bench host?")

    @cached_property
    def database_unit(self) -> str:
        """The unit of PostgreSQL itself."""
        return self._first_loaded(DATABASE_UNITS)

    @cached_property
    def cache_unit(self) -> str:
        """The unit of Redis."""
        return self._first_loaded(CACHE_UNITS)

    @property
    def units(self) -> dict[str, str]:
        """The units of both stacks, by the names that a user knows them by."""
        return {
            "nginx": "nginx.service",
            "postgresql": self.database_unit,
            "redis": self.cache_unit,
            **{service: f"django-{service}.service" for service in SERVICES},
        }


class SshHost(SystemdHost):
    """Another machine, reached as root by key; its shell sees the command as one word each."""

    shares_this_machine = False

    def __init__(self, address: str) -> None:
        super().__init__(address, ("ssh", "-o", "BatchMode=yes", f"root@{address}", "--"))

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the ssh command, quoted for the shell at the other end."""
        return [*self._prefix, shlex.join(command)]

    def interactive(self, command: Sequence[str]) -> list[str]:
        """Return the ssh command with a terminal at the other end."""
        ssh, *rest = self.command(command)
        return [ssh, "-t", *rest]
