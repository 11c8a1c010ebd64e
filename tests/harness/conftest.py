"""Where the harness keeps what its tests measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.results import store


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep results in a directory of the test's own, and what is published below it."""
    monkeypatch.setattr(store, "RESULTS", tmp_path)
    monkeypatch.setattr(store, "PUBLISHED", tmp_path / "published")
    return tmp_path
