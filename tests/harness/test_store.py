"""Results as files."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from harness.commands import results as commands
from harness.results import store
from tests.harness import samples

RESULT = samples.result(
    samples.experiment(rounds=3, sessions=6, twins=True), samples.rates(samples.RATES)
)


def test_result_survives_being_written_and_read(tmp_path: Path) -> None:
    store.save(RESULT, tmp_path)
    assert store.read(tmp_path) == RESULT


def test_file_is_small(tmp_path: Path) -> None:
    """At most 20 kB, and 700 bytes for each measurement."""
    size = store.save(RESULT, tmp_path).stat().st_size
    measurements = sum(len(each.measurements) for each in RESULT.rounds)
    assert size <= 20_000 + 700 * measurements


def test_file_keeps_sessions_and_cache_where_others_look_for_them(tmp_path: Path) -> None:
    document = json.loads(store.save(RESULT, tmp_path).read_text())
    first = document["rounds"][0]
    assert first["session"] == 1
    assert set(first["measurements"][0]["cache"]) == {"hit", "miss"}


@pytest.mark.parametrize(
    ("text", "told"),
    [("{}", "not a result of version 2"), ("no JSON", "not a result"), (None, "holds no")],
)
def test_what_is_no_result_is_refused_with_a_reason(
    tmp_path: Path, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / store.NAME).write_text(text)
    with pytest.raises(store.ResultError, match=told):
        store.read(tmp_path)


def test_field_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = store.save(RESULT, tmp_path)
    document = json.loads(path.read_text()) | {"colour": "blue"}
    path.write_text(json.dumps(document))
    with pytest.raises(store.ResultError):
        store.read(path)


def test_result_is_found_by_its_experiment(results: Path) -> None:
    with pytest.raises(store.ResultError, match="no result of quick"):
        store.find("quick")
    store.save(RESULT, results / "published/quick")
    assert store.find("quick") == results / "published/quick"
    store.save(RESULT, results / "today")
    assert store.find("quick") == store.find(None) == results / "today"


def test_result_is_found_by_the_name_that_is_listed(results: Path) -> None:
    for name in ("published/quick", "2026-01-01T12-00-00-0123456-quick"):
        store.save(RESULT, results / name)
        listed = CliRunner().invoke(commands.results, []).output
        assert name in listed
        assert store.find(name) == results / name


def test_result_that_may_not_be_read_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(RESULT, tmp_path)
    denied = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr(Path, "read_text", denied)  # root may read whatever there is
    with pytest.raises(store.ResultError, match="cannot be read: Permission denied"):
        store.read(tmp_path)


@pytest.mark.parametrize("path", sorted(store.PUBLISHED.glob("*/result.json")), ids=str)
def test_what_is_published_can_be_read(path: Path) -> None:
    store.read(path)


def test_what_is_published_stays_small() -> None:
    assert sum(path.stat().st_size for path in store.PUBLISHED.rglob("*") if path.is_file()) < 3e6
