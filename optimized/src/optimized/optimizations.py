"""The registry of optimizations, and the grammar of `OPTIMIZATIONS`.

`all`, `six`, `none` or a name, separated by commas and read from left to right; a leading `-`
switches off. A list that begins with `-` starts from `six`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Optimization:
    """A switch: what it does, what is there without it, and where its code is."""

    name: str
    group: Literal["six", "beyond"]
    description: str
    off: str
    code: str


class InvalidOptimizationsError(ValueError):
    """The value of OPTIMIZATIONS cannot be used; the message says why."""


def _read() -> dict[str, Optimization]:
    entries = tomllib.loads(files(__package__).joinpath("optimizations.toml").read_text())
    return {name: Optimization(name, **entry) for name, entry in entries.items()}


REGISTRY: Final = _read()
SIX: Final = frozenset(each.name for each in REGISTRY.values() if each.group == "six")
ALL: Final = frozenset(REGISTRY)
DEFAULT: Final = "six"
_SETS: Final = {"all": ALL, "six": SIX, "none": frozenset[str]()}


def parse(text: str) -> frozenset[str]:
    """Return the optimizations that are on.

    Raises InvalidOptimizationsError on an unknown name, and on one beyond the six without all six.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    on = SIX if not parts or parts[0].startswith("-") else frozenset[str]()
    for part in parts:
        name = part.removeprefix("-")
        named = _SETS.get(name) or (ALL & {name})
        if not named and name != "none":
            known = ", ".join([*_SETS, *REGISTRY])
            raise InvalidOptimizationsError(f"OPTIMIZATIONS: unknown name {name!r}; known: {known}")
        on = on - named if part.startswith("-") else on | named
    if (beyond := on - SIX) and not on >= SIX:
        missing = ", ".join(sorted(SIX - on))
        raise InvalidOptimizationsError(
            f"OPTIMIZATIONS: {', '.join(sorted(beyond))} needs all six; missing: {missing}"
        )
    return on
