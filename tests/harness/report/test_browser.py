"""The report in a real browser: it is drawn, loads nothing, fits a phone, and prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

Scheme = Literal["light", "dark"]
Open = Callable[[int, Scheme], Page]

PHONE, DESK = 390, 1280
HEIGHT = 844
VIEWS: list[tuple[int, Scheme]] = [
    (PHONE, "light"),
    (PHONE, "dark"),
    (DESK, "light"),
    (DESK, "dark"),
]


@pytest.fixture(scope="module")
def report_file(report_html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_html)
    return path


@pytest.fixture
def opened(browser: Browser, report_file: Path) -> Iterator[Open]:
    """Open the report in a window so wide, light or dark; `requests` and `said` are kept."""
    contexts = []

    def show(width: int, scheme: Scheme) -> Page:
        size: ViewportSize = {"width": width, "height": HEIGHT}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(report_file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


def test_console_stays_silent(browser: Browser, report_file: Path) -> None:
    """Neither an error nor a warning is written while the page loads."""
    said: list[str] = []
    with browser.new_page() as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(report_file.as_uri())
    assert said == []


def test_nothing_is_loaded_but_the_file(browser: Browser, report_file: Path) -> None:
    """The file is the only request: it may be mailed, and read on a train."""
    asked: list[str] = []
    with browser.new_page() as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(report_file.as_uri(), wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [report_file.as_uri()]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_chart_is_drawn(opened: Open, width: int) -> None:
    """Each figure with a chart shows exactly one, and each has marks in a service's colour."""
    drawn = opened(width, "light").evaluate(
        """() => [...document.querySelectorAll('figure:has(.chart)')].map(figure => {
            const shown = [...figure.querySelectorAll('svg')].filter(svg => svg.clientWidth > 0);
            const marks = shown
                .flatMap(svg => [...svg.querySelectorAll('[fill^="#"], [stroke^="#"]')])
                .map(mark => mark.getBBox())
                .filter(box => box.width + box.height > 0);
            const title = figure.querySelector('h3, figcaption').textContent;
            return [title, shown.length, marks.length > 0];
        })"""
    )
    assert len(drawn) > 10
    assert [chart for chart in drawn if chart[1:] != [1, True]] == []


@pytest.mark.parametrize("width", [320, PHONE, 768, DESK])
def test_page_is_no_wider_than_its_window(opened: Open, width: int) -> None:
    """Nothing scrolls sideways but a table too wide for a phone, in itself."""
    assert opened(width, "light").evaluate("document.documentElement.scrollWidth") <= width


def test_no_chart_is_cut_off_on_a_phone(opened: Open) -> None:
    """Every label lies within the window, whatever the font's width."""
    outside = opened(PHONE, "light").evaluate(
        """() => [...document.querySelectorAll('svg text')]
            .filter(text => text.getBoundingClientRect().width > 0)
            .filter(text => text.getBoundingClientRect().right > innerWidth
                || text.getBoundingClientRect().left < 0)
            .map(text => text.textContent)"""
    )
    assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("element", ["body", ".naive", ".optimized", ".kicker"])
def test_text_stands_out(opened: Open, scheme: Scheme, element: str) -> None:
    """Text has the contrast of 4.5 that WCAG asks for, in both schemes."""
    page = opened(DESK, scheme)
    ink = page.evaluate(f"getComputedStyle(document.querySelector('{element}')).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_first_screen_of_a_phone_says_how_much_how_sure_and_why(opened: Open) -> None:
    """The claim and what supports it need no scrolling."""
    bottom = opened(PHONE, "light").evaluate(
        "document.querySelector('.answers').getBoundingClientRect().bottom"
    )
    assert bottom <= HEIGHT


def test_every_drawing_has_a_title_and_a_description(opened: Open) -> None:
    """Who cannot see a chart is told what it shows."""
    mute = opened(DESK, "light").evaluate(
        """() => [...document.querySelectorAll('svg')].filter(svg =>
            !svg.getAttribute('aria-labelledby').split(' ')
                .every(id => document.getElementById(id).textContent)).length"""
    )
    assert mute == 0


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_screenshot(opened: Open, artefacts: Path, width: int, scheme: Scheme) -> None:
    """Leave a picture for people to look at."""
    picture = artefacts / f"report-{width}-{scheme}.png"
    opened(width, scheme).screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000


def test_print(opened: Open, artefacts: Path) -> None:
    """It prints, on light paper even from a dark screen."""
    page = opened(DESK, "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = page.pdf(path=artefacts / "report.pdf", format="A4")
    assert printed.startswith(b"%PDF")


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2 of `rgb(r, g, b)`."""
    channels = [
        int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")
    ]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
