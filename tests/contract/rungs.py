"""The rungs of the ladder, and which tests hold on which of them.

Every test of the contract runs on every rung but where it says otherwise: what the contract leaves
open differs by rung, and properties are tried at both ends only, for they take long.
"""

from __future__ import annotations

import pytest

from harness.results.model import Subject
from harness.run import ladder

_, *RUNGS = ladder.subjects(0)
WHOLE = next(rung for rung in RUNGS if not rung.off)
ENDS = (WHOLE, next(rung for rung in RUNGS if rung.off == ladder.ORDER))


def only_with(*names: str) -> pytest.MarkDecorator:
    """Let a test run where these optimizations are on."""
    return pytest.mark.only_with(*names)


def only_without(*names: str) -> pytest.MarkDecorator:
    """Let a test run where these optimizations are off, as in the naive service."""
    return pytest.mark.only_without(*names)


def holding(test: pytest.Metafunc) -> tuple[bool, list[Subject]]:
    """Return whether a test is for the naive service, and the rungs that it is for."""
    rungs = ENDS if hasattr(test.function, "hypothesis") else RUNGS
    kept = [rung for rung in rungs if _holds(test.definition, set(rung.off))]
    return _holds(test.definition, set(ladder.ORDER)), kept


def _holds(definition: pytest.Item, off: set[str]) -> bool:
    return not off & _named(definition, "only_with") and off >= _named(definition, "only_without")


def _named(definition: pytest.Item, marker: str) -> set[str]:
    return {name for mark in definition.iter_markers(marker) for name in mark.args}
