"""A report of made-up results, and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from harness.report.compose import page
from harness.report.page import html
from harness.results.model import Kind, Result
from tests.harness.report import samples

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def report_html() -> str:
    """The report of a comparison with a ladder and a growth beside it."""
    beside: dict[Kind, Result] = {"ladder": samples.ladder(), "growth": samples.growth()}
    return html(page(samples.comparison(), beside))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; only for modules of synchronous tests."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no chromium on this machine: `./bench test` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def artefacts(pytestconfig: pytest.Config) -> Path:
    """Where tests leave what people should look at: screenshots and the printed report."""
    directory = pytestconfig.rootpath / "tests" / "artefacts"
    directory.mkdir(exist_ok=True)
    return directory
