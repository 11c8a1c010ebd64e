"""`bench doctor`: is everything there, and if not, how is it fixed?"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found: ready, not built yet (no fault), or with a `fix`."""

    what: str
    found: str
    fix: str = ""

    @property
    def mark(self) -> str:
        """A sign for the table."""
        built = "not built yet" in self.found
        return "[red]✗[/]" if self.fix else "[yellow]·[/]" if built else "[green]✓[/]"


def _system() -> Finding:
    release = Path("/etc/os-release").read_text()
    name = next(line for line in release.splitlines() if line.startswith("PRETTY_NAME="))
    known = any(f'VERSION_ID="{version}"' in release for version in (12, 13))
    fix = "" if known else "only Debian 12 and 13 are known to work"
    return Finding("system", name.split('"')[1], fix)


def _user() -> Finding:
    is_root = os.geteuid() == 0
    return Finding("user", "root" if is_root else "not root", "" if is_root else "call with sudo")


def _packages() -> Finding:
    missing = apt.missing(container.PACKAGES)
    fix = f"apt-get install {' '.join(missing)} (`./bench up` does it)" if missing else ""
    return Finding("packages", "missing" if missing else "ready", fix)


def _space(what: str, directory: Path, needed: int) -> Finding:
    place = next(path for path in (directory, *directory.parents) if path.exists())
    free = shutil.disk_usage(place).free // GIB
    fix = "" if free >= needed else f"{directory} needs {needed} GiB"
    return Finding(what, f"{free} GiB free for {directory}", fix)


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    fix = "" if total >= MEMORY_GIB else f"3 million customers need {MEMORY_GIB} GiB"
    return Finding("memory", f"{total:.0f} GiB", fix)


def _k6() -> Finding:
    program = k6.installed()
    built = f"not built yet: `./bench run` builds {k6.VERSION}, once"
    return Finding("k6", f"ready: {k6.VERSION} at {program}" if program else built)


def _image() -> Finding:
    built = rootfs.directory().is_dir()
    return Finding("host image", "ready" if built else "not built yet: `./bench up` does it, once")


def _host() -> Finding:
    host = container.running()
    if not host:
        fix = "`./bench down` removes what a killed host left" if leader.cgroups() else ""
        return Finding("host", "not running", fix)
    failed = host.run("systemctl", "list-units", "--failed", "--plain", "--no-legend", check=False)
    units = [line.split()[0] for line in failed.stdout.splitlines()]
    fix = f"see `./bench logs {units[0]}`" if units else ""
    return Finding("host", f"running at {host.address}", fix)


CHECKS: dict[str, Callable[[], Finding]] = {
    "system": _system,
    "user": _user,
    "packages": _packages,
    "disk": lambda: _space("disk for the image", CACHE, IMAGE_GIB),
    "data": lambda: _space("disk for the data", DATA, DATA_GIB),
    "memory": _memory,
    "k6": _k6,
    "host image": _image,
    "host": _host,
}


def examine() -> Iterator[Finding]:
    """Yield a finding for each check; a check that fails is a finding too."""
    for name, check in CHECKS.items():
        try:
            yield check()
        except (BenchError, OSError) as error:
            yield Finding(name, "cannot be examined", str(error))


@click.command()
def doctor() -> None:
    """Check what the benchmark needs and how to fix what is missing."""
    table = Table("", "what", "found", "fix")
    findings = list(examine())
    for finding in findings:
        table.add_row(finding.mark, finding.what, finding.found, finding.fix)
    Console().print(table)
    sys.exit(any(finding.fix for finding in findings))
