"""The files of systemd/ and nginx/ and the settings made from conditions.toml."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from harness.errors import BenchError
from harness.host import layer
from harness.host.layer import (
    environment_conf,
    postgresql_conf,
    redis_conf,
    render,
    render_tree,
)


def names(directory: Path) -> set[str]:
    """Return every `@name@` of the files below `directory`, its README apart."""
    files = (path for path in directory.rglob("*") if path.is_file() and path.name != "README.md")
    return {name for path in files for name in re.findall(r"@([a-z_]+)@", path.read_text())}


@pytest.mark.parametrize("directory", ["systemd", "nginx"])
def test_every_name_is_explained_in_the_readme(directory: str) -> None:
    readme = (REPOSITORY / directory / "README.md").read_text()
    explained = set(re.findall(r"`@([a-z_]+)@`", readme))
    assert names(REPOSITORY / directory) == explained


@pytest.mark.parametrize("directory", ["systemd", "nginx"])
def test_every_name_has_a_value_in_the_container(directory: str, tmp_path: Path) -> None:
    render_tree(REPOSITORY / directory, tmp_path, layer.values(), absent="tls")
    assert list(tmp_path.iterdir())
    assert not names(tmp_path)


def test_name_without_a_value_is_an_error() -> None:
    with pytest.raises(BenchError, match="@nowhere@ has no value"):
        render("path=@nowhere@", {"here": 1})


def test_postgresql_listens_on_no_network() -> None:
    assert postgresql_conf({"jit": "off"}) == "listen_addresses = ''\njit = 'off'\n"


def test_redis_listens_on_its_socket_only() -> None:
    lines = redis_conf({"save": ""}, "/run/redis").splitlines()
    assert {"port 0", "unixsocket /run/redis/redis.sock", 'save ""'} <= set(lines)


def test_environment_is_a_drop_in() -> None:
    assert environment_conf({"A": 1}) == '[Service]\nEnvironment="A=1"\n'
