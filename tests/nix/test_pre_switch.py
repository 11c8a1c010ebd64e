"""A switch to a generation that would not come up is refused before anything stops."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from tests.support.nix import Nix

CHECK = REPOSITORY / "nix/modules/pre-switch.sh"
DATA_CHECK = REPOSITORY / "nix/packages/data-check.sh"
UPGRADING = """
host:
let
  inherit (host.pkgs) lib;
  to18 = { pkgs, ... }: { services.django-bench.postgresql.upgradeTo = pkgs.postgresql_18; };
  inherit (host.extendModules { modules = [ to18 ]; }) config;
  inherit (config.environment) systemPackages;
  text = name: (lib.findFirst (each: lib.getName each == name) null systemPackages).text;
in
{
  check = text "django-bench-pre-switch";
  upgrade = text "upgrade-postgres";
  inherit (config.systemd.services.postgresql) preStart;
}
"""


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


def test_data_that_was_upgraded_since_is_refused(tmp_path: Path) -> None:
    for version in ("17", "18"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "PG_VERSION").write_text(f"{version}\n")
    done = bash(DATA_CHECK, tmp_path / "17")
    assert (done.returncode, "switch to PostgreSQL 18" in done.stderr) == (1, True)
    (move,) = (line for line in done.stderr.splitlines() if line.startswith("    mv "))
    subprocess.run(move.split(), check=True)
    assert bash(DATA_CHECK, tmp_path / "17", tmp_path / "backups").returncode == 0


@pytest.mark.parametrize("versions", [[], ["17", "18"]], ids=["first start", "upgraded"])
def test_other_data_directories_are_accepted(tmp_path: Path, versions: list[str]) -> None:
    for version in versions:
        (tmp_path / version).mkdir()
        (tmp_path / version / "PG_VERSION").write_text(f"{version}\n")
    assert bash(DATA_CHECK, tmp_path / "18", tmp_path / "backups").returncode == 0


@pytest.mark.parametrize(("version", "status"), [("17", 0), ("18", 1)], ids=["same", "another"])
def test_a_switch_to_an_empty_cluster_is_refused(tmp_path: Path, version: str, status: int) -> None:
    (tmp_path / "17").mkdir()
    (tmp_path / "17/PG_VERSION").write_text("17\n")
    program = tmp_path / "django-bench-data-check"
    program.write_text(f"#!/bin/bash\n{DATA_CHECK.read_text()}")
    program.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    directory = str(tmp_path / version)
    done = bash(CHECK, tmp_path, SECRETS="", SERVICES="", DATA_DIRECTORY=directory, PATH=path)
    assert (done.returncode, "upgrade-postgres" in done.stderr) == (status, bool(status))


@pytest.fixture(scope="module")
def upgrading(nix: Nix) -> dict[str, str]:
    """The scripts of a host that has PostgreSQL 17 and is to have 18."""
    scripts: dict[str, str] = nix.eval("nixosConfigurations.bench", UPGRADING)
    return scripts


@pytest.mark.nix
def test_a_switch_checks_the_directory_of_the_host(upgrading: dict[str, str]) -> None:
    assert "DATA_DIRECTORY=/var/lib/postgresql/17" in upgrading["check"].splitlines()


@pytest.mark.nix
def test_postgresql_checks_its_directory_before_it_makes_one(upgrading: dict[str, str]) -> None:
    first = upgrading["preStart"].splitlines()[0]
    assert first.endswith("/bin/django-bench-data-check /var/lib/postgresql/17")


@pytest.mark.nix
def test_upgrade_goes_from_the_directory_of_the_host_to_that_of_the_version(
    upgrading: dict[str, str],
) -> None:
    directories = {"OLD_DATA=/var/lib/postgresql/17", "NEW_DATA=/var/lib/postgresql/18"}
    assert directories <= set(upgrading["upgrade"].splitlines())
