"""What `bench dev` and manage.py say when something is missing."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click.testing
import pytest

from harness.commands import dev as command
from harness.conditions import SERVICES
from harness.dev import postgresql
from harness.errors import BenchError
from tests.dev.checkout import Checkout


def test_a_taken_port_is_named_with_the_option(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = checkout.run("bench", "dev", f"--naive-port={port}")

    assert done.returncode == 1
    assert f"port {port}: Address already in use" in done.stderr
    assert "--naive-port" in done.stderr


def test_without_postgresql_it_names_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "_DEBIAN", tmp_path)

    with (
        pytest.raises(BenchError, match=r"apt install postgresql.*or name a running server"),
        postgresql.serving(tmp_path),
    ):
        pass


def test_data_of_another_version_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgresql").mkdir()
    (tmp_path / "postgresql/PG_VERSION").write_text("14\n")

    with (
        pytest.raises(BenchError, match="needs PostgreSQL 14: install it, or delete"),
        postgresql.serving(tmp_path),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="for root")
def test_root_is_told_to_be_another_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ports: dict[str, int]
) -> None:
    monkeypatch.setattr(command, "FOLDER", tmp_path / ".dev")
    options = [f"--{service}-port={ports[service]}" for service in SERVICES]
    done = click.testing.CliRunner().invoke(command.dev, options)

    assert "as a normal user" in done.stderr
    assert not (tmp_path / ".dev").exists()


def test_a_path_too_long_for_a_socket_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(BenchError, match="too long a path for a socket: move the checkout"):
        postgresql.check(tmp_path / ("long" * 25))


@pytest.mark.parametrize("service", SERVICES)
def test_a_command_without_server_says_how_to_start_it(checkout: Checkout, service: str) -> None:
    done = checkout.run("python", f"{service}/manage.py", "migrate")

    assert done.returncode == 1
    assert "No PostgreSQL server in" in done.stderr
    assert "Run ./bench dev in another terminal" in done.stderr
