"""The landing page shows the report of what was measured last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from harness.commands.results import show_on_host
from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from harness.host.layer import REPORT
from harness.report.compose import write_report
from harness.results import store
from tests.harness import samples
from tests.host.traffic import address
from tests.support import web

pytestmark = pytest.mark.host


@pytest.fixture
def landing(host: ContainerHost) -> Iterator[str]:
    """The address of the landing page; the report of a real run is put back afterwards."""
    kept = f"{REPORT}/kept-by-the-test"
    host.run("sh", "-c", f"test ! -e {REPORT}/index.html || mv {REPORT}/index.html {kept}")
    yield address(host, "landing")
    host.run(
        "sh", "-c", f"rm -f {REPORT}/index.html; test ! -e {kept} || mv {kept} {REPORT}/index.html"
    )


def test_report_of_a_run_is_fetched_from_the_landing_page(
    host: ContainerHost, landing: str, tmp_path: Path
) -> None:
    store.save(samples.result(samples.experiment(), samples.rates(samples.RATES)), tmp_path)
    show_on_host(write_report(tmp_path), host)
    assert 'href="/report/"' in web.get(landing).text
    assert web.get(f"{landing}/report/").text == (tmp_path / "report.html").read_text()


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("path", ["api/swagger", "health/ready"])
def test_link_of_the_landing_page_is_answered(landing: str, service: str, path: str) -> None:
    assert f'href="/{service}/{path}"' in web.get(landing).text
    answer = web.get(f"{landing}/{service}/{path}", follow_redirects=True)
    assert answer.status_code == httpx.codes.OK


def test_host_without_a_report_says_what_makes_one(landing: str) -> None:
    answer = web.get(f"{landing}/report/")
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "./bench run" in answer.text
