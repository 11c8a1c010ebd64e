"""What Prometheus may ask a NixOS host."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

VARIANTS = """
host:
builtins.mapAttrs (
  _: settings:
  let
    inherit (host.extendModules { modules = [ settings ]; }) config;
    inherit (config) services systemd;
    inherit (host.pkgs) lib;
    inherit (services.nginx) httpConfig;
    included = builtins.head (builtins.match ".*include (/nix/store/[^ ]*);.*" httpConfig);
    http = builtins.readFile (builtins.appendContext included (builtins.getContext httpConfig));
    isExporter = name: lib.hasPrefix "prometheus-" name && lib.hasSuffix "-exporter" name;
  in
  {
    setting = systemd.services.django-optimized.environment.METRICS;
    log = lib.hasInfix "metrics-on.conf" http;
    exporters = builtins.mapAttrs (_: unit: unit.serviceConfig.ExecStart) (
      lib.filterAttrs (name: _: isExporter name) systemd.services
    );
    redis = systemd.services.prometheus-redis-exporter.preStart or "";
    groups = systemd.services.prometheus-redis-exporter.serviceConfig.SupplementaryGroups or "";
    wanted = builtins.filter (name: systemd.sockets.${name}.wantedBy != [ ]) (
      builtins.filter (lib.hasPrefix "bench-metrics") (builtins.attrNames systemd.sockets)
    );
    jobs = map (job: job.job_name) services.prometheus.scrapeConfigs;
    rules = map (file: lib.hasSuffix "/alerts.yml" file) services.prometheus.ruleFiles;
    dashboards = map (each: builtins.readDir each.options.path) (
      services.grafana.provision.dashboards.settings.providers or [ ]
    );
  }
) {
  serving = { };
  benchmark = { services.django-bench.benchmark.enable = true; };
  off = { services.django-bench.metrics.enable = false; };
  part.services.django-bench = {
    naive.enable = false;
    redis = { url = "redis://cache:6379"; passwordFile = "/run/keys/redis"; };
  };
  database.services.django-bench.redis.passwordFile = "/run/keys/redis";
  grafana = { services.grafana.enable = true; };
}
"""

EVERYTHING = {"node", "nginx", "postgres", "redis"}


@pytest.fixture(scope="module")
def hosts(nix: Nix) -> dict[str, Any]:
    found: dict[str, Any] = nix.eval("nixosConfigurations.vm", VARIANTS)
    return found


def exporters(host: dict[str, Any]) -> set[str]:
    """Return the names of the exporters that run."""
    return {name.split("-")[1] for name in host["exporters"]}


def test_a_host_that_serves_has_metrics(hosts: dict[str, Any]) -> None:
    host = hosts["serving"]
    assert (host["setting"], host["log"], host["rules"]) == ("on", True, [True])
    assert host["wanted"] == ["bench-metrics-naive", "bench-metrics-optimized"]
    assert exporters(host) == EVERYTHING


@pytest.mark.parametrize("variant", ["benchmark", "off"])
def test_a_benchmark_has_none(hosts: dict[str, Any], variant: str) -> None:
    host = hosts[variant]
    assert (host["setting"], host["log"], host["wanted"]) == ("off", False, [])
    assert (exporters(host), host["jobs"]) == (set(), [])


def test_exporters_listen_on_loopback(hosts: dict[str, Any]) -> None:
    for command in hosts["serving"]["exporters"].values():
        assert re.findall(r"listen-address[ =]([^ :]+):\d+", command) == ["127.0.0.1"]


def test_redis_is_asked_by_its_socket(hosts: dict[str, Any]) -> None:
    command = hosts["serving"]["exporters"]["prometheus-redis-exporter"]
    assert "-redis.addr=unix:///run/redis-django/redis.sock" in command
    assert hosts["serving"]["groups"] == "redis-django"


def test_redis_that_asks_for_a_password_is_given_it_in_a_file(hosts: dict[str, Any]) -> None:
    command = hosts["database"]["exporters"]["prometheus-redis-exporter"]
    assert "-redis.password-file=/run/prometheus-redis-exporter/passwords" in command
    assert "$CREDENTIALS_DIRECTORY/password" in hosts["database"]["redis"]
    assert "password-file" not in hosts["serving"]["exporters"]["prometheus-redis-exporter"]


def test_only_what_runs_on_the_host_is_asked(hosts: dict[str, Any]) -> None:
    host = hosts["part"]
    assert exporters(host) == EVERYTHING - {"redis"}
    assert host["jobs"] == ["optimized", "node", "nginx", "postgresql"]
    assert host["wanted"] == ["bench-metrics-optimized"]


def test_a_grafana_on_the_host_has_the_dashboard(hosts: dict[str, Any]) -> None:
    assert hosts["serving"]["dashboards"] == []
    assert hosts["grafana"]["dashboards"] == [{"django-bench.json": "regular"}]
