"""The NixOS lab, which boots the flake's host in systemd-nspawn (TOOLS/README.md)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY

LAB = Path(os.environ.get("LAB", "/srv/nixlab"))
TOOLS = REPOSITORY.parent / "shared/nixos-lab"
ENVIRONMENT = {**os.environ, "LAB": str(LAB)}
GUEST = "10.98.7.2"

FLAKE = REPOSITORY / "tests/nix/switching/flake.nix"
GENERATIONS = REPOSITORY / "nix/checks/vm/generations.nix"


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the lab."""
    command = [TOOLS / name, *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def succeed(name: str, *arguments: str | Path) -> str:
    """Return what a command of the lab prints. Raises AssertionError."""
    done = tool(name, *arguments)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.strip()


def check_out() -> None:
    """Give the lab this repository's last commit; skip where there is none, or its host is up."""
    if not (TOOLS.is_dir() and (LAB / "p").is_dir()):
        pytest.skip(f"no NixOS lab in {LAB} ({TOOLS}/README.md sets one up)")
    if tool("boot.sh", "enter", "true").returncode == 0:
        pytest.skip(f"the NixOS lab is in use ({TOOLS}/boot.sh down ends its host)")
    git = ["git", "-C", str(LAB / "p")]
    subprocess.run([*git, "fetch", "--quiet", REPOSITORY, "HEAD"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"], check=True)


def build(host: str) -> str:
    """Build a host of tests/nix/switching; return its system. `check_out` comes first."""
    folder = LAB / "switching"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in (FLAKE, GENERATIONS):
        shutil.copy(file, folder)
    return succeed(
        *("in-deb.sh", "/lab/standin/nixs", "build", "--no-link", "--print-out-paths"),
        *("--override-input", "lab/bench", "git+file:///lab/p"),
        f"path:/lab/switching#{host}.config.system.build.toplevel",
    )
