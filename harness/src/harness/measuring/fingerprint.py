"""The conditions of a session: everything its figures depend on, flat, compared by name."""

import json
import platform
from collections.abc import Mapping
from pathlib import Path

from harness.conditions import REPOSITORY, conditions, digest
from harness.host.systemd_host import SystemdHost

HERE = Path(__file__).parent
MEASURED = (
    *("naive/src", "optimized/src", "dataset/src"),
    "supervision/src/supervision/*.py",  # without metrics/, which are off
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
    lines = (line.split("=", 1) for line in (*machine.splitlines(), *settings.splitlines()))
    # redis-cli prints names and values in turn, a line each; the last value may be empty
    redis = host.redis("CONFIG", "GET", "*").split("\n")
    return {
        **{name: value.strip() for name, value in lines},
        **{f"redis.{name}": value for name, value in zip(redis[::2], redis[1::2], strict=True)},
        "digest.measured": measured_digest(),
        **{f"load.{name}": version for name, version in generators.items()},
        "load.kernel": platform.release(),
    }


def measured_digest() -> str:
    """Return the digest of what is measured: code, units, load, and the values of conditions.

    What is not measured (a comment, an experiment's plan, metrics) does not change it.
    """
    fields = ("dataset", "postgresql", "redis", "nginx", "environment", "programs", "generator")
    values = [str(getattr(conditions(), name)) for name in fields]
    return digest(json.dumps(values), (path for name in MEASURED for path in REPOSITORY.glob(name)))


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
        short[f"digest.{group.rstrip('.')}"] = digest(json.dumps(own, sort_keys=True))
    return short
