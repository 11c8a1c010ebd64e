"""`bench doctor`: is everything there, and if not, how is it fixed?"""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from harness.errors import BenchError
from harness.host import apt, container, k6, leader, rootfs
from harness.host.paths import CACHE, DATA

GIB = 1024**3
IMAGE_GIB = 4  # the host's image, both services, k6, packages
DATA_GIB = 24  # 3 million customers in both databases, with and without indexes, with their WAL
MEMORY_GIB = 6
KNOWN = ("12", "13")
NOT_BUILT = "not built yet"  # which is no fault

Finding = tuple[str, str]
"""What was found, and how to fix it; "" where nothing is wrong."""


def _system() -> Finding:
    release = platform.freedesktop_os_release()
    fix = "" if release.get("VERSION_ID") in KNOWN else "only Debian 12 and 13 are known to work"
    return release["PRETTY_NAME"], fix


def _user() -> Finding:
    return ("root", "") if os.geteuid() == 0 else ("not root", "call with sudo")


def _packages() -> Finding:
    missing = apt.missing(container.PACKAGES)
    fix = f"apt-get install {' '.join(missing)} (`./bench up` does it)"
    return ("missing", fix) if missing else ("ready", "")


def _space(directory: Path, needed: int) -> Finding:
    place = next(path for path in (directory, *directory.parents) if path.exists())
    free = shutil.disk_usage(place).free // GIB
    fix = "" if free >= needed else f"{directory} needs {needed} GiB"
    return f"{free} GiB free for {directory}", fix


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    fix = "" if total >= MEMORY_GIB else f"3 million customers need {MEMORY_GIB} GiB"
    return f"{total:.0f} GiB", fix


def _k6() -> Finding:
    program = k6.installed()
    built = f"{NOT_BUILT}: `./bench run` builds {k6.VERSION}, once"
    return f"ready: {k6.VERSION} at {program}" if program else built, ""


def _image() -> Finding:
    ready = rootfs.directory().is_dir()
    return "ready" if ready else f"{NOT_BUILT}: `./bench up` does it, once", ""


def _host() -> Finding:
    host = container.running()
    if not host:
        fix = "`./bench down` removes what a killed host left" if leader.cgroups() else ""
        return "not running", fix
    failed = host.run("systemctl", "list-units", "--failed", "--plain", "--no-legend", check=False)
    units = [line.split()[0] for line in failed.stdout.splitlines()]
    return f"running at {host.address}", f"see `./bench logs {units[0]}`" if units else ""


CHECKS: dict[str, Callable[[], Finding]] = {
    "system": _system,
    "user": _user,
    "packages": _packages,
    "disk for the image": lambda: _space(CACHE, IMAGE_GIB),
    "disk for the data": lambda: _space(DATA, DATA_GIB),
    "memory": _memory,
    "k6": _k6,
    "host image": _image,
    "host": _host,
}


@click.command()
def doctor() -> None:
    """Check what the benchmark needs and how to fix what is missing."""
    table, fixes = Table("", "what", "found", "fix"), []
    for name, check in CHECKS.items():
        try:
            found, fix = check()
        except (BenchError, OSError) as error:
            found, fix = "cannot be examined", str(error)
        mark = "[yellow]·[/]" if NOT_BUILT in found else "[green]✓[/]"
        table.add_row("[red]✗[/]" if fix else mark, name, found, fix)
        fixes.append(fix)
    Console().print(table)
    sys.exit(any(fixes))
