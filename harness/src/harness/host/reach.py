"""From the name that a user gives (`--host`) to a host."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from harness.errors import BenchError
from harness.host import container
from harness.host.systemd_host import SshHost, SystemdHost, local_host

CONTAINER = "container"
_SSH = "ssh:"


def reach(name: str) -> SystemdHost:
    """Return the host `name`: "container", "local" or "ssh:ADDRESS".

    Raises BenchError for another name, or where no container runs.
    """
    if name.startswith(_SSH):
        return SshHost(name.removeprefix(_SSH))
    if os.geteuid() != 0:
        raise BenchError("reaching the host's systemd needs root: call this with sudo")
    if name == "local":
        return local_host()
    if name != CONTAINER:
        raise BenchError(f"no host is called {name}: container, local or ssh:ADDRESS")
    host = container.running()
    if not host:
        raise BenchError("no host runs here: `bench up` boots one")
    return host


@contextmanager
def reach_or_boot(name: str) -> Iterator[SystemdHost]:
    """Use the host `name` for this block; a container that does not run is booted for it."""
    if name != CONTAINER:
        yield reach(name)
        return
    with container.container() as host:
        yield host
