"""Where the harness keeps what its tests measure, and the k6 that they measure with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.host import k6
from harness.results import store
from tests.harness.k6_bench import Bench
from tests.support import k6_data, rows


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep results in a directory of the test's own, and what is published below it."""
    monkeypatch.setattr(store, "RESULTS", tmp_path)
    monkeypatch.setattr(store, "PUBLISHED", tmp_path / "published")
    return tmp_path


@pytest.fixture(scope="session")
def data() -> dict[str, Any]:
    """What the load asks for, drawn from the rows."""
    tables = (
        [dict(zip(columns, row, strict=True)) for row in made()]
        for columns, made in rows.TABLES.values()
    )
    return k6_data.draw(*tables)


@pytest.fixture
def bench(data: dict[str, Any], tmp_path: Path) -> Bench:
    """A bench; k6 is built by the harness where the machine has none."""
    return Bench(k6.program(), data, tmp_path)
