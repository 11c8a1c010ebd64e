"""Memory of the workers while they are loaded."""

from __future__ import annotations

import subprocess

import pytest

from harness.limits import memory
from harness.limits.candidates import CACHED
from harness.limits.memory import Reading
from tests.harness.limits.samples import LIMITS, LoadedHost

SEARCHES = ["/api/customers?search=ada"]


class GrowingHost(LoadedHost):
    """A host where the second of two workers has 10 MB more after each load."""

    def run(self, *command: str, stdin: str = "", **_: object) -> subprocess.CompletedProcess[str]:
        if command[0] == "wrk":
            return super().run(*command, stdin=stdin)
        memory = f"70000\n{70_000 + 10_000 * len(self.asked)}"
        said = "/unit" if command[0] == "systemctl" else memory
        return subprocess.CompletedProcess(command, 0, said)


def test_memory_is_read_after_each_stretch_of_load() -> None:
    host = GrowingHost()

    found = list(memory.readings(host, CACHED, "varied", LIMITS))  # type: ignore[arg-type]

    assert [duration for _, duration in host.asked] == ["20s"] * 3
    assert [reading.seconds for reading in found] == [20, 40, 60]
    assert found[-1].processes == [70_000, 100_000]


def test_the_process_that_grew_most_counts_from_when_its_caches_are_full() -> None:
    found = [Reading(20, [50, 10]), Reading(40, [100, 100]), Reading(60, [90, 110])]

    assert memory.growth(found, settled=40) == pytest.approx(1.1)


def test_the_load_seldom_asks_for_the_same_twice() -> None:
    paths = memory.varied(SEARCHES, ["id", "-balance"], 3_000_000, seed=1)

    assert len(set(paths)) > len(paths) / 3
    assert paths == memory.varied(SEARCHES, ["id", "-balance"], 3_000_000, seed=1)
