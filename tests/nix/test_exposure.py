"""No unit is exposed: of a host with backups, and of one with database and cache elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

LIMIT = 1.5

# What systemd would read: our files, and the drop-ins that NixOS adds.
VARIANTS = """
host:
let
  inherit (host.pkgs) lib;
in
builtins.mapAttrs (
  _: settings:
  let
    module.services.django-bench = settings;
    inherit (host.extendModules { modules = [ module ]; }) config;
    isOurs = package: package.name == "django-bench-units";
    ours = builtins.head (builtins.filter isOurs config.systemd.packages);
    folder = "${ours}/lib/systemd/system";
    read = path: builtins.readFile "${folder}/${path}";
    entries = builtins.readDir folder;
    named = kind: builtins.attrNames (lib.filterAttrs (_: each: each == kind) entries);
    files = named "regular" ++ map (name: "${name}/hardening.conf") (named "directory");
    added = builtins.filter (name: config.systemd.units ? ${name}) (named "regular");
  in
  lib.genAttrs files read
  // lib.listToAttrs (
    map (name: lib.nameValuePair "${name}.d/overrides.conf" config.systemd.units.${name}.text) added
  )
) {
  backup.backup.enable = true;
  remote = {
    postgresql.enable = false;
    redis.enable = false;
    database = { host = "10.0.0.1"; passwordFile = "/run/keys/database-password"; };
    redis = { url = "redis://10.0.0.1:6379"; passwordFile = "/run/keys/redis-password"; };
  };
}
"""


@pytest.fixture(scope="module")
def hosts(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.bench", VARIANTS)
    return found


@pytest.mark.parametrize("variant", ["backup", "remote"])
def test_no_unit_is_exposed(hosts: dict[str, Any], tmp_path: Path, variant: str) -> None:
    for name, text in hosts[variant].items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    services = sorted(path.name for path in tmp_path.glob("*.service"))
    assert ("bench-backup.service" in services) == (variant == "backup")

    for service in services:
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--no-pager", service],
            env={**os.environ, "SYSTEMD_UNIT_PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        overall = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
        assert overall, done.stdout + done.stderr
        assert float(overall[1]) <= LIMIT, done.stdout
