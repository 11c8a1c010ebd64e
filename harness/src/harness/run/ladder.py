"""The rungs between the naive service and the optimized one."""

from __future__ import annotations

import tomllib

from harness.conditions import REPOSITORY
from harness.results.model import Subject

_REGISTRY = REPOSITORY / "optimized/src/optimized/optimizations.toml"
ORDER = tuple(
    name for name, each in tomllib.loads(_REGISTRY.read_text()).items() if each["group"] == "six"
)
"""The six optimizations as they are added, each to those before it."""


def optimizations(subject: Subject) -> str:
    """Return the value of OPTIMIZATIONS for a subject."""
    return ",".join(["six", *(f"-{name}" for name in subject.off)])


def subjects(customers: int) -> list[Subject]:
    """Return the naive service, the rungs from none to all, and the whole less one at a time.

    The whole without the last of `ORDER` is the rung below it, and not measured twice.
    """
    return [Subject("naive", "naive", customers), *_rungs(customers), *_left_out(customers)]


def _rungs(customers: int) -> list[Subject]:
    names = ["all off", *(f"+ {name}" for name in ORDER)]
    return [
        Subject(name, "optimized", customers, ORDER[added:]) for added, name in enumerate(names)
    ]


def _left_out(customers: int) -> list[Subject]:
    return [Subject(f"no {name}", "optimized", customers, (name,)) for name in ORDER[:-1]]
