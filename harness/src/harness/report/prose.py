"""What is said of the services in the report and in the README alike: `prose.toml`, typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two services do differently."""

    aspect: str
    naive: str
    optimized: str


@dataclass(frozen=True, slots=True)
class Prose:
    """The differences and the limits of what is measured."""

    differences: tuple[Difference, ...]
    limits: tuple[str, ...]


def prose() -> Prose:
    """Return what `prose.toml` says."""
    table = tomllib.loads(resources.files(__package__).joinpath("prose.toml").read_text())
    return Prose(
        differences=tuple(Difference(**entry) for entry in table["difference"]),
        limits=tuple(entry["text"] for entry in table["limit"]),
    )
