"""Numbers that are added to in place, in files that grow."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client import values

from supervision.metrics.requests import Requests
from supervision.metrics.routes import ROUTE
from tests.support.exposition import REQUESTS, exposed, total

SERIES = 200  # 64 KiB have room for a few dozen


def test_a_file_that_grows_keeps_what_was_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(values, "ValueClass", values.MultiProcessValue(lambda: 0))  # type: ignore[no-untyped-call]
    requests = Requests()
    for _ in range(2):
        for number in range(SERIES):
            requests.observe("GET", {ROUTE: f"/{number}"}, 200, "", 0.1)
    assert (tmp_path / "histogram_0.db").stat().st_size > 2**16
    with exposed(tmp_path) as exposition:
        text = exposition.text()
    bucket = "http_request_duration_seconds_bucket"
    for number in (0, SERIES - 1):
        route = {"route": f"/{number}"}
        assert total(text, REQUESTS, route) == 2
        assert total(text, bucket, {**route, "le": "0.1"}) == 2
        assert total(text, bucket, {**route, "le": "0.025"}) == 0
        assert total(text, "http_request_duration_seconds_sum", route) == pytest.approx(0.2)
