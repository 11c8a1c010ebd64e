"""A switch to a generation that would not come up is refused before anything stops."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY

CHECK = REPOSITORY / "nix/modules/pre-switch.sh"
DATA_CHECK = REPOSITORY / "nix/packages/data-check.sh"


def bash(
    script: Path, *arguments: str | Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a script as writeShellApplication makes it."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", script, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )


@pytest.mark.parametrize("content", [None, ""], ids=["missing", "empty"])
def test_secret_is_named(tmp_path: Path, content: str | None) -> None:
    secret = tmp_path / "api_token"
    if content is not None:
        secret.write_text(content)
    done = bash(CHECK, tmp_path, SECRETS=str(secret), SERVICES="", DATA_DIRECTORY="")
    assert (done.returncode, str(secret) in done.stderr) == (1, True)


def test_secret_that_is_there_is_accepted(tmp_path: Path) -> None:
    secret = tmp_path / "api_token"
    secret.write_text("token")
    done = bash(CHECK, tmp_path, SECRETS=str(secret), SERVICES="", DATA_DIRECTORY="")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_cluster_beside_data_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "17").mkdir()
    (tmp_path / "17/PG_VERSION").write_text("17\n")
    done = bash(DATA_CHECK, tmp_path / "18")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == ["    nixos-rebuild switch", "    upgrade-postgres"]


def test_an_empty_cluster_beside_backups_is_refused(tmp_path: Path) -> None:
    (tmp_path / "backup.info").touch()
    done = bash(DATA_CHECK, tmp_path / "17", tmp_path)
    assert (done.returncode, "    django-bench restore" in done.stderr.splitlines()) == (1, True)


@pytest.mark.parametrize("versions", [[], ["17", "18"]], ids=["first start", "upgraded"])
def test_other_data_directories_are_accepted(tmp_path: Path, versions: list[str]) -> None:
    for version in versions:
        (tmp_path / version).mkdir()
        (tmp_path / version / "PG_VERSION").write_text(f"{version}\n")
    assert bash(DATA_CHECK, tmp_path / "18", tmp_path / "backups").returncode == 0
