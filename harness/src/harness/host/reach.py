"""From the name that a user gives (`--host`) to a host."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from harness.errors import BenchError
from harness.host import container
from harness.host.systemd_host import SshHost, SystemdHost

CONTAINER = "container"
_SSH = "ssh:"


def reach(name: str) -> SystemdHost:
    """Return the host "container", "local" or "ssh:ADDRESS". Raises BenchError if there is none."""
    if name.startswith(_SSH):
        return SshHost(name.removeprefix(_SSH))
    if os.geteuid() != 0:  # ssh needs no root here
        raise BenchError("reaching the host's systemd needs root: call this with sudo")
    if name == "local":
        return SystemdHost("127.0.0.1")
    if name != CONTAINER:
        raise BenchError(f"there is no host {name}: container, local or ssh:ADDRESS")
    host = container.running()
    if not host:
        raise BenchError("no host is running here: `./bench up` boots one")
    return host


@contextmanager
def fresh(name: str, revisions: Sequence[str] = ()) -> Iterator[SystemdHost]:
    """Use the host `name` for this block; the container is booted anew, and stays up.

    `revisions` are commits to install beside the checkout's, in the container. Raises BenchError.
    """
    if name == CONTAINER:
        container.down()
        yield container.up(revisions)
        return
    if revisions:
        raise BenchError("only the container host can run other revisions")
    yield reach(name)
