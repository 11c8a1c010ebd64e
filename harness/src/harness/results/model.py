"""The values of `result.json`: model, schema and validator in one.

Times are in seconds unless the name says otherwise, shares from 0 to 1. A change that an old file
does not survive raises VERSION.
"""

from collections.abc import Mapping
from typing import Literal

from harness.conditions import conditions
from harness.experiments.model import Experiment, Model, Subject, Value

VERSION = 2
LEAST_ANSWERS = 30


class Cache(Value):
    """Answers by their X-Cache header."""

    hit: int
    miss: int


class Knee(Value):
    """The highest rate of right answers per second in a ramp, and why it goes no higher."""

    rate: float
    reason: str


class Balance(Value):
    """Where the host's CPU time went during a measurement; the shares sum to 1."""

    units: float
    generator: float
    foreign: float
    idle: float
    stolen: float


class Measurement(Value):
    """One load on one subject.

    `rate` is the offered iterations per second of an open model, `share` its share of the
    subject's capacity. `right` counts all right answers, `in_time` those within `seconds`.
    `failures` are counts by kind. `latency` holds percentiles in milliseconds, None where too few
    answers came for one. `cpu` is the CPU time of each unit up to the last answer. `statements`
    counts SQL statements. `alone` is how long a single such request takes on an idle host.
    """

    scenario: str
    model: Model
    seconds: float
    rate: float | None = None
    share: float | None = None
    requests: int
    right: int
    in_time: int
    failures: Mapping[str, int]
    dropped: int = 0
    cache: Cache | None
    latency: Mapping[str, float | None] = {}
    cpu: Mapping[str, float | None]
    balance: Balance
    statements: int | None
    alone: float | None = None
    knee: Knee | None = None
    problem: str = ""
    checked: Literal["all", "sample"] = "all"
    invalid: tuple[str, ...] = ()

    @property
    def failed(self) -> float:
        """The share of the requests that failed."""
        return sum(self.failures.values()) / self.requests if self.requests else 1.0

    @property
    def answered(self) -> bool:
        """Whether there are answers enough, and few enough failures, for ratios."""
        return self.in_time >= LEAST_ANSWERS and self.failed <= conditions().validity.failures

    @property
    def completed(self) -> float:
        """The share of an open model's arrivals that was answered in time: not what was dropped."""
        started = max(0.0, 1 - self.dropped / ((self.rate or 1) * self.seconds))
        return started * self.in_time / max(self.requests, 1)

    @property
    def throughput(self) -> float:
        """Right answers per second within the time."""
        return self.in_time / self.seconds

    @property
    def cpu_ms(self) -> float | None:
        """CPU milliseconds per right answer; None where it says nothing or is not accounted."""
        used = [value for value in self.cpu.values() if value is not None]
        if not self.answered or len(used) < len(self.cpu) or not used:
            return None
        return 1000 * sum(used) / self.right


class Round(Value):
    """A subject measured once in a session; `work` times a fixed piece of CPU work around it."""

    session: int
    number: int
    subject: str
    work: tuple[float, float]
    seconds: float = 0
    measurements: tuple[Measurement, ...]

    @property
    def place(self) -> tuple[int, int, str]:
        """Where in the experiment it was measured: that of a slot."""
        return self.session, self.number, self.subject


class Session(Value):
    """One boot of the host, more `boots` if it was resumed; pooled with those of equal `pool`."""

    number: int
    boots: tuple[str, ...]
    seconds: float
    complete: bool
    ended: str
    revision: str
    dirty: bool
    pool: str


class Result(Value):
    """All of one experiment, session by session."""

    version: Literal[2] = 2
    experiment: Experiment
    subjects: tuple[Subject, ...]
    sessions: tuple[Session, ...]
    rounds: tuple[Round, ...]
    conditions: Mapping[str, str]

    @property
    def started(self) -> str:
        """When the first session began (ISO 8601, UTC)."""
        return self.sessions[0].boots[0]

    @property
    def complete(self) -> int:
        """The number of complete sessions."""
        return sum(session.complete for session in self.sessions)

    @property
    def counted(self) -> tuple[int, ...]:
        """The sessions that figures include: the complete ones, or all if none is complete."""
        complete = tuple(each.number for each in self.sessions if each.complete)
        return complete or tuple(each.number for each in self.sessions)

    def fixed_work(self, session: int) -> list[float]:
        """Return how long the fixed piece of CPU work took in a session, each time."""
        return [each for done in self.rounds if done.session == session for each in done.work]

    @property
    def machine(self) -> str:
        """The CPU and the kernel of its sessions: those of another are no part of the result."""
        return self.sessions[-1].pool.rpartition(", ")[0]

    @property
    def finished(self) -> bool:
        """Whether all planned sessions are complete."""
        return self.complete >= self.experiment.sessions
