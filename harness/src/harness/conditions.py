"""`conditions.toml`, read once and typed."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from harness.errors import BenchError
from harness.experiments.model import Value
from harness.processes import captured

REPOSITORY = Path(__file__).resolve().parents[3]
SERVICES = ("naive", "optimized")

Settings = Mapping[str, str | int | float]


class Dataset(Value):
    """What the generator is asked for; `digests` are those of its rows by number of customers."""

    seed: int
    cities: int
    companies: int
    digests: Mapping[int, str]


class Generator(Value):
    """How k6 and wrk are run; `timeout` in seconds."""

    timeout: float
    garbage_collection: int
    connections: int


class Validity(Value):
    """Bounds of a valid measurement, all shares: of CPUs or of requests; and of `equal` figures."""

    generator_cpu: float
    failures: float
    foreign_cpu: float
    stolen_cpu: float
    drift: float
    equal: float


class Program(Value):
    """What is measured in place of the service, and the path or statement of each scenario.

    A server has a `command`, and an `address` if it cannot serve the unit's socket; else the
    service itself runs. `nginx` is added to its http context. `kind` says what it compares with.
    """

    kind: str
    paths: Mapping[str, str]
    command: str = ""
    address: str = ""
    nginx: str = ""
    generator: Literal["wrk", "pgbench"] = "wrk"


class Conditions(Value):
    """All of `conditions.toml`; `environment` maps a service to its unit's variables."""

    dataset: Dataset
    postgresql: Settings
    redis: Settings
    nginx: Settings
    ports: Mapping[str, int]
    environment: Mapping[str, Settings]
    generator: Generator
    validity: Validity
    programs: Mapping[str, Program]
    subjects: Mapping[str, Mapping[str, Any]]
    experiments: Mapping[str, Mapping[str, Any]]


@cache
def conditions(path: Path = REPOSITORY / "conditions.toml") -> Conditions:
    """Return the conditions in `path`. Raises KeyError or ValidationError on what is unknown."""
    table = tomllib.loads(path.read_text())
    digests = {int(size): digest for size, digest in table["dataset"].pop("digests").items()}
    return Conditions(
        dataset=Dataset(digests=digests, **table.pop("dataset")),
        postgresql=table.pop("postgresql")["settings"],
        redis=table.pop("redis")["settings"],
        environment={service: table.pop(service)["environment"] for service in SERVICES},
        **table,
    )


def digest(beginning: str, roots: Iterable[Path] = ()) -> str:
    """Return a short hash of a text and of the checkout's files in `roots`."""
    made_of = hashlib.sha256(beginning.encode())
    for path in sorted(each for root in roots for each in (root, *root.rglob("*"))):
        if path.is_file() and path.suffix not in (".pyc", ".md"):
            made_of.update(str(path.relative_to(REPOSITORY)).encode())
            made_of.update(path.read_bytes())
    return made_of.hexdigest()[:12]


def git(*arguments: str) -> str:
    """Return the output of a git command in the checkout; "" outside of one."""
    return captured(["git", "-C", REPOSITORY, *arguments]).stdout.strip()


def commit(revision: str) -> str:
    """Return the abbreviated commit of a revision. Raises BenchError if there is none."""
    found = git("rev-parse", "--short=12", "--verify", "--quiet", f"{revision}^{{commit}}")
    if not found:
        raise BenchError(f"git knows no revision {revision}: see `git log --oneline`")
    return found
