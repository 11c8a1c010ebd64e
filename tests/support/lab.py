"""The NixOS lab, which boots the flake's host in systemd-nspawn (TOOLS/README.md)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY

LAB = Path(os.environ.get("LAB", "/srv/nixlab"))
TOOLS = REPOSITORY.parent / "shared/nixos-lab"
ENVIRONMENT = {**os.environ, "LAB": str(LAB)}
GUEST = "10.98.7.2"


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
    """Give the lab this repository's last commit; skip the test where there is no lab."""
    if not (TOOLS.is_dir() and (LAB / "p").is_dir()):
        pytest.skip(f"no NixOS lab in {LAB} ({TOOLS}/README.md sets one up)")
    git = ["git", "-C", str(LAB / "p")]
    subprocess.run([*git, "fetch", "--quiet", REPOSITORY, "HEAD"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"], check=True)
