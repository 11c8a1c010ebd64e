"""Machines in a network namespace of the tests' own: containers of the host's layers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.host import leader
from harness.host.container import ContainerHost
from harness.host.layer import write
from harness.host.leader import Leader

NAMESPACE = "bench-machines"
UNITS = "etc/systemd/system"
NETWORK = """[Match]
Name=host0

[Network]
Address={address}/24
LinkLocalAddressing=no
IPv6AcceptRA=no
"""
BOOTED = "until [ -S /run/systemd/private ]; do sleep .05; done; systemctl is-system-running --wait"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextmanager
def network() -> Iterator[None]:
    """Have a bridge for the machines, in a network namespace that leads nowhere else."""
    _ip("netns", "add", NAMESPACE)
    try:
        _ip("-n", NAMESPACE, "link", "add", "hub", "type", "bridge")
        _ip("-n", NAMESPACE, "link", "set", "hub", "up")
        yield
    finally:
        _ip("netns", "delete", NAMESPACE)


@dataclass(slots=True)
class Machine:
    """A container in the network. `layers` lie below its own configuration in `directory`."""

    name: str
    address: str
    directory: Path
    layers: list[Path]
    process: subprocess.Popen[bytes] | None = None

    @property
    def layer(self) -> Path:
        """Where its own files lie before it boots."""
        return self.directory / "layer"

    def configure(self, files: dict[str, str], without: tuple[str, ...] = ()) -> None:
        """Give it an address and `files` on top of the host's, and mask the units `without`."""
        write(self.layer / "etc/hostname", f"{self.name}\n")
        write(
            self.layer / "etc/systemd/network/10-host0.network",
            NETWORK.format(address=self.address),
        )
        for path, text in files.items():
            write(self.layer / path, text)
        for unit in without:
            (self.layer / UNITS / unit).symlink_to("/dev/null")

    def boot(self) -> ContainerHost:
        """Boot it, and return once it runs. Its data directory is as the last boot left it."""
        data, mounts = self.directory / "data", self.directory / "mounts"
        if not data.exists():
            template = self.layers[-1] / "var/lib/postgresql"
            subprocess.run(["cp", "--archive", template, data], check=True)
        mounts.mkdir(exist_ok=True)
        console = self.directory / "console"
        command = leader.boot_command(self.name, mounts, [self.layer, *self.layers], data)
        with console.open("wb") as output:
            self.process = subprocess.Popen(
                ["nsenter", f"--net=/run/netns/{NAMESPACE}", *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        init = leader.wait_for_init(self.process.pid, console)
        for action in (("master", "hub"), ("up",)):
            _ip("-n", NAMESPACE, "link", "set", f"ve-{self.name}", *action)
        host = ContainerHost(Leader(self.process.pid, 0, init, ""))
        host.address = self.address
        host.run("sh", "-c", BOOTED, check=False)
        return host

    def kill(self) -> None:
        """End it at once. Unlike a host without power, its kernel still closes its connections."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        leader.sweep(self.name)
        shutil.rmtree(self.directory / "mounts", ignore_errors=True)
