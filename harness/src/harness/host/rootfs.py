"""The container's Debian 13: made once by mmdebstrap, then only ever read."""

import json
import os
import shutil
from pathlib import Path

from harness.conditions import digest
from harness.console import step
from harness.errors import BenchError
from harness.host import apt
from harness.host.paths import CACHE, whole
from harness.processes import tied

SUITE = "trixie"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "libpam-systemd"),
    "libnss-systemd",  # names the units' dynamic users, which peer authentication asks for
    *("ca-certificates", "iproute2", "less", "nginx-light", "pgbackrest", "postgresql-17"),
    *("procps", "python3", "python3-venv", "redis-server"),
    "wrk",  # the load of the experiment `reference`
)
NEEDED_BYTES = 3 * 1024**3


def directory() -> Path:
    """Return where the root file system is kept, by what it is made of."""
    recipe = json.dumps([SUITE, PACKAGES, os.uname().machine])
    return CACHE / f"rootfs-{digest(recipe)}"


def build() -> Path:
    """Return the root file system, building it where the cache has none. Raises BenchError."""
    target = directory()
    if target.is_dir():
        return target
    CACHE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(CACHE).free
    if free < NEEDED_BYTES:
        raise BenchError(f"{CACHE} has {free >> 20} MB free; the host needs {NEEDED_BYTES >> 20}")
    options = ['APT::Install-Recommends "false"', *apt.transport_options()]
    command = ["mmdebstrap", "--variant=apt", "--mode=root", f"--include={','.join(PACKAGES)}"]
    command += (f"--aptopt={option}" for option in options)
    # PostgreSQL's cluster takes its encoding from here
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with whole(target) as new, step("building Debian 13 for the host"):
        with tied([*command, SUITE, new, apt.mirror()], env=environment) as made:
            output, _ = made.communicate()
        if made.returncode != 0:
            raise BenchError(f"mmdebstrap could not build the host:\n{output.strip()[-800:]}")
    return target
