"""The report in a real browser: it is drawn, loads nothing, fits a phone, and prints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from harness.report.compose import html
from tests.harness.test_report import RESULTS

PHONE, DESK = 390, 1280
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no chromium on this machine: `./bench test` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module", params=RESULTS)
def page(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """The report of a result on a phone; whatever it requests or logs fails its last test."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(RESULTS[request.param][0]))
    said: list[str] = []
    with browser.new_page(viewport={"width": PHONE, "height": 844}) as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url))
        page.goto(file.as_uri())
        yield page
    assert [each for each in said if not each.startswith("data:")] == [file.as_uri()]


def test_nothing_is_cut_at_390_pixels(page: Page) -> None:
    """Nothing scrolls sideways but a wide table, in itself; every label is within the window."""
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg text')]
            .map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.right > innerWidth || box.left < 0))
            .map(([text]) => text)"""
    )
    assert outside == []


def test_every_chart_has_marks_a_title_and_a_description(page: Page) -> None:
    incomplete = page.evaluate(
        """() => [...document.querySelectorAll('svg')].filter(svg =>
            ![...svg.querySelectorAll('path')].some(path => path.getBBox().width > 0) ||
            !svg.getAttribute('aria-labelledby').split(' ')
                .every(id => document.getElementById(id).textContent)).length"""
    )
    assert incomplete == 0


def test_screenshot(page: Page, request: pytest.FixtureRequest) -> None:
    """Leave pictures and the printed report for people to look at."""
    artefacts = request.config.rootpath / "tests/artefacts"
    artefacts.mkdir(exist_ok=True)
    name = request.node.callspec.params["page"].replace(" ", "-")
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=artefacts / f"report-{name}-{width}.png", full_page=True)
    assert page.pdf(path=artefacts / f"report-{name}.pdf", format="A4").startswith(b"%PDF")
