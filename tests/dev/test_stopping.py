"""Nothing is left of a `bench dev` that ended, and the next one goes on from its data."""

from __future__ import annotations

import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass

import pytest

from harness.conditions import SERVICES
from tests.dev.checkout import INTERRUPTED, Checkout, Development, developing
from tests.dev.test_running import count
from tests.support.waiting import until

END_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """An ended `bench dev`: its exit status, what still ran after it, and what it had loaded."""

    status: int
    left: list[str]
    customers: list[int]


@pytest.fixture(scope="module")
def interrupted(checkout: Checkout, development: Development) -> Ended:
    """One that a developer loaded customers in, and ended with Ctrl-C."""
    for service in SERVICES:
        checkout.manage(service, "generate_fake_data", "--customers=300", "--worker=1")
    status = development.interrupt()
    return Ended(status, checkout.processes(), [300, 300])


@pytest.fixture(scope="module")
def killed(checkout: Checkout, ports: dict[str, int], interrupted: Ended) -> Ended:
    """The next one, which found the pid file of a crash, its pid in use again; it was killed."""
    assert interrupted.left == []
    with subprocess.Popen(checkout.command("sleep", "600")) as other:
        stale = checkout.path / ".dev/postgresql/postmaster.pid"
        checkout.run("sh", "-c", f"echo {other.pid} >{stale}")
        with developing(checkout, ports) as development:
            customers = [count(checkout, service) for service in SERVICES]
            development.process.kill()
            status = development.process.wait()
        other.kill()
    with suppress(TimeoutError):  # the test tells what is left
        until(lambda: not checkout.processes(), END_SECONDS)
    return Ended(status, checkout.processes(), customers)


def test_ctrl_c_leaves_no_process(interrupted: Ended) -> None:
    assert interrupted.left == []


def test_ctrl_c_is_told_by_the_status(interrupted: Ended) -> None:
    assert interrupted.status == INTERRUPTED


def test_loaded_customers_outlive_a_stale_pid_file(interrupted: Ended, killed: Ended) -> None:
    assert killed.customers == interrupted.customers


@pytest.mark.skipif(not shutil.which("setpriv"), reason="without setpriv nothing ends the others")
def test_a_kill_leaves_no_process(killed: Ended) -> None:
    assert killed.status == -signal.SIGKILL
    assert killed.left == []
