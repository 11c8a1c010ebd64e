"""The conditions of a run: everything its figures depend on, flat, so that two compare by name."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

from harness.conditions import REPOSITORY, conditions
from harness.run.stack import Stack

HERE = Path(__file__).parent
SOURCES = ("conditions.toml", "uv.lock", "flake.lock")


def fingerprint(stack: Stack, customers: int, **generator: str) -> dict[str, str]:
    """Return the conditions of a run over `customers` on the host of `stack`.

    `generator` is the load generator's name and version. The digest of the data is the
    published one, which loading asserts.
    """
    machine = stack.host.run("sh", "-s", stdin=(HERE / "fingerprint.sh").read_text()).stdout
    settings = stack.sql("postgres", (HERE / "settings.sql").read_text())
    return {
        **_pairs(machine.splitlines()),
        **_pairs(settings.splitlines()),
        **_redis(stack.redis("CONFIG", "GET", "*").split("\n")),
        **{f"digest.{name}": _sha256(name) for name in SOURCES if (REPOSITORY / name).exists()},
        "digest.data": conditions().dataset.digests.get(customers, ""),
        "customers": str(customers),
        **{f"load.{name}": version for name, version in generator.items()},
        "load.kernel": platform.release(),
    }


def _sha256(name: str) -> str:
    return hashlib.sha256((REPOSITORY / name).read_bytes()).hexdigest()


def _pairs(lines: Iterable[str]) -> dict[str, str]:
    split = (line.split("=", 1) for line in lines)
    return {name: value.strip() for name, value in split}


def _redis(lines: list[str]) -> dict[str, str]:
    # redis-cli prints names and values in turn, a line each; the last value may be empty
    return {f"redis.{name}": value for name, value in zip(lines[::2], lines[1::2], strict=True)}
