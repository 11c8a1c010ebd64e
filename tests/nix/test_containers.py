"""The flake's tests as containers, which only newer drivers than that at hand have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

# The options of nixpkgs' driver (nixos/lib/testing) that the tests use, over a host of the flake.
CHECKS = """
host:
let
  inherit (host) pkgs;
  inherit (pkgs) lib;
  inherit (lib) mkOption types;
  driver = { config, ... }: {
    options = {
      name = mkOption { type = types.str; };
      testScript = mkOption { type = types.str; };
      defaults = mkOption { type = types.deferredModule; default = { }; };
      nodes = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      containers = mkOption {
        type = types.lazyAttrsOf (host.extendModules {
          modules = [ config.defaults { boot.isContainer = true; } ];
        }).type;
        default = { };
      };
    };
  };
  modules = dirOf (builtins.head host.options.services.django-bench.backup.enable.declarations);
  checks = import "${modules}/../checks/vm" {
    self.nixosModules.default = { }; # the host has it
    self.apps.x86_64-linux.default.program = "bench";
    self.outPath = "/";
    pkgs = pkgs // {
      path = pkgs.runCommand "nixpkgs" { } ''
        mkdir -p $out/nixos/modules/virtualisation/nspawn-container
      '';
      testers.runNixOSTest = test: (lib.evalModules { modules = [ driver test ]; }).config;
    };
  };
in
builtins.mapAttrs (_: check: {
  nodes = builtins.attrNames check.nodes;
  containers = builtins.mapAttrs (_: machine: {
    metrics = machine.services.django-bench.metrics.enable;
    memory = machine.services.postgresql.settings.shared_buffers;
    path = machine.system.build.toplevel.drvPath;
  }) check.containers;
}) checks
"""


@pytest.fixture(scope="module")
def checks(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.bench", CHECKS)
    return found


def test_what_needs_no_kernel_runs_in_a_container(checks: dict[str, Any]) -> None:
    containers = {name for name, check in checks.items() if check["containers"]}
    assert containers == {f"container-{name}" for name in ("faults", "journal", "load", "metrics")}
    assert set(checks) - containers == {"vm-boot", "vm-run", "vm-switch", "vm-upgrade"}


def test_a_container_is_a_host_of_the_flake(checks: dict[str, Any]) -> None:
    for name, check in checks.items():
        for machine in check["containers"].values():
            assert machine["metrics"] == (name == "container-metrics")
            assert machine["memory"] == "256MB"
            assert machine["path"]
