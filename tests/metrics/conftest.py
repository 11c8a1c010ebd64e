"""Services with METRICS=on: naive, six with and without `async`, and the fast path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.contract.subjects import WHOLE
from tests.support import services
from tests.support.exposition import Exposition, exposed

SUBJECTS = {
    "naive": ("naive", {}),
    "synchronous": ("optimized", {"OPTIMIZATIONS": "six,-async"}),
    **{state: ("optimized", {"OPTIMIZATIONS": state}) for state in WHOLE},
}


@dataclass(frozen=True, slots=True)
class Observed:
    """A subject that can be started as often as wanted, and what it tells Prometheus."""

    name: str
    start: Callable[[], AbstractContextManager[services.Service]]
    exposition: Exposition


@contextmanager
def observing(subject: str, runtime: Path, directory: Path) -> Iterator[Observed]:
    """Give a subject a directory for its metrics, and serve them."""
    name, variables = SUBJECTS[subject]
    files = directory / "files"
    files.mkdir(parents=True)
    environment = services.environment(
        name, runtime, METRICS="on", RUNTIME_DIRECTORY=str(files), **variables
    )
    with exposed(files) as exposition:
        start = partial(services.running, name, environment, directory / "log")
        yield Observed(subject, start, exposition)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> None:
    """What the services ask."""
    for needed in ("naive_database", "optimized_database", "redis_server"):
        request.getfixturevalue(needed)


@pytest.fixture(scope="module", params=SUBJECTS)
def observed(
    request: pytest.FixtureRequest,
    runtime: Path,
    tmp_path_factory: pytest.TempPathFactory,
    databases: None,  # noqa: ARG001
) -> Iterator[Observed]:
    """Each of the subjects, with a directory of its own."""
    with observing(request.param, runtime, tmp_path_factory.mktemp("metrics")) as observed:
        yield observed


@pytest.fixture(scope="module")
def service(observed: Observed) -> Iterator[services.Service]:
    """The subject, running."""
    with observed.start() as service:
        yield service
