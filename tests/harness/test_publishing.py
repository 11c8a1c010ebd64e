from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.commands.report import publish
from harness.results import store
from tests.harness.fakes import RecordingHost
from tests.harness.results import result


def test_result_of_one_service_has_no_report_and_is_no_error(tmp_path: Path) -> None:
    made = result([10.0], [20.0])
    alone = replace(made, subjects=made.subjects[:1], rounds=made.rounds[:1])
    store.write(alone, tmp_path)
    publish(tmp_path, RecordingHost())
    assert [path.name for path in tmp_path.iterdir()] == [store.NAME]
