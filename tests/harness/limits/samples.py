"""Small limits, and a host whose wrk and client say what they are told to."""

from __future__ import annotations

import json
import subprocess

from harness.conditions import Limits, MemoryLimits, NaiveLimits

LIMITS = Limits(
    rounds=4,
    connections=50,
    warmup=1,
    seconds=2,
    suspects=2,
    repeats=3,
    naive=NaiveLimits(rounds=2, connections=2, requests={"searches": 3}),
    memory=MemoryLimits(seconds=60, every=20, settled=40),
)
SAMPLE = {"requests": 100, "seconds": 2.0, "p50": 1, "p99": 2, "statuses": 0, "broken": 0}


class LoadedHost:
    """A host whose wrk says `sample`, and where each single answer takes a quarter of a second."""

    def __init__(self, sample: dict[str, float] | None = None) -> None:
        self.sample = sample or SAMPLE
        self.asked: list[tuple[str, str]] = []
        self.single: list[list[str]] = []

    def run(self, *command: str, stdin: str = "", **_: object) -> subprocess.CompletedProcess[str]:
        if command[0] != "wrk":
            self.single.append(stdin.splitlines())
            return subprocess.CompletedProcess(command, 0, json.dumps([250] * len(self.single[-1])))
        duration = next(word for word in command if word.startswith("--duration="))
        self.asked.append((command[-3], duration.removeprefix("--duration=")))
        return subprocess.CompletedProcess(command, 0, f"wrk's words\n{json.dumps(self.sample)}\n")
