"""Backups are what the container host has, where a host asks for them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from harness.conditions import REPOSITORY
from harness.host import layer
from harness.host.layer import render
from tests.support.nix import Nix

pytestmark = pytest.mark.nix

UNITS = sorted((REPOSITORY / "systemd").glob("bench-backup*"))
CONFIGURATIONS = sorted((REPOSITORY / "operations").glob("*.conf"))

HOSTS = """
host:
builtins.mapAttrs (
  _: benchmark:
  let
    backup = { backup.enable = true; benchmark.enable = host.pkgs.lib.mkForce benchmark; };
    module.services.django-bench = backup;
    inherit (host.extendModules { modules = [ module ]; }) config;
    isNamed = name: package: host.pkgs.lib.getName package == name;
    find = name: builtins.head (builtins.filter (isNamed name) (
      config.systemd.packages ++ config.environment.systemPackages
    ));
    read = keep: directory:
      builtins.mapAttrs (name: _: builtins.readFile "${directory}/${name}") (
        host.pkgs.lib.filterAttrs (name: _: keep name) (builtins.readDir directory)
      );
    isBackup = host.pkgs.lib.hasPrefix "bench-backup";
  in
  {
    units = read isBackup "${find "django-bench-units"}/lib/systemd/system";
    files = read (_: true) "${find "django-bench-operations"}/etc";
    settings = config.services.postgresql.settings.include;
    timers = builtins.concatMap (name: config.systemd.timers.${name}.wantedBy) [
      "bench-backup"
      "bench-backup-full"
    ];
  }
) { serving = false; benchmark = true; }
"""
PATHS = (
    (r"/nix/store/\S+/bin/pgbackrest", "/usr/bin/pgbackrest"),
    (r"/var/lib/postgresql/17$", "/var/lib/postgresql/17/main"),
)


@pytest.fixture(scope="module")
def hosts(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.bench", HOSTS)
    return found


def without_store(text: str) -> str:
    """Return `text` with the container's paths."""
    for pattern, path in PATHS:
        text = re.sub(pattern, path, text, flags=re.MULTILINE)
    return text


def test_the_units_are_the_containers(hosts: dict[str, Any]) -> None:
    found = {name: without_store(text) for name, text in hosts["serving"]["units"].items()}
    assert found == {unit.name: render(unit.read_text(), layer.values()) for unit in UNITS}


def test_the_configuration_is_the_containers(hosts: dict[str, Any]) -> None:
    found = {name: without_store(text) for name, text in hosts["serving"]["files"].items()}
    assert found == {path.name: render(path.read_text(), layer.values()) for path in CONFIGURATIONS}


def test_postgresql_sends_its_log_to_the_backups(hosts: dict[str, Any]) -> None:
    assert hosts["serving"]["settings"].endswith("/etc/archiving.conf")


def test_backups_are_made_by_themselves_but_in_a_benchmark(hosts: dict[str, Any]) -> None:
    assert hosts["serving"]["timers"] == ["timers.target"] * 2
    assert hosts["benchmark"]["timers"] == []
