"""The folder of the fast path can be deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import optimized as package
from tests.support import servers, services

PATHS = ["/api/customers", "/api/customers?search=smith&page_size=3", "/api/customers/7"]
PATHS += ["/api/cities", "/api/companies/3", "/api/customers/9999", "/api/openapi.json"]


@pytest.fixture
def variables(tmp_path: Path, runtime: Path) -> dict[str, str]:
    """The environment of a service whose source has no fast path."""
    source = Path(str(package.__file__)).parent
    shutil.copytree(
        source, tmp_path / source.name, ignore=shutil.ignore_patterns("fastpath", "__pycache__")
    )
    return services.environment("optimized", runtime) | {"PYTHONPATH": str(tmp_path)}


@pytest.fixture
def bereft(
    variables: dict[str, str],
    tmp_path: Path,
    optimized_database: str,  # noqa: ARG001
    redis_server: servers.Redis,  # noqa: ARG001
) -> Iterator[httpx.Client]:
    """A client of that service."""
    with (
        services.running("optimized", variables, tmp_path / "log") as service,
        service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
    ):
        yield client


def test_without_it_the_six_answer_as_before(bereft: httpx.Client, optimized: httpx.Client) -> None:
    host = {"Host": "localhost"}  # of the links
    for path in PATHS:
        answer, before = bereft.get(path, headers=host), optimized.get(path, headers=host)
        assert (answer.status_code, answer.content) == (before.status_code, before.content), path


def test_without_it_a_write_is_served(bereft: httpx.Client) -> None:
    assert bereft.post("/api/customers", json={}).status_code == 400


def test_without_it_all_is_refused_with_the_reason(variables: dict[str, str]) -> None:
    with pytest.raises(RuntimeError, match="direct needs the package"):
        services.manage("optimized", variables | {"OPTIMIZATIONS": "all"}, "check")
