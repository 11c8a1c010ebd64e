"""What searches cost PostgreSQL."""

from __future__ import annotations

import json

import pytest

from harness.limits import asking, counting
from harness.limits.candidates import PLAIN
from tests.harness.limits.samples import LIMITS


class Disturbed:
    """A stack of searches that cost PostgreSQL `costs`; the first pass is disturbed at /quick."""

    host = None

    def __init__(self, costs: dict[str, float]) -> None:
        self.costs = costs
        self.passes = 0
        self.counted: list[float] = []

    def times(self, _host: None, _candidate: object, paths: list[str]) -> list[float]:
        self.passes += 1
        disturbance = 1000 if self.passes == 1 else 0
        taken = [self.costs[path] + disturbance * (path == "/quick") for path in paths]
        self.counted += taken
        return taken

    def reset_statements(self, _database: str) -> None:
        self.counted = []

    def sql(self, _database: str, _statements: str) -> str:
        counted = self.counted
        return json.dumps(
            {"calls": len(counted), "milliseconds": sum(counted), "least": min(counted)}
        )


def test_the_worst_search_is_one_that_is_slow_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Disturbed({"/quick": 1, "/middle": 2, "/slow": 7})
    monkeypatch.setattr(asking, "times", stack.times)

    found = counting.searches(stack, PLAIN, ["/quick", "/middle", "/slow"], LIMITS)  # type: ignore[arg-type]

    assert (found.statements, found.worst, found.worst_path) == (1, 7, "/slow")
