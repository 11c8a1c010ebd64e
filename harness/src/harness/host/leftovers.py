"""What a container that was killed leaves on the machine, and its removal."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from harness.errors import BenchError

NAME = "django-bench"
INTERFACE = f"ve-{NAME}"

_TREES = ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd")
_SECONDS = 10


def cgroups(name: str = NAME) -> list[Path]:
    """Return the container's cgroups that exist, the root of each hierarchy's part."""
    return [path for tree in _TREES if (path := Path(tree) / name).is_dir()]


def _remove(cgroup: Path) -> bool:
    children = sorted((path for path in cgroup.rglob("*") if path.is_dir()), reverse=True)
    try:
        for path in [*children, cgroup]:
            path.rmdir()
    except OSError:  # a process in it is not gone yet
        return False
    return True


def sweep() -> None:
    """Kill what is left of a container and remove its cgroups and its network device.

    Raises BenchError where the kernel keeps a cgroup.
    """
    sweep_cgroups(NAME)
    if Path("/sys/class/net", INTERFACE).exists():
        subprocess.run(["ip", "link", "delete", INTERFACE], check=False, capture_output=True)


def sweep_cgroups(name: str) -> None:
    """Kill what is left of the container `name` and remove its cgroups. Raises BenchError."""
    for cgroup in cgroups(name):
        kill = cgroup / "cgroup.kill"
        if kill.exists():
            kill.write_text("1")
        deadline = time.monotonic() + _SECONDS
        while not _remove(cgroup):
            if time.monotonic() > deadline:
                raise BenchError(f"processes of an earlier host hold on in {cgroup}: end them")
            time.sleep(0.02)
