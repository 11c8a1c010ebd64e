"""Whether one subject is slower than another that was measured in the same sessions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from harness.experiments.subjects import pairs
from harness.results.model import Result
from harness.statistics.intervals import t_interval
from harness.statistics.summary import RATIOS, Key, ratios, repeats


def regressions(result: Result, bound: float) -> Iterator[str]:
    """Yield in words what became slower than `bound` times the base, with its whole interval.

    The two alternate within sessions, so each round's ratio is a sample: a boot favours neither.
    """
    known = repeats(result)
    for base, other in pairs(result.experiment, result.subjects):
        for scenario in result.experiment.scenarios:
            one, two = (known.get(Key(name, scenario), {}) for name in (base.name, other.name))
            for metric in RATIOS:
                logs = [math.log(ratio) for ratio in ratios(one, two, metric).values()]
                if not logs:
                    continue
                high = math.exp(t_interval(logs)[1] if len(logs) > 1 else logs[0])
                if high < bound:
                    yield (
                        f"{other.name} is slower than {base.name}: {scenario} {metric}"
                        f" {math.exp(np.mean(logs)):.2f}×, at most {high:.2f}× (bound {bound})"
                    )
