"""A switch to another generation, and back, loses no request. In the NixOS lab, under load."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from tests.nix import clients
from tests.support import lab

pytestmark = [pytest.mark.nix, pytest.mark.slow, pytest.mark.timeout(1200)]

SERVICE_UNITS = {"django-naive", "django-optimized"}
RESTARTED = {
    "setting": SERVICE_UNITS,
    "workers": SERVICE_UNITS,
    "optimizations": {"django-optimized"},
    "nginx": {"nginx-config-reload"},
    "postgresql": {"postgresql"},
    "everything": SERVICE_UNITS | {"nginx-config-reload", "postgresql"},
}
"""Units that a change starts anew, of these four."""

Outcomes = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def system() -> Iterator[str]:
    """The running system of the last commit, with a specialisation for each change."""
    lab.check_out()
    built = lab.build("host")
    lab.succeed("boot.sh", "down")
    shutil.rmtree(lab.LAB / "state", ignore_errors=True)
    lab.succeed("boot.sh", "up", built)
    lab.succeed("fill.sh")
    yield built
    lab.succeed("boot.sh", "down")


def targets() -> Iterator[str]:
    """Yield what clients ask: for each service a customer, a page, a search, and a new customer."""
    for service in SERVICES:
        base = f"http://{lab.GUEST}:{conditions().ports[service]}/api/customers"
        yield from (f"{base}/7", f"{base}?page_size=5", f"{base}?search=an", f"POST {base}")


@contextmanager
def load(outcomes: Outcomes) -> Iterator[None]:
    """Have clients ask meanwhile, each of which gets answers before and after."""
    token = lab.succeed("boot.sh", "enter", "cat", "/etc/django-bench/secrets/api_token")
    command = [
        str(lab.TOOLS / "boot.sh"),
        "net",
        *(sys.executable, "-m", clients.__name__),
        token,
        *targets(),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=lab.ENVIRONMENT, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True
    ) as asking:
        assert asking.stdout
        assert asking.stdout.readline() == "ready\n"
        yield
        outcomes.update(json.loads(asking.communicate()[0]))


def show(change: str, outcomes: Outcomes) -> None:
    """Print a line of each URL, for `pytest -s`."""
    for target, answers in outcomes.items():
        print(f"{change:20} {target:50} {answers}")


def starts() -> dict[str, str]:
    """Return what changes with each start of a unit."""
    units = sorted(RESTARTED["everything"])
    shown = lab.succeed(
        "boot.sh", "enter", "systemctl", "show", "--value", "-p", "InvocationID", *units
    )
    return dict(zip(units, shown.split(), strict=True))


@pytest.mark.parametrize("change", RESTARTED)
def test_no_request_is_lost(system: str, change: str) -> None:
    restarted = RESTARTED[change]
    for direction, to in (("there", f"{system}/specialisation/{change}"), ("back", system)):
        outcomes: Outcomes = {}
        before = starts()
        with load(outcomes):
            lab.succeed("boot.sh", "enter", f"{to}/bin/switch-to-configuration", "test")
        assert {unit for unit, start in starts().items() if start != before[unit]} == restarted

        show(f"{change}, {direction}", outcomes)
        for target, answers in outcomes.items():
            is_write = target.startswith("POST")
            right = {"201"} if is_write else {"200"}
            if is_write and "postgresql" in restarted:
                right.add("503")
            if "nginx-config-reload" in restarted:
                right.add("reconnected")
            assert set(answers) <= right, outcomes
