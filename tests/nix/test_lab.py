"""The tests of nix/checks/vm, without a VM: the NixOS lab boots the flake's host and runs them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY

pytestmark = [pytest.mark.nix, pytest.mark.slow, pytest.mark.timeout(1200)]

LAB = Path(os.environ.get("LAB", "/srv/nixlab"))
TOOLS = REPOSITORY.parent / "shared/nixos-lab"
SCRIPTS = REPOSITORY / "nix/checks/vm"
# The lab's host has no specialisations, and its Debian no exporters.
ELSEWHERE = {"metrics", "switch"}
NAMES = sorted(
    path.stem
    for path in SCRIPTS.glob("*.nix")
    if "testScript = ''" in path.read_text() and path.stem not in ELSEWHERE
)


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the lab."""
    environment = {**os.environ, "LAB": str(LAB)}
    command = [TOOLS / name, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def system() -> Iterator[str]:
    """The system of the last commit's host `bench`."""
    if not (TOOLS.is_dir() and (LAB / "p").is_dir()):
        pytest.skip(f"no NixOS lab in {LAB} ({TOOLS}/README.md sets one up)")
    git = ["git", "-C", str(LAB / "p")]
    subprocess.run([*git, "fetch", "--quiet", REPOSITORY, "HEAD"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"], check=True)
    built = tool("top.sh", "bench")
    assert built.returncode == 0, built.stderr[-2000:]
    yield built.stdout.strip()
    tool("boot.sh", "down")


@pytest.mark.parametrize("name", NAMES)
def test_script_passes_on_the_host(system: str, name: str) -> None:
    done = tool("fresh.sh", system, LAB / "p", name)
    assert done.stdout.splitlines()[-1].startswith(f"PASS {name} "), done.stdout + done.stderr
    assert done.returncode == 0
