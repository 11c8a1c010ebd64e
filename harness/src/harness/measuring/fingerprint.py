"""The conditions of a session: everything its figures depend on, flat, compared by name."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.conditions import REPOSITORY, conditions
from harness.host.systemd_host import SystemdHost

HERE = Path(__file__).parent
MEASURED = (
    *("naive/src", "optimized/src", "dataset/src", "supervision/src"),
    *("systemd", "nginx", "k6", "uv.lock", "tests/benchmarks/peers", "tests/benchmarks/bare"),
    "harness/src/harness/measuring/databases.py",
    "harness/src/harness/measuring/paths.py",
)
SHOWN = ("package.redis-server", "package.nginx-light", "package.python3.13")
MANY = ("package.", "redis.", "mitigation.")  # kept in full beside the result, here by digest


def collect_conditions(host: SystemdHost, **generators: str) -> dict[str, str]:
    """Return the conditions on a host; `generators` are names and versions."""
    machine = host.run("sh", "-s", stdin=(HERE / "fingerprint.sh").read_text()).stdout
    settings = host.sql("postgres", (HERE / "settings.sql").read_text())
    return {
        **_pairs(machine.splitlines()),
        **_pairs(settings.splitlines()),
        **_redis(host.redis("CONFIG", "GET", "*").split("\n")),
        "digest.measured": measured_digest(),
        **{f"load.{name}": version for name, version in generators.items()},
        "load.kernel": platform.release(),
    }


def measured_digest() -> str:
    """Return the digest of what is measured: code, units, load, and the values of conditions.

    What is not measured (a comment, an experiment's plan) does not change it.
    """
    fields = ("dataset", "postgresql", "redis", "nginx", "environment", "programs")
    values = [str(getattr(conditions(), name)) for name in fields]
    made_of = hashlib.sha256(json.dumps(values).encode())
    for name in MEASURED:
        root = REPOSITORY / name
        for path in sorted([root] if root.is_file() else root.rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".md"):
                made_of.update(str(path.relative_to(REPOSITORY)).encode())
                made_of.update(path.read_bytes())
    return made_of.hexdigest()[:12]


def pool(found: Mapping[str, str]) -> str:
    """Return what sessions must have in common to be pooled."""
    return f"{found['machine.cpu']}, Linux {found['kernel.release']}, {found['digest.measured']}"


def shortened(found: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions with groups of many values replaced by their digests."""
    short = {
        name: value for name, value in found.items() if name in SHOWN or not name.startswith(MANY)
    }
    for group in MANY:
        own = {name: value for name, value in found.items() if name.startswith(group)}
        digest = hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:12]
        short[f"digest.{group.rstrip('.')}"] = digest
    return short


def _pairs(lines: Iterable[str]) -> dict[str, str]:
    split = (line.split("=", 1) for line in lines)
    return {name: value.strip() for name, value in split}


def _redis(lines: list[str]) -> dict[str, str]:
    # redis-cli prints names and values in turn, a line each; the last value may be empty
    return {f"redis.{name}": value for name, value in zip(lines[::2], lines[1::2], strict=True)}
