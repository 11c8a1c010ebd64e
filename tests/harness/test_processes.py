from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.processes import INTERRUPTS, tied, uninterrupted


def test_output_may_be_read_to_its_end_inside_the_block() -> None:
    with tied(["echo", "built"]) as process:
        said, _ = process.communicate()
    assert (said, process.returncode) == ("built\n", 0)


def test_process_that_still_runs_ends_with_the_block() -> None:
    with tied(["sleep", "600"]) as process:
        pass
    assert process.returncode == -9


@pytest.fixture(params=INTERRUPTS)
def interrupt(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    number: signal.Signals = request.param
    handler = signal.signal(number, signal.default_int_handler)
    yield number
    signal.signal(number, handler)


def test_interrupt_of_what_must_end_by_itself_is_raised_once_it_has(
    tmp_path: Path, interrupt: signal.Signals
) -> None:
    for number in range(50):  # at whatever moment of its start the interrupt comes
        ended = tmp_path / str(number)
        script = f"kill -{interrupt.value} $PPID; sleep 0.02; touch {ended}"
        with pytest.raises(KeyboardInterrupt):
            uninterrupted(["sh", "-c", script], os.environ)
        assert ended.exists()


def test_output_and_status_of_what_must_end_by_itself() -> None:
    done = uninterrupted(["sh", "-c", "echo said; echo wrong >&2; exit 3"], os.environ)
    assert (done.stdout, done.stderr, done.returncode) == ("said\n", "wrong\n", 3)
