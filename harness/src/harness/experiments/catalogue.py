"""The experiments of conditions.toml, and overrides of them from the command line."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from harness.conditions import conditions
from harness.errors import BenchError
from harness.experiments.model import Experiment

SCENARIOS = {"k6": ("browse", "search", "crud"), "wrk": ("list", "detail", "cached", "search")}


def experiment(name: str, overrides: Mapping[str, Any] | None = None) -> Experiment:
    """Return an experiment with some of its fields overridden. Raises BenchError."""
    planned = conditions().experiments
    if name not in planned:
        raise BenchError(f"there is no experiment {name}; known: {', '.join(planned)}")
    given = {key: value for key, value in (overrides or {}).items() if value}
    try:
        found = Experiment(**{"name": name, **planned[name], **given})
    except ValidationError as error:
        told = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise BenchError(f"experiment {name}: {'; '.join(told)}") from None
    known = SCENARIOS[found.generator]
    if unknown := ", ".join(sorted(set(found.scenarios) - set(known))):
        raise BenchError(f"there is no scenario {unknown}; known: {', '.join(known)}")
    return found
