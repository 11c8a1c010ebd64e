"""The container's Debian 13: made once by mmdebstrap, then only ever read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from harness.console import step
from harness.errors import BenchError
from harness.host import apt
from harness.host.paths import CACHE
from harness.host.processes import tied

SUITE = "trixie"
PACKAGES = (
    "systemd",
    "systemd-sysv",
    "dbus",
    "libpam-systemd",
    "libnss-systemd",  # names the units' dynamic users, which peer authentication asks for
    "ca-certificates",
    "iproute2",
    "less",
    "nginx-light",
    "pgbackrest",
    "postgresql-17",
    "procps",
    "python3",
    "python3-venv",
    "redis-server",
    "wrk",  # the load of the experiment `reference`
)
NEEDED_BYTES = 3 * 1024**3


def fingerprint() -> str:
    """Return what the file system is made of, as a short hash."""
    recipe = json.dumps([SUITE, PACKAGES, os.uname().machine])
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def _mmdebstrap(target: Path) -> list[str]:
    options = ['APT::Install-Recommends "false"', *apt.transport_options()]
    return [
        "mmdebstrap",
        "--variant=apt",
        "--mode=root",
        f"--include={','.join(PACKAGES)}",
        *(f"--aptopt={option}" for option in options),
        SUITE,
        str(target),
        apt.mirror(),
    ]


def build() -> Path:
    """Return the directory of the root file system, building it where the cache has none.

    Raises BenchError where the disk is too small or mmdebstrap fails; nothing is left then.
    """
    target = CACHE / f"rootfs-{fingerprint()}"
    if target.is_dir():
        return target
    CACHE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(CACHE).free
    if free < NEEDED_BYTES:
        raise BenchError(f"{CACHE} has {free >> 20} MB free; the host needs {NEEDED_BYTES >> 20}")
    new = target.with_name(f"{target.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # of one that was killed
    try:
        # PostgreSQL's cluster takes its encoding from here
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        with step("building Debian 13 for the host"), tied(_mmdebstrap(new), environment) as made:
            output, _ = made.communicate()
        if made.returncode != 0:
            raise BenchError(f"mmdebstrap could not build the host:\n{output.strip()[-800:]}")
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return target
