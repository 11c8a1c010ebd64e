"""What `bench` leaves on the machine: nothing, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.host import container, leader
from harness.host.leader import STATE
from harness.host.lock import exclusive
from tests.support.bench import SECONDS, bench
from tests.support.processes import command_lines
from tests.support.waiting import until

pytestmark = [pytest.mark.host, pytest.mark.usefixtures("boot")]


@dataclass(frozen=True, slots=True)
class Traces:
    """What a container is on the machine that holds it."""

    mounts: frozenset[str]
    cgroups: frozenset[Path]
    has_device: bool
    processes: frozenset[str]


def traces() -> Traces:
    """Look at the machine."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    mounts = (line.split()[4] for line in lines)
    return Traces(
        # the lab's test makes network namespaces at the same time
        mounts=frozenset(mount for mount in mounts if not mount.startswith("/run/netns")),
        cgroups=frozenset(leader.cgroups()),
        has_device=has_device(),
        processes=frozenset(line for line in command_lines() if f"--machine={leader.NAME}" in line),
    )


@pytest.fixture
def before() -> Traces:
    """The machine without a host."""
    with exclusive():
        container.down()
    return traces()


def has_cgroup() -> bool:
    return bool(leader.cgroups())


def has_device() -> bool:
    return Path("/sys/class/net", leader.INTERFACE).exists()


def has_state() -> bool:
    return STATE.exists()


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (has_cgroup, signal.SIGINT),
        (has_device, signal.SIGTERM),
        (has_state, signal.SIGHUP),
    ],
)
def test_interrupted_boot_leaves_nothing(
    before: Traces, moment: Callable[[], bool], number: signal.Signals
) -> None:
    with bench("up") as command:
        until(moment)
        os.killpg(command.pid, number)
        command.wait(SECONDS)
    assert command.returncode == 128 + number
    assert traces() == before


def test_boot_after_a_killed_one_works(before: Traces) -> None:
    with bench("up") as killed:
        until(has_device)
        killed.kill()
    with bench("up") as up:
        up.wait(SECONDS)
    assert up.returncode == 0
    with exclusive():
        container.down()
    assert traces() == before


def test_killed_container_is_swept(before: Traces) -> None:
    with exclusive():
        host = container.up()
        host.leader.kill()
        assert container.running() is None
        container.down()
    assert traces() == before


@pytest.mark.usefixtures("before")
def test_second_command_is_refused() -> None:
    with exclusive(), bench("up") as second:
        said, _ = second.communicate(timeout=SECONDS)
    assert said.strip().endswith("is running; wait for it or stop it")
    assert second.returncode == 1


@pytest.mark.usefixtures("before")
def test_up_twice_keeps_the_host() -> None:
    with exclusive():
        first = container.up().leader
        second = container.up().leader
    assert first == second


@pytest.mark.usefixtures("before")
def test_down_without_a_host_is_no_error() -> None:
    with bench("down") as down:
        down.wait(SECONDS)
    assert down.returncode == 0
