"""An experiment is subjects × scenarios × sessions × rounds."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Model = Literal["closed", "open", "ramp"]

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=1)]  # as k6 takes them
Share = Annotated[float, Field(gt=0, lt=1)]


class Value(BaseModel):
    """An immutable value that accepts only the fields it declares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(Value):
    """What is measured: a service over so many customers, with its switches and settings.

    `optimizations` and `environment` go to the unit. A `revision` is a git commit whose code
    replaces that of the checkout. `program` is the key of another server (`[programs]` of
    conditions.toml) that is measured in place of the service; `kind` says what may be compared with
    it. A `twin` differs from its namesake in nothing.
    """

    name: str
    service: Literal["naive", "optimized"]
    customers: Count
    optimizations: str = ""
    environment: Mapping[str, str] = {}
    revision: str = ""
    program: str = ""
    kind: str = ""
    twin_of: str = ""


class Experiment(Value):
    """An entry of `[experiments]`. `warmup` and `duration` are seconds for each measurement.

    The `generator` decides what its `scenarios` are: k6's scripts, or lists of paths for wrk.
    A measurement goes on for up to `longest` seconds where the duration is too short for a figure.
    With fewer than `publishable` sessions, a result is not published.
    `subjects` are names (harness.experiments.subjects), each measured at every number of
    `customers`. `shares` are those of a subject's capacity at which an open model runs. `compare`
    says with what each subject is compared: the first of its size, or the previous one.
    """

    name: str
    question: str
    subjects: tuple[str, ...]
    customers: tuple[Count, ...]
    scenarios: tuple[str, ...] = ("browse", "search", "crud")
    generator: Literal["k6", "wrk"] = "k6"
    models: tuple[Model, ...] = ("closed",)
    shares: tuple[Share, ...] = (0.5, 0.7, 0.85)
    users: Count = 50
    warmup: Seconds
    duration: Seconds
    longest: Seconds = 90
    rounds: Count = 1
    sessions: Count
    publishable: Count = 4
    twins: bool = False
    order: Literal["shuffled", "complement"] = "shuffled"
    compare: Literal["first", "previous"] = "first"

    def comparable(self, *others: str) -> dict[str, Any]:
        """Return what results must share to be of the same plan, less some `others`."""
        return self.model_dump(exclude={"question", "sessions", "publishable", *others})
