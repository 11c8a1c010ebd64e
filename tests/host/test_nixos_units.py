"""The units as NixOS renders them, with their store paths, run both services."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from harness.conditions import REPOSITORY, SERVICES
from harness.host.container import ContainerHost
from harness.host.systemd_host import STACKS
from tests.host.traffic import address
from tests.support.nix import Nix, NixMissingError, find

pytestmark = [pytest.mark.host, pytest.mark.nix]

SYSTEM = "nixosConfigurations.bench.config.system.build.toplevel"
NAME = "bench"  # networking.hostName of that system, which its services answer to
ABOVE_ALL = "/run/systemd/system.control"  # units here win over those of /etc

# The same users and groups under the names that they have on NixOS.
ACCOUNTS = """
grep '^www-data:' /etc/passwd | sed 's/^www-data:/nginx:/' >> /etc/passwd
grep '^redis:' /etc/group | sed 's/^redis:/redis-django:/' >> /etc/group
"""
NO_ACCOUNTS = """
sed --in-place '/^nginx:/d' /etc/passwd
sed --in-place '/^redis-django:/d' /etc/group
"""


@pytest.fixture(scope="module")
def nix() -> Nix:
    try:
        return find()
    except NixMissingError as error:
        pytest.skip(str(error))


def outside_of_the_store(nix: Nix) -> list[str]:
    """Return what the environments' Python consists of where that is this machine's own."""
    ask = (
        "import os, sys; real = os.path.realpath;"
        "print(real(sys._base_executable), os.path.dirname(real(os.__file__)))"
    )
    command = [str(nix.build("packages.x86_64-linux.naive") / "bin/python"), "-c", ask]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [path for path in said.split() if not path.startswith("/nix/")]


@contextmanager
def bound(host: ContainerHost, paths: list[str]) -> Iterator[None]:
    """Show the container files and directories of this machine."""
    command = [sys.executable, "-m", "tests.support.bind", str(host.leader.init), *paths]
    subprocess.run(command, check=True, cwd=REPOSITORY)
    try:
        yield
    finally:
        host.run("umount", "--lazy", *paths)


@contextmanager
def units_of(host: ContainerHost, system: Path) -> Iterator[None]:
    """Put the system's units in the place of the container's."""
    units = system / "etc/systemd/system"
    copy = f"cp --recursive --dereference {units}/django* {units}/bench-* {ABOVE_ALL}"
    try:
        host.run("sh", "-euc", f"{ACCOUNTS} mkdir --parents {ABOVE_ALL}; {copy}")
        host.run("systemctl", "daemon-reload")
        yield
    finally:
        host.run("sh", "-euc", f"{NO_ACCOUNTS} rm --recursive --force {ABOVE_ALL}")
        host.run("systemctl", "daemon-reload")


@pytest.fixture
def nixos(host: ContainerHost, nix: Nix) -> Iterator[ContainerHost]:
    """The container with both stacks started from a NixOS system's units."""
    migrations = [f"django-{service}-migrate.service" for service in SERVICES]
    system = nix.build(SYSTEM)
    with bound(host, ["/nix", *outside_of_the_store(nix)]):
        host.stop(*STACKS, *migrations)
        with units_of(host, system):
            host.start(*STACKS)
            yield host
            host.stop(*STACKS, *migrations)
        host.start(*STACKS)


def test_both_services_answer(nixos: ContainerHost) -> None:
    for service in SERVICES:
        unit = f"django-{service}.service"
        shown = nixos.properties(unit, "FragmentPath", "ExecStart")
        assert shown["FragmentPath"] == f"{ABOVE_ALL}/{unit}"
        assert "path=/nix/store/" in shown["ExecStart"]
        url = address(nixos, service)
        for path in ("/health/ready", "/api/customers", "/api/openapi.json"):
            answer = httpx.get(url + path, headers={"Host": NAME}, timeout=60)
            assert answer.status_code == httpx.codes.OK, f"{unit} {path}: {answer.text}"
