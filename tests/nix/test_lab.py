"""The tests of nix/checks/vm, without a VM: the NixOS lab boots the flake's host and runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.conditions import REPOSITORY
from tests.support import lab

pytestmark = [pytest.mark.nix, pytest.mark.slow, pytest.mark.timeout(1200)]

SCRIPTS = REPOSITORY / "nix/checks/vm"
ELSEWHERE = {
    "metrics": "the lab's Debian has no exporters",
    "run": "the lab cannot build the flake's k6, which is on the PATH of its `bench`",
    "switch": "test_switching.py has it, and more of it",
}
NAMES = sorted(path.stem for path in SCRIPTS.glob("*.nix") if "testScript = ''" in path.read_text())


@pytest.fixture(scope="module")
def system() -> Iterator[str]:
    """The system of the last commit's host `bench`."""
    lab.check_out()
    yield lab.succeed("top.sh", "bench")
    lab.tool("boot.sh", "down")


@pytest.mark.parametrize("name", NAMES)
def test_script_passes_on_the_host(request: pytest.FixtureRequest, name: str) -> None:
    if name in ELSEWHERE:
        pytest.skip(ELSEWHERE[name])
    system = request.getfixturevalue("system")
    done = lab.tool("fresh.sh", system, lab.LAB / "p", name)
    assert done.stdout.splitlines()[-1].startswith(f"PASS {name} "), done.stdout + done.stderr
    assert done.returncode == 0
