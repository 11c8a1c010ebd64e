"""HTTPS on NixOS: servers, certificate, ports, and what the services hear of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

VARIANTS = """
host:
builtins.mapAttrs (
  _: settings:
  let
    inherit (host.extendModules {
      modules = [
        {
          services.django-bench = settings // { hostNames = [ "other.test" ]; };
          security.acme = { acceptTerms = true; defaults.email = "ops@bench.test"; };
        }
      ];
    }) config;
    inherit (config.services.nginx) httpConfig;
    included = builtins.match ".*include (/nix/store/[^ ]*)/http.conf;.*" httpConfig;
    files = builtins.appendContext (builtins.head included) (builtins.getContext httpConfig);
    servers = builtins.readDir files;
    isOurs = package: package.name == "django-bench-pre-switch";
    checks = builtins.filter isOurs config.environment.systemPackages;
    unit = config.systemd.services.nginx;
  in
  {
    tls = if servers ? tls then builtins.attrNames (builtins.readDir "${files}/tls") else [ ];
    listen = if servers ? tls then builtins.readFile "${files}/tls/listen.conf" else "";
    ports = config.networking.firewall.allowedTCPPorts;
    environment = {
      naive = config.services.django-bench.naive.environment;
      optimized = config.services.django-bench.optimized.environment;
    };
    names = builtins.mapAttrs (_: each: each.extraDomainNames) config.security.acme.certs;
    order = unit.wants ++ unit.after;
    check = builtins.readFile "${builtins.head checks}/bin/django-bench-pre-switch";
    warnings = config.warnings;
  }
) {
  off = { openFirewall = true; };
  files = {
    openFirewall = true;
    tls = {
      enable = true;
      hostNames.landing = "bench.test";
      certificate = "/run/keys/certificate.pem";
      key = "/run/keys/key.pem";
    };
  };
  acme = {
    naive.enable = false;
    tls = { enable = true; hostNames.landing = "bench.test"; };
  };
}
"""


@pytest.fixture(scope="module")
def hosts(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.vm", VARIANTS)
    return found


def test_off_changes_nothing(hosts: dict[str, Any]) -> None:
    off = hosts["off"]
    assert off["tls"] == []
    assert set(off["ports"]) >= {8000, 8001, 8002}
    assert not [each for each in off["environment"].values() if "FORWARDED_ALLOW_IPS" in each]


def test_certificate_is_the_operators(hosts: dict[str, Any]) -> None:
    listen = hosts["files"]["listen"]
    assert "ssl_certificate /run/keys/certificate.pem;" in listen
    assert "ssl_certificate_key /run/keys/key.pem;" in listen


def test_missing_certificate_refuses_a_switch(hosts: dict[str, Any]) -> None:
    assert "/run/keys/certificate.pem /run/keys/key.pem" in hosts["files"]["check"]


def test_only_the_ports_of_https_and_its_redirect_are_open(hosts: dict[str, Any]) -> None:
    opened = set(hosts["files"]["ports"]) - {22}
    assert opened == {80, 443}


@pytest.mark.parametrize("service", ["naive", "optimized"])
def test_services_know_their_names_and_trust_the_scheme(
    hosts: dict[str, Any], service: str
) -> None:
    environment = hosts["files"]["environment"][service]
    names = environment["ALLOWED_HOSTS"].split(",")
    assert {"other.test", "bench.test", f"{service}.bench.test"} <= set(names)
    assert environment["FORWARDED_ALLOW_IPS"] == "*"


def test_acme_asks_for_what_nginx_serves(hosts: dict[str, Any]) -> None:
    acme = hosts["acme"]
    assert acme["names"] == {"bench.test": ["optimized.bench.test"]}
    assert "naive" not in acme["tls"]
    assert "/var/lib/acme/bench.test/fullchain.pem" in acme["listen"]
    assert "acme-finished-bench.test.target" in acme["order"]
    assert acme["warnings"] == []
