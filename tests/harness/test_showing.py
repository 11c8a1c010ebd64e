from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console, RenderableType

from harness.commands.compare import compare as compare_command
from harness.results import benchmarks, store
from harness.results.changes import changes, changes_table, conditions_table
from harness.results.comparison import Key, comparisons
from harness.results.model import Result
from harness.results.noise import noise
from harness.results.table import WIDTH, notes, table
from tests.harness.results import result

NAIVE = [10.0, 10.2, 9.9, 10.1]
OPTIMIZED = [400.0, 404.0, 396.0, 401.0]
PAIRS = [("naive", "optimized")]


def compared(naive: list[float], optimized: list[float]) -> Result:
    made = result(naive, optimized)
    return replace(made, comparisons=comparisons(made.rounds, PAIRS, {}))


def printed(shown: RenderableType, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_table_fits_its_width_with_the_largest_figures() -> None:
    wide = compared([1.23, 1.24, 1.25, 1.26], [12_345.6, 12_300.1, 12_400.2, 12_310.3])
    shown = printed(table(wide), WIDTH)
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "…" not in shown


def test_table_shows_ratio_and_interval() -> None:
    assert "39.8x" in printed(table(compared(NAIVE, OPTIMIZED)))


def test_one_round_claims_nothing() -> None:
    made = compared(NAIVE[:1], OPTIMIZED[:1])
    assert {comparison.verdict for comparison in made.comparisons} == {"not claimed"}
    assert "Too few rounds" in "".join(map(printed, notes(made)))


def test_invalid_result_says_so_first() -> None:
    made = replace(compared(NAIVE, OPTIMIZED), status="invalid", reasons=("k6 was short of CPU",))
    first, second, *_ = map(printed, notes(made))
    assert "INVALID" in first
    assert "k6 was short of CPU" in second


def test_difference_below_the_noise_floor_is_none() -> None:
    made = result([100.0, 101.0, 99.0, 100.5], [104.0, 105.0, 103.0, 104.5])
    floors = {Key("browse", "closed", "throughput"): 1.10}
    verdicts = {found.metric: found.verdict for found in comparisons(made.rounds, PAIRS, floors)}
    assert verdicts["throughput"] == "no difference"
    assert verdicts["p50"] == "difference"


def test_less_latency_is_better() -> None:
    ratios = {found.metric: found.ratio for found in compared(NAIVE, OPTIMIZED).comparisons}
    assert ratios["p95"] == pytest.approx(ratios["throughput"])


def test_noise_floor_is_what_an_aa_run_reached() -> None:
    made = compared([100.0] * 4, [105.0] * 4)
    assert noise(made)[Key("browse", "closed", "throughput")] == pytest.approx(1.05)


def test_single_round_against_itself_is_no_floor() -> None:
    assert noise(compared([100.0], [105.0])) == {}


def test_latencies_of_requests_that_all_failed_are_not_compared() -> None:
    made = result(NAIVE, OPTIMIZED)
    silent = [
        replace(done, measurements=tuple(replace(m, throughput=0.0) for m in done.measurements))
        for done in made.rounds
    ]
    assert comparisons(silent, PAIRS, {}) == ()


def test_conditions_that_differ_are_shown_with_both_values() -> None:
    before = result(NAIVE, OPTIMIZED)
    after = replace(before, conditions={"kernel": "6.12", "postgresql.jit": "off", "new": "1"})
    shown = conditions_table(before, after)
    assert shown is not None
    text = printed(shown)
    assert "DIFFER" in text
    assert "6.12" in text
    assert "new" in text
    assert "jit" not in text


def test_equal_conditions_have_no_table() -> None:
    assert conditions_table(result(NAIVE, OPTIMIZED), result(NAIVE, OPTIMIZED)) is None


def test_changes_are_by_subject() -> None:
    found = changes(result(NAIVE, OPTIMIZED), result(NAIVE, [2 * v for v in OPTIMIZED]), {})
    ratios = {change.base: change.ratio for change in found if change.metric == "throughput"}
    assert ratios == {"naive": pytest.approx(1), "optimized": pytest.approx(2)}


def test_changes_table_fits_its_width() -> None:
    shown = printed(changes_table(result(NAIVE, OPTIMIZED), result(NAIVE, OPTIMIZED), {}))
    assert max(map(len, shown.splitlines())) <= WIDTH


def test_compare_says_first_that_conditions_differ(tmp_path: Path) -> None:
    made = result(NAIVE, OPTIMIZED)
    for name, conditions in (("a", {"kernel": "6.1"}), ("b", {"kernel": "6.12"})):
        (tmp_path / name).mkdir()
        store.write(replace(made, conditions=conditions), tmp_path / name)
    called = CliRunner().invoke(compare_command, [str(tmp_path / "a"), str(tmp_path / "b")])
    assert called.exit_code == 0
    assert called.output.index("CONDITIONS DIFFER") < called.output.index("times better")


def test_compare_tells_what_had_no_answer(tmp_path: Path) -> None:
    made = result(NAIVE, OPTIMIZED)
    first, *others = made.rounds
    mute = replace(first, measurements=(replace(first.measurements[0], throughput=0.0),))
    for name, rounds in (("a", made.rounds), ("b", (mute, *others))):
        (tmp_path / name).mkdir()
        store.write(replace(made, rounds=rounds), tmp_path / name)
    called = CliRunner().invoke(compare_command, [str(tmp_path / "a"), str(tmp_path / "b")])
    assert "b: naive browse (closed) had no right answer" in called.output


def test_table_shows_no_latency_of_failures_alone() -> None:
    made = result([10.0], [20.0])
    mute = replace(
        made.rounds[0], measurements=(replace(made.rounds[0].measurements[0], throughput=0.0),)
    )
    shown = printed(table(replace(made, rounds=(mute, made.rounds[1]))))
    naive = next(line for line in shown.splitlines() if "naive" in line)
    assert naive.split()[:6] == ["browse", "naive", "0.00", "–", "–", "–"]


@pytest.mark.parametrize("data", [True, False])
def test_benchmark_files_are_compared_by_their_medians(tmp_path: Path, *, data: bool) -> None:
    for name, median in (("before.json", 2e-6), ("after.json", 1e-6)):
        times = {"data": [median, median * 1.01, median * 0.99, median]} if data else {}
        document = {"benchmarks": [{"fullname": "test_row", "stats": {"median": median, **times}}]}
        (tmp_path / name).write_text(json.dumps(document))
    before, after = (benchmarks.read(tmp_path / name) for name in ("before.json", "after.json"))
    assert before is not None
    assert after is not None
    found = benchmarks.speedup(before["test_row"], after["test_row"])
    assert found.ratio == pytest.approx(2)
    assert (found.low is not None) == data


def test_ramp_has_a_knee_and_no_ratio() -> None:
    made = result(NAIVE, OPTIMIZED)
    ramps = [
        replace(done, measurements=tuple(replace(m, model="ramp") for m in done.measurements))
        for done in made.rounds
    ]
    assert comparisons(ramps, PAIRS, {}) == ()
