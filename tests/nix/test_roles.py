"""A service that a host does not run has no unit there, and a server only if it runs elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conditions import conditions
from tests.support.nix import Nix

pytestmark = pytest.mark.nix

VARIANTS = """
host:
builtins.mapAttrs (
  _: settings:
  let
    inherit (host.extendModules { modules = [ { services.django-bench = settings; } ]; }) config;
    inherit (config.services.nginx) httpConfig;
    included = builtins.match ".*include (/nix/store/[^ ]*)/http.conf;.*" httpConfig;
    files = builtins.appendContext (builtins.head included) (builtins.getContext httpConfig);
    isOurs = package: package.name == "django-bench-units";
    ours = builtins.head (builtins.filter isOurs config.systemd.packages);
    names = path: builtins.attrNames (builtins.readDir path);
  in
  {
    units = names "${ours}/lib/systemd/system";
    servers = if config.services.nginx.enable then names files else [ ];
    ports = config.networking.firewall.allowedTCPPorts;
  }
) {
  all = { };
  off = { naive.enable = false; };
  database = { naive.enable = false; optimized.enable = false; nginx.enable = false; };
  elsewhere = { naive.enable = false; nginx.upstreams.naive = "10.0.0.2:9001"; };
}
"""


@pytest.fixture(scope="module")
def hosts(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.vm", VARIANTS)
    return found


def units(host: dict[str, list[str]]) -> list[str]:
    """Return the units of the naive service."""
    return [name for name in host["units"] if name.startswith("django-naive")]


def test_a_service_that_is_off_has_no_unit(hosts: dict[str, Any]) -> None:
    assert units(hosts["all"])
    assert not units(hosts["off"])


def test_a_host_without_services_has_what_restore_and_upgrade_stop_and_start(
    hosts: dict[str, Any],
) -> None:
    assert [name for name in hosts["database"]["units"] if name.startswith("django-")] == [
        "django-bench.target"
    ]


def test_a_service_that_is_off_has_no_server(hosts: dict[str, Any]) -> None:
    assert "naive" in hosts["all"]["servers"]
    assert "naive" not in hosts["off"]["servers"]


def test_a_service_that_is_off_has_no_open_port(hosts: dict[str, Any]) -> None:
    assert set(hosts["all"]["ports"]) - set(hosts["off"]["ports"]) == {conditions().ports["naive"]}


def test_a_service_of_another_host_has_a_server_and_no_unit(hosts: dict[str, Any]) -> None:
    assert hosts["elsewhere"]["servers"] == hosts["all"]["servers"]
    assert hosts["elsewhere"]["ports"] == hosts["all"]["ports"]
    assert not units(hosts["elsewhere"])
