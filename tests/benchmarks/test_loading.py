"""Times the loading of generated customers: generation, COPY, and the whole command.

    ./bench test tests/benchmarks/test_loading.py --customers 3_000_000

`extra_info` of the saved results holds the ratios to COPY of bytes that were made before.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dataset.copying import CustomerEncoder
from dataset.customers import CustomerMaker
from dataset.loading import Request
from dataset.pools import Pools, make_pools
from dataset.spec import Spec
from dataset.staging import SEARCH_PATH, Connection, connection_string, staging
from harness.conditions import conditions
from optimized.customers.infrastructure.loading import copy, copy_customers
from tests.support.loads import Loaded, migrated
from tests.support.servers import postgresql

WORKERS = 2

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def spec(pytestconfig: pytest.Config) -> Spec:
    return Spec(pytestconfig.getoption("--customers"))


@pytest.fixture(scope="module")
def database(runtime: Path) -> Iterator[Loaded]:
    settings = {name: str(value) for name, value in conditions().postgresql.items()}
    with (
        postgresql(**{**settings, "fsync": "on"}) as server,
        migrated("optimized", runtime, server) as loaded,
    ):
        yield loaded


@pytest.fixture
def connection(database: Loaded) -> Iterator[Connection]:
    """A connection that sees new tables without indexes."""
    dsn = database.server.dsn(database.name)
    with (
        psycopg.connect(dsn, autocommit=True) as connection,
        staging(connection),
    ):
        yield connection


@pytest.fixture(scope="module")
def pools(spec: Spec) -> Pools:
    return make_pools(spec)


def _rows(pools: Pools, spec: Spec) -> Iterator[bytes]:
    maker, encoder = CustomerMaker.of(pools, spec.seed), CustomerEncoder.of(pools, search=True)
    return (encoder.rows(maker.make(ids)) for ids in spec.blocks())


@pytest.fixture(scope="module")
def ready(pools: Pools, spec: Spec) -> list[bytes]:
    return list(_rows(pools, spec))


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    """What was measured so far."""
    return {}


def _once(benchmark: BenchmarkFixture, call: Callable[[], object]) -> float:
    started = time.perf_counter()
    benchmark.pedantic(call, rounds=1)  # type: ignore[no-untyped-call]
    return time.perf_counter() - started


def test_generation(benchmark: BenchmarkFixture, pools: Pools, spec: Spec) -> None:
    _once(benchmark, lambda: deque(_rows(pools, spec), maxlen=0))


@pytest.mark.parametrize("connections", [1, WORKERS])
def test_copy_of_ready_bytes(
    benchmark: BenchmarkFixture,
    connection: Connection,
    ready: list[bytes],
    seconds: dict[str, float],
    connections: int,
) -> None:
    def copy_share(first: int) -> None:
        with psycopg.connect(connection_string(connection), autocommit=True) as own:
            own.execute(SEARCH_PATH)
            for rows in ready[first::connections]:
                copy(own, "customers_customer", rows)

    def copy_all() -> None:
        with ThreadPoolExecutor(connections) as threads:
            deque(threads.map(copy_share, range(connections)), maxlen=0)

    seconds[f"{connections} connections"] = _once(benchmark, copy_all)


def test_load_alone(
    benchmark: BenchmarkFixture,
    connection: Connection,
    pools: Pools,
    spec: Spec,
    seconds: dict[str, float],
) -> None:
    conninfo, request = connection_string(connection), Request(spec, WORKERS, force=True)
    took = _once(benchmark, lambda: deque(copy_customers(conninfo, pools, request), maxlen=0))
    for connections, ready in seconds.items():
        benchmark.extra_info[f"times COPY of ready bytes, {connections}"] = round(took / ready, 2)


def test_whole_load(benchmark: BenchmarkFixture, database: Loaded, spec: Spec) -> None:
    command = ("--customers", str(spec.customers), "--worker", str(WORKERS), "--force")
    _once(benchmark, lambda: database.load(*command))
    digests = conditions().dataset.digests
    if spec.customers in digests:
        assert database.query("SELECT digest FROM dataset_load") == digests[spec.customers]
    else:
        assert database.query("SELECT count(*) FROM customers_customer") == str(spec.customers)
