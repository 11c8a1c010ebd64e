from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.host.processes import tied, uninterrupted

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="a process id namespace needs root: `sudo ./bench test`"
)


@needs_root
def test_output_may_be_read_to_its_end_inside_the_block() -> None:
    with tied(["echo", "built"]) as process:
        said, _ = process.communicate()
    assert (said, process.returncode) == ("built\n", 0)


@needs_root
def test_process_that_still_runs_ends_with_the_block() -> None:
    with tied(["sleep", "600"]) as process:
        pass
    assert process.returncode == -9


def test_interrupt_of_what_must_end_by_itself_is_raised_once_it_has(tmp_path: Path) -> None:
    script = "kill -INT $PPID; sleep 0.5; touch ended"
    with pytest.raises(KeyboardInterrupt):
        uninterrupted(["sh", "-c", f"cd {tmp_path}; {script}"], os.environ)
    assert (tmp_path / "ended").exists()


def test_output_and_status_of_what_must_end_by_itself() -> None:
    done = uninterrupted(["sh", "-c", "echo said; echo wrong >&2; exit 3"], os.environ)
    assert (done.stdout, done.stderr, done.returncode) == ("said\n", "wrong\n", 3)
