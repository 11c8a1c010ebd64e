"""An interrupted build of what `bench` keeps leaves nothing, and the next one begins anew."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.host import k6
from tests.support.bench import SECONDS, bench
from tests.support.processes import command_lines
from tests.support.waiting import until

pytestmark = pytest.mark.host


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with nothing in it, built into by root."""
    if os.geteuid() != 0:
        pytest.skip("the container host needs root")
    return tmp_path / "cache"


def at_work(directory: Path) -> list[str]:
    """Return the command lines that name `directory`."""
    return [line for line in command_lines() if str(directory) in line]


def interrupt(command: subprocess.Popen[str], begun: Callable[[], bool]) -> None:
    """Press Ctrl-C once the work has `begun`."""
    until(lambda: begun() or command.poll() is not None)
    assert command.poll() is None, command.communicate()[0]
    os.killpg(command.pid, signal.SIGINT)
    command.wait(SECONDS)


def test_interrupted_mmdebstrap_leaves_nothing(cache: Path) -> None:
    with bench("up", DJANGO_BENCH_CACHE=str(cache)) as command:
        interrupt(command, lambda: any(cache.glob("rootfs-*.new/var/lib/apt/lists/*")))
    assert command.returncode == 128 + signal.SIGINT
    assert not at_work(cache)
    assert not list(cache.glob("rootfs-*"))
    assert str(cache) not in Path("/proc/self/mountinfo").read_text()


def test_interrupted_build_of_k6_leaves_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_k6 = [path for path in os.get_exec_path() if not Path(path, "k6").exists()]
    monkeypatch.setenv("PATH", os.pathsep.join(without_k6))
    with bench("test", "--version", DJANGO_BENCH_CACHE=str(cache)) as command:
        interrupt(command, lambda: any("go build" in line for line in at_work(cache)))
    assert command.returncode == 128 + signal.SIGINT
    assert not at_work(cache)
    assert not list((cache / "k6" / k6.VERSION).iterdir())
