"""Which optimizations the optimized service runs with, and which tests each state gets.

Every test runs against the six, and against everything there is. The state without one of the six
gets the tests that name it: a media type cannot depend on `joins`.
"""

from __future__ import annotations

from typing import Final

import pytest

from optimized.optimizations import ALL, REGISTRY, SIX

NAMES: Final = tuple(name for name in REGISTRY if name in SIX)
WHOLE: Final = ("six", "all") if ALL > SIX else ("six",)


def touched_by(*names: str) -> pytest.MarkDecorator:
    """Let a test run without each of these optimizations, too."""
    return pytest.mark.touched_by(*names)


def needs(*names: str) -> pytest.MarkDecorator:
    """Keep a test to where these optimizations are on, which they are not in naive."""
    return pytest.mark.needs(*names)


def only_without(name: str) -> pytest.MarkDecorator:
    """Keep a test to where this optimization is off, as in naive."""
    return pytest.mark.only_without(name)


def chosen(test: pytest.Metafunc) -> tuple[bool, list[str]]:
    """Return whether naive is asked, and the values of OPTIMIZATIONS that a test is for."""
    definition = test.definition
    if only := _named(definition, "only_without"):
        return True, [f"six,-{name}" for name in NAMES if name in only]
    needed, touched = _named(definition, "needs"), _named(definition, "touched_by")
    off = [f"six,-{name}" for name in NAMES if name in touched - needed]
    return not needed, [*WHOLE, *off]


def _named(definition: pytest.Item, marker: str) -> set[str]:
    named = {name for mark in definition.iter_markers(marker) for name in mark.args}
    if unknown := named - set(NAMES):
        raise ValueError(f"{definition.nodeid}: no such optimization: {', '.join(unknown)}")
    return named
