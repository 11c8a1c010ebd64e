"""What the harness needs of a host, whichever kind it is."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from harness.errors import BenchError


class CommandError(BenchError):
    """A command on the host failed: the command, its status and the end of what it said."""

    def __init__(self, command: Sequence[str], status: int, output: str) -> None:
        self.command = command
        self.status = status
        self.output = output
        super().__init__(f"`{' '.join(command)}` ended with {status}:\n{output.strip()[-2000:]}")


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Accounting of one unit since it started: CPU in µs, memory in bytes (None: not accounted).

    `invocation` identifies the start that the figures count from.
    """

    cpu_usec: int | None
    memory_current: int | None
    memory_peak: int | None
    invocation: str = ""


class Host(Protocol):
    """A systemd host that runs both stacks."""

    @property
    def address(self) -> str:
        """The name or IP address under which its nginx answers."""

    @property
    def database_unit(self) -> str:
        """The unit of PostgreSQL itself; distributions name it differently."""

    @property
    def cache_unit(self) -> str:
        """The unit of Redis."""

    def run(
        self, *command: str, stdin: str | None = None, check: bool = True, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as root on the host and return its text output.

        Raises CommandError with the command, its status and what it said, if `check`.
        """

    def start(self, *units: str) -> None:
        """Start units and wait until each says that it is ready."""

    def stop(self, *units: str) -> None:
        """Stop units and wait until they are gone."""

    def copy(self, source: Path, target: str) -> None:
        """Copy a local file to the absolute path `target` on the host."""

    def unit_figures(self, unit: str) -> UnitFigures:
        """Return what the unit's cgroup has accounted."""
