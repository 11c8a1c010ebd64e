"""What wrk asks for is answered as the contract says, and a sample of it is looked at."""

from __future__ import annotations

import pytest

from harness.errors import BenchError
from harness.experiments.catalogue import PATHS
from harness.experiments.model import Subject
from harness.measuring import paths
from tests.support import rows, services

PAGES = rows.CUSTOMERS // paths.PAGE_SIZE


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for no more pages than there are rows."""
    monkeypatch.setattr(paths, "PAGES", PAGES)


@pytest.mark.parametrize("scenario", PATHS)
@pytest.mark.parametrize("service", ["naive", "optimized"])
def test_paths_are_answered_right(
    request: pytest.FixtureRequest, service: str, scenario: str
) -> None:
    url = request.getfixturevalue(f"{service}_service").url
    subject = Subject.model_validate({"name": service, "service": service, "customers": 130})
    asked = paths.paths(url, subject, scenario)
    assert len(set(asked)) == PAGES
    paths.check(url, asked, scenario)


@pytest.mark.parametrize("scenario", PATHS)
def test_wrong_answer_is_refused(optimized_service: services.Service, scenario: str) -> None:
    asked = ["/api/customers/2", "/api/customers/1"]
    with pytest.raises(BenchError, match="wrong rows"):
        paths.check(optimized_service.url, asked, scenario)


def test_program_is_asked_for_the_same_rows() -> None:
    subject = Subject(name="go", service="optimized", customers=130, program="go")
    assert paths.paths("", subject, "list")[:2] == ["/customers?after=0", "/customers?after=20"]
    assert paths.paths("", subject, "detail")[:2] == ["/customers/1", "/customers/21"]
