"""What a result ran on, in a sentence, from the fingerprint of its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

KIBIBYTES = 2**20  # in a GiB
VERSIONS = {
    "Linux": "kernel.release",
    "PostgreSQL": "postgresql.version",
    "Redis": "package.redis-server",
    "nginx": "package.nginx-light",
    "Python": "package.python3.13",
    "k6": "load.k6",
    "wrk": "load.wrk",
}
_NUMBER = re.compile(r"(?:\d+:)?(\d+(?:\.\d+)+)")  # without a package's epoch and revision


def machine(conditions: Mapping[str, str]) -> str:
    """Return the CPU, the cores, the memory and what they are lent by."""
    return ", ".join(_machine(conditions))


def versions(conditions: Mapping[str, str]) -> str:
    """Return the versions of what took part, as far as the conditions tell them."""
    known = ((name, _NUMBER.search(conditions.get(key, ""))) for name, key in VERSIONS.items())
    return ", ".join(f"{name} {found[1]}" for name, found in known if found)


def _machine(conditions: Mapping[str, str]) -> Iterator[str]:
    if cpu := conditions.get("machine.cpu"):
        yield cpu.replace("(R)", "")
    if cpus := conditions.get("machine.cpus"):
        yield f"{cpus} CPUs"
    if memory := conditions.get("machine.memory_kb"):
        yield f"{int(memory) / KIBIBYTES:.1f} GiB"
    lent = (conditions.get(f"machine.{kind}", "") for kind in ("virtualization", "container"))
    if shown := " and ".join(kind for kind in lent if kind not in ("", "none")):
        yield f"in {shown}"
