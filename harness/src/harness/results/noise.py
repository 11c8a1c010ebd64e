"""How far noise alone reaches, by the A/A runs that were kept."""

from __future__ import annotations

from collections.abc import Mapping

from harness.results import store
from harness.results.comparison import Floors, Key
from harness.results.model import Result
from harness.results.statistics import Ratio, spread

MACHINE = "machine."  # conditions that a floor does not outlive


def noise(result: Result) -> dict[Key, float]:
    """Return the ratios that an A/A result reached, the larger of its services'.

    A ratio without an interval is one draw of the noise, not its bound, and left out.
    """
    reached: dict[Key, float] = {}
    for found in result.comparisons:
        if found.low is None:
            continue
        key = Key(found.scenario, found.model, found.metric)
        own = spread(Ratio(found.ratio, found.low, found.high))
        reached[key] = max(reached.get(key, 1.0), own)
    return reached


def floors(profile: str, conditions: Mapping[str, str]) -> Floors:
    """Return the noise floor by the newest A/A run of the profile on the same machine.

    It is empty before the first. The machine is what the `conditions` of a run say of it.
    """
    for result in reversed(store.kept().values()):
        same = _machine(result.conditions) == _machine(conditions)
        if result.kind == "noise" and result.profile.name == profile and same:
            return noise(result)
    return {}


def _machine(conditions: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in conditions.items() if name.startswith(MACHINE)}
