"""A reload of nginx happens when it must, and takes no connection from a client that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

CONFIGURATIONS = """
host:
let
  configuration =
    version:
    let
      nginx = host.pkgs.nginx // { inherit version; override = _: nginx; };
      extended = host.extendModules { modules = [ { services.nginx.package = nginx; } ]; };
    in
    extended.config.services.nginx.httpConfig;
in
map configuration [ "1.26.3" "1.27.4" ]
"""


def test_a_switch_reloads_nginx_for_another_configuration_only(system: Path) -> None:
    unit = system / "etc/systemd/system/nginx-config-reload.service"
    assert {"RemainAfterExit=true", "After=nginx.service"} <= set(unit.read_text().splitlines())


def test_nginx_keeps_connections_in_a_reload_where_it_can(nix: Nix) -> None:
    old, new = nix.eval("nixosConfigurations.vm", CONFIGURATIONS)
    assert "keepalive_min_timeout" not in old
    assert "keepalive_min_timeout 10s;" in new
