"""The measured hit rate of the cache is that of the draws: nothing else warms it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from harness.load import k6
from tests.harness.k6_bench import Bench
from tests.harness.test_k6_draws import STATES, STEP, STRIDE
from tests.support import rows, services
from tests.support.servers import Redis as Server
from tests.support.waiting import PATIENCE

LOAD: dict[str, Any] = json.loads((k6.SCRIPTS / "data/load.json").read_text())
PHASE = 5
SECONDS = 3


def draws(iteration: int) -> Iterator[float]:
    """Yield the draws of an iteration, as k6/lib/picker.js makes them."""
    state = (LOAD["seed"] + ((PHASE << 24) | iteration) * STRIDE) % STATES
    while True:
        state = (state + STEP) % STATES
        mixed = (state ^ (state >> 16)) * 0x21F0AAAD % STATES
        mixed = (mixed ^ (mixed >> 15)) * 0x735A2D97 % STATES
        yield (mixed ^ (mixed >> 15)) / STATES


def searched(draw: Iterator[float], data: dict[str, Any]) -> str:
    """Return what an iteration of `search` asks for."""
    at = next(draw) * sum(LOAD["terms"].values())
    ends = accumulate(LOAD["terms"].values())
    kind = next(name for name, end in zip(LOAD["terms"], ends, strict=True) if at < end)
    terms = data["terms"][kind]
    found: str = terms[int(next(draw) * len(terms))]
    return found


def opened(draw: Iterator[float], _data: dict[str, Any]) -> str:
    """Return the id that an iteration of `crud` without writes reads."""
    next(draw)  # whether it writes
    return str(1 + int(next(draw) ** LOAD["skew"] * rows.CUSTOMERS))


def simulated(
    ask: Callable[[Iterator[float], dict[str, Any]], str], data: dict[str, Any], iterations: int
) -> float:
    """Return the share of iterations that ask for what an earlier one has asked for."""
    asked = [ask(draws(iteration), data) for iteration in range(iterations)]
    return 1 - len(set(asked)) / iterations


@pytest.fixture(scope="module")
def patient(
    runtime: Path,
    tmp_path_factory: pytest.TempPathFactory,
    optimized_database: str,  # noqa: ARG001
) -> Iterator[services.Service]:
    """A service that waits for Redis: after 0.1 s, on a busy machine, a hit would be a miss."""
    url = f"unix://{runtime / 'redis.sock'}?socket_timeout={PATIENCE}"
    variables = services.environment("optimized", runtime, REDIS_URL=url)
    log = tmp_path_factory.mktemp("patient") / "log"
    with services.running("optimized", variables, log) as service:
        yield service


@pytest.mark.parametrize(("scenario", "ask"), [("search", searched), ("crud", opened)])
def test_measured_hit_rate_is_that_of_a_simulation(
    patient: services.Service,
    redis_server: Server,
    bench: Bench,
    scenario: str,
    ask: Callable[[Iterator[float], dict[str, Any]], str],
) -> None:
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    load = k6.Scenario(scenario, "closed", users=1, seconds=SECONDS, phase=PHASE)
    series = bench.run(patient.url, load, LOAD='{"writes": 0}').series
    measured = series.cache["hit"] / series.cache.total()
    assert series.cache.total() == series.iterations
    assert measured == pytest.approx(simulated(ask, bench.data, series.iterations), abs=0.01)
