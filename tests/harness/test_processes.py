from __future__ import annotations

import os

import pytest

from harness.host.processes import tied

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="a process id namespace needs root: `sudo ./bench test`"
)


def test_output_may_be_read_to_its_end_inside_the_block() -> None:
    with tied(["echo", "built"]) as process:
        said, _ = process.communicate()
    assert (said, process.returncode) == ("built\n", 0)


def test_process_that_still_runs_ends_with_the_block() -> None:
    with tied(["sleep", "600"]) as process:
        pass
    assert process.returncode == -9
