"""PostgreSQL, Redis and nginx have the same settings on both kinds of host."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from harness.conditions import SERVICES, conditions
from harness.host import layer
from tests.support.nix import Nix

pytestmark = pytest.mark.nix

SETTINGS = """
host: {
  postgresql = host.config.services.postgresql.settings;
  redis = host.config.services.redis.servers.django.settings;
  nginx = "${host.config.environment.etc."nginx/nginx.conf".source}";
}
"""


@pytest.fixture(scope="module")
def nixos(nix: Nix) -> dict[str, Any]:
    """The settings of the host `bench`, and the path of nginx's configuration."""
    settings: dict[str, Any] = nix.eval("nixosConfigurations.bench", SETTINGS)
    return settings


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration that the container host boots with."""
    root = tmp_path_factory.mktemp("layer")
    layer.write_layer(root)
    return root


@pytest.fixture(scope="module")
def redis_conf(container: Path) -> dict[str, str]:
    """The settings of the container's Redis."""
    lines = (container / "etc/redis/redis-django.conf").read_text().splitlines()
    pairs = dict(line.split(" ", 1) for line in lines)
    return {name: value.strip('"') for name, value in pairs.items()}


@pytest.fixture(scope="module")
def nginx_conf(system: Path, nixos: dict[str, Any]) -> str:
    """The main configuration file of NixOS's nginx."""
    assert system.exists()  # built, and the file with it
    return Path(nixos["nginx"]).read_text()


def test_postgresql(nixos: dict[str, Any], container: Path) -> None:
    text = (container / "etc/postgresql/17/main/conf.d/django-bench.conf").read_text()
    asked = dict(re.findall(r"^(\S+) = '(.*)'$", text, re.MULTILINE))
    assert conditions().postgresql.keys() < asked.keys()
    assert {name: str(nixos["postgresql"][name]) for name in asked} == asked


def test_redis(nixos: dict[str, Any], redis_conf: dict[str, str]) -> None:
    names = [*conditions().redis, "port", "unixsocket"]
    given = {name: str(nixos["redis"][name]).strip('"') for name in names}
    assert given == {name: redis_conf[name] for name in names}


def test_nginx_includes_the_containers_files(container: Path, nginx_conf: str) -> None:
    (files,) = re.findall(r"include (\S+)/http\.conf;", nginx_conf)
    paths = {
        files: "/etc/nginx/django-bench",
        **{
            path: f"/opt/django-bench/static/{service}"
            for service in SERVICES
            for text in _texts(Path(files)).values()
            for path in re.findall(rf"/nix/store/\S+-static/{service}", text)
        },
    }
    theirs = _texts(Path(files))
    for mine, other in paths.items():
        theirs = {name: text.replace(mine, other) for name, text in theirs.items()}
    theirs.pop("nginx.conf")  # the main configuration, which NixOS writes itself
    assert theirs == _texts(container / "etc/nginx/django-bench")


@pytest.mark.parametrize(
    "setting", ["worker_processes", "worker_connections", "worker_rlimit_nofile"]
)
def test_the_main_configuration_of_nginx(nginx_conf: str, setting: str) -> None:
    assert f"{setting} {conditions().nginx[setting]};" in nginx_conf


def test_a_rate_limit_is_on_but_in_a_benchmark(nix: Nix) -> None:
    on: dict[str, Any] = {
        host: nix.eval(f"nixosConfigurations.{host}.config.services.django-bench.rateLimit")
        for host in ("bench", "vm")
    }
    assert on == {"bench": False, "vm": True}


def _texts(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): path.read_text()
        for path in directory.rglob("*")
        if path.is_file()
    }
