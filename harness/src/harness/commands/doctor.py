"""Is everything there, and if not, what mends it?"""

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
from harness.host import apt, container, k6, leftovers, rootfs
from harness.host.paths import CACHE

ENOUGH_BYTES = 12 * 1024**3  # 3 million customers twice, with their WAL


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` is empty if all is well."""

    what: str
    found: str
    mend: str = ""


def _system() -> Finding:
    release = Path("/etc/os-release").read_text()
    name = next(line for line in release.splitlines() if line.startswith("PRETTY_NAME="))
    known = any(f'VERSION_ID="{version}"' in release for version in (12, 13))
    mend = "" if known else "only Debian 12 and 13 are known to work"
    return Finding("system", name.split('"')[1], mend)


def _root() -> Finding:
    is_root = os.geteuid() == 0
    return Finding("user", "root" if is_root else "not root", "" if is_root else "call with sudo")


def _packages() -> Finding:
    missing = apt.missing(container.PACKAGES)
    mend = f"apt-get install {' '.join(missing)} (`bench up` does it)" if missing else ""
    return Finding("packages", "installed" if not missing else "missing", mend)


def _disk() -> Finding:
    place = next(path for path in (CACHE, *CACHE.parents) if path.exists())
    free = shutil.disk_usage(place).free
    mend = (
        "" if free >= ENOUGH_BYTES else f"free space on {place}: {ENOUGH_BYTES >> 30} GB are needed"
    )
    return Finding("disk", f"{free >> 30} GB free", mend)


def _k6() -> Finding:
    if (program := k6.find()) is not None:
        return Finding("k6", f"{k6.VERSION} at {program}")
    if shutil.which("go"):
        return Finding("k6", "not built yet: `bench run` does it with Go, once")
    return Finding("k6", "missing", f"put k6 {k6.VERSION} on the PATH, or install Go (go.dev/dl)")


def _root_file_system() -> Finding:
    built = (CACHE / f"rootfs-{rootfs.fingerprint()}").is_dir()
    return Finding("host image", "cached" if built else "not built yet: `bench up` does it, once")


def _host() -> Finding:
    host = container.running()
    if not host:
        left = leftovers.cgroups()
        mend = "`bench down` removes what a killed host left" if left else ""
        return Finding("host", "not running", mend)
    failed = host.run("systemctl", "list-units", "--failed", "--plain", "--no-legend", check=False)
    units = [line.split()[0] for line in failed.stdout.splitlines()]
    mend = f"look at `bench logs {units[0]}`" if units else ""
    return Finding("host", f"running at {host.address}", mend)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _system,
    _root,
    _packages,
    _disk,
    _k6,
    _root_file_system,
    _host,
)


def examine() -> Iterator[Finding]:
    """Look at everything, one finding a check; a check that fails is a finding too."""
    for check in CHECKS:
        try:
            yield check()
        except (BenchError, OSError) as error:
            yield Finding(check.__name__.strip("_"), "cannot be examined", str(error))


@click.command()
def doctor() -> None:
    """Check what the benchmark needs and say how to mend what is missing."""
    table = Table()
    for heading in ("", "what", "found", "mend"):
        table.add_column(heading)
    findings = list(examine())
    for finding in findings:
        mark = "[red]✗[/]" if finding.mend else "[green]✓[/]"
        table.add_row(mark, finding.what, finding.found, finding.mend)
    Console().print(table)
    sys.exit(any(finding.mend for finding in findings))
