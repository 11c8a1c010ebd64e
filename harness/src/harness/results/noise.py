"""How far noise alone reaches, by the A/A runs that were kept."""

from __future__ import annotations

from harness.results import store
from harness.results.comparison import Floors, Key
from harness.results.model import Result
from harness.results.statistics import Ratio, spread


def noise(result: Result) -> dict[Key, float]:
    """Return the ratios that an A/A result reached, the larger of its services'."""
    reached: dict[Key, float] = {}
    for found in result.comparisons:
        key = Key(found.scenario, found.model, found.metric)
        own = spread(Ratio(found.ratio, found.low, found.high))
        reached[key] = max(reached.get(key, 1.0), own)
    return reached


def floors(profile: str) -> Floors:
    """Return the noise floor by the newest A/A run of the profile; empty before the first."""
    for directory in reversed(store.kept()):
        result = store.read(directory)
        if result.kind == "noise" and result.profile.name == profile:
            return noise(result)
    return {}
