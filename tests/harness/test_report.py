"""A report's sections follow from what varied; none is empty, no figure is without its interval."""

from __future__ import annotations

import re

import pytest

from harness.report import content, markdown
from harness.report.comparing import glance
from harness.report.compose import command, html, sections
from harness.report.content import Section, comparison_cell
from harness.report.terminal import plan, summary, terminal
from harness.results.model import Knee, Result
from harness.statistics.summary import Comparison
from tests.harness import samples

COMPARISON = samples.result(samples.experiment(), samples.rates(samples.RATES))
ONE_SESSION = samples.result(samples.experiment(sessions=1, rounds=3), samples.rates(samples.RATES))
GROWTH = samples.result(
    samples.experiment(customers=(30_000, 300_000)),
    lambda subject, *_: 10.0 + (1e6 / subject.customers if subject.service == "naive" else 900),
)


def with_model(model: str) -> Result:
    """Return a result under another model, next to the closed one."""
    models = ("closed", "open") if model == "open" else (model,)
    made = samples.result(samples.experiment(models=models), samples.rates(samples.RATES))
    changes = {
        "model": model,
        "share": 0.5 if model == "open" else None,
        "rate": 10.0,
        "knee": Knee(rate=64.0, reason="late") if model == "ramp" else None,
    }
    rounds = []
    for done in made.rounds:
        own = done.measurements if model == "open" else ()
        other = (each.model_copy(update=changes) for each in done.measurements)
        rounds.append(done.model_copy(update={"measurements": (*own, *other)}))
    return made.model_copy(update={"rounds": tuple(rounds)})


RESULTS = {
    "comparison": (COMPARISON, {"answer", "why"}),
    "one session": (ONE_SESSION, {"answer", "why"}),
    "growth": (GROWTH, {"growth", "why"}),
    "factorial": (samples.factorial(), {"attribution"}),
    "open": (with_model("open"), {"answer", "latency", "why"}),
    "ramp": (with_model("ramp"), {"saturation"}),
}


@pytest.mark.parametrize("name", RESULTS)
def test_sections_follow_from_what_varied(name: str) -> None:
    result, wanted = RESULTS[name]
    assert {each.name for each in sections(result)} == wanted | {"trust", "conditions"}


@pytest.mark.parametrize("name", RESULTS)
def test_no_section_and_no_table_is_empty(name: str) -> None:
    for section in sections(RESULTS[name][0]):
        assert section.tables
        for table in section.tables:
            assert table.rows
            assert {len(row) for row in table.rows} == {len(table.columns)}


@pytest.mark.parametrize("name", RESULTS)
def test_page_loads_nothing_and_names_its_command(name: str) -> None:
    page = html(RESULTS[name][0])
    assert not re.findall(r'(?:src|href)="(?!#|data:)', page)
    assert "./bench run quick" in page


def test_every_ratio_of_four_sessions_has_an_interval() -> None:
    (table,) = next(sections(COMPARISON)).tables
    for row in table.rows:
        if row[1] != "naive":
            assert re.fullmatch(r"[\d.,]+× \([\d.,]+–[\d.,]+\)", row[3])
            assert row[-1] == "shown"


def test_one_session_says_so_and_claims_nothing() -> None:
    section = next(sections(ONE_SESSION))
    assert "Within one session" in section.lead
    assert {row[-1] for row in section.tables[0].rows} == {"", "one session"}


@pytest.mark.parametrize("name", RESULTS)
def test_fixed_work_that_took_longer_travels_with_every_figure(name: str) -> None:
    result = RESULTS[name][0]
    first, *others = result.rounds
    slow = result.model_copy(
        update={"rounds": (first.model_copy(update={"work": (0.5, 0.6)}), *others)}
    )
    warning = "A fixed piece of CPU work took longer within session 1 (20 %)."
    for section in sections(slow):
        assert (warning in section.notes) == (section.name not in {"trust", "conditions"})
    assert any(warning in paragraph for paragraph in markdown.result(slow))
    assert not any("fixed piece" in note for section in sections(result) for note in section.notes)


def test_wrong_answers_of_one_session_leave_no_figure_and_are_told() -> None:
    wrong = {"requests": 1000, "failures": {"status": 20}, "problem": "list: status 503"}
    section = next(sections(samples.changed(COMPARISON, "six", {"session": 2}, **wrong)))
    assert {row[2] for row in section.tables[0].rows if row[1] == "six"} == {"not answered"}
    (told,) = (note for note in section.notes if note.startswith("Not answered"))
    assert "six, browse, session 2 (list: status 503)" in told


def test_cpu_stands_before_throughput() -> None:
    columns = next(sections(COMPARISON)).tables[0].columns
    assert columns.index("CPU ms per answer") < columns.index("answers/s")


def test_intervals_are_over_complete_sessions() -> None:
    *whole, last = COMPARISON.sessions
    cut = last.model_copy(update={"complete": False, "ended": "killed"})
    result = COMPARISON.model_copy(update={"sessions": (*whole, cut)})
    section = next(sections(result))
    assert "3 sessions: the value of each" in section.lead
    assert {row[-1] for row in section.tables[0].rows} == {"", "3 sessions: values only"}


def row(section: Section, *names: str) -> list[str]:
    """Return the first row of a section that begins with these names."""
    return next(
        list(row)
        for table in section.tables
        for row in table.rows
        if tuple(row[: len(names)]) == names
    )


def test_iterations_that_found_no_free_user_are_not_completed() -> None:
    late = samples.changed(RESULTS["open"][0], "six", dropped=25)  # of 10/s for 10 s
    section = next(sections(late))
    assert row(section, "browse", "naive")[4] == "100 %"
    assert row(section, "browse", "six")[4] == "75 %"


def test_subject_without_a_capacity_does_not_disappear_from_latency() -> None:
    made = RESULTS["open"][0]
    rounds = []
    for done in made.rounds:
        found = (
            each
            for each in done.measurements
            if (done.subject, each.scenario, each.model) != ("naive", "search", "open")
        )
        rounds.append(done.model_copy(update={"measurements": tuple(found)}))
    section = next(sections(made.model_copy(update={"rounds": tuple(rounds)})))
    assert any(
        note.startswith("search: naive was not answered at full load in 4 of 4 rounds")
        for note in section.notes
    )
    assert not any("full load" in note for note in next(sections(made)).notes)


def test_saturation_has_an_interval_from_four_sessions_on() -> None:
    made = RESULTS["ramp"][0]
    section = next(sections(made))
    assert "Student's t" in section.lead
    assert row(section, "browse", "six")[2] == "64.0 (64.0–64.0)"
    late = Knee(rate=0.0, reason="late at 0.5 iterations/s already")
    silent = next(sections(samples.changed(made, "six", knee=late)))
    assert row(silent, "browse", "six")[2:] == ["not answered", late.reason]


@pytest.mark.parametrize(
    ("bound", "shown"), [(10.0, "> 10×"), (0.8, "> 0.8×"), (6e6, "> 6,000,000×")]
)
def test_bound_has_one_digit(bound: float, shown: str) -> None:
    assert comparison_cell(Comparison(None, bound, None, None, "")) == shown


def test_noise_floor_stands_under_the_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "published_floors", lambda _: {("browse", "cpu"): 1.08})
    notes = next(sections(COMPARISON)).notes
    assert any("twins" in note and "browse CPU ms per answer 1.08×" in note for note in notes)
    monkeypatch.setattr(content, "published_floors", lambda _: {})
    assert any("No noise floor" in note for note in next(sections(COMPARISON)).notes)


def test_command_holds_what_was_overridden() -> None:
    assert command(COMPARISON).startswith("./bench run quick --duration 10 --rounds 1")


def test_terminal_shows_the_figures() -> None:
    console = terminal()
    with console.capture() as shown:
        console.print(*summary(COMPARISON))
    for cell in ("CPU ms", "six"):
        assert cell in shown.get()


def test_plan_counts_a_load_for_each_share_of_an_open_model() -> None:
    of = samples.experiment(models=("closed", "open"))
    *_, said = plan(of)
    assert "3 subjects × 12 loads × 1 rounds" in str(said)


def test_markdown_holds_every_table() -> None:
    text = "\n\n".join(markdown.result(COMPARISON))
    assert "| browse | six |" in text
    assert "shown" in text


def test_glance_has_a_row_for_each_subject_and_names_what_it_is_compared_with() -> None:
    made = glance(COMPARISON)
    assert made.columns[0] == "subject (times better than naive)"
    assert [row[0] for row in made.rows] == ["naive", "six", "all"]
    assert "×" not in made.rows[0][1]
    assert "×" in made.rows[1][1]


def test_block_of_what_is_not_published_says_what_measures_it() -> None:
    document = "<!-- gate -->\nold\n<!-- /gate -->\n"
    filled = markdown.filled(document)
    assert "Not measured yet: `./bench run gate`." in filled
    assert "old" not in filled


def test_documents_hold_what_is_published() -> None:
    """After `./bench publish`."""
    assert markdown.RESULTS.read_text() == markdown.results_page()
    assert markdown.README.read_text() == markdown.filled(markdown.README.read_text())
