"""The units of a NixOS host are those of the container host, but for paths."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.host import layer
from harness.host.layer import render
from tests.support.nix import Nix

pytestmark = pytest.mark.nix

SOURCES = sorted(
    path.relative_to(REPOSITORY / "systemd")
    for path in (REPOSITORY / "systemd").rglob("*")
    if path.is_file() and path.suffix != ".md" and not path.name.startswith("bench-backup")
)
UNITS = [
    f"django-{service}{part}.service" for service in SERVICES for part in ("", "-migrate", "-load")
]
# A switch restarts a changed unit in one step, and leaves alone what runs to its end.
SWITCHING = {
    unit: {"X-StopIfChanged=false"}
    | ({"X-RestartIfChanged=false"} if unit.endswith("-load.service") else set())
    for unit in UNITS
}

RETURNS = REPOSITORY / "harness/src/harness/host/returns.conf"

# The same things under another name on NixOS.
NAMES = {"nginx_user": "nginx", "redis_group": "redis-django"}
PATHS = (
    (r"/nix/store/\w{32}-django-(naive|optimized)/", r"/opt/django-bench/\1/"),
    (r"/nix/store/\w{32}-coreutils[^/]*/bin/kill", "/bin/kill"),
)
# What NixOS gives every unit, and what differs by host.
OWN_VARIABLES = {"ALLOWED_HOSTS", "LOCALE_ARCHIVE", "PATH", "TZDIR"}
DEFAULTS = {
    "DATABASE_HOST": "/run/postgresql",
    "REDIS_URL": "unix:///run/redis-django/redis.sock",
    "OPTIMIZATIONS": "six",
}


@pytest.fixture(scope="module")
def units(system: Path) -> Path:
    return system / "etc/systemd/system"


def without_store(text: str) -> str:
    """Return `text` with the paths that the container has in place of NixOS's."""
    for pattern, path in PATHS:
        text = re.sub(pattern, path, text)
    return text


def overrides(units: Path, unit: str) -> list[str]:
    """Return the lines that NixOS adds to a unit."""
    lines = (units / f"{unit}.d/overrides.conf").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("[")]


def environment(lines: list[str]) -> dict[str, str]:
    """Return the variables that Environment= lines set."""
    assignments = (line.removeprefix('Environment="').removesuffix('"') for line in lines)
    return dict(assignment.split("=", 1) for assignment in assignments)


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_unit_is_the_containers(units: Path, source: Path) -> None:
    text = (REPOSITORY / "systemd" / source).read_text()
    assert without_store((units / source).read_text()) == render(text, layer.values() | NAMES)


def test_nixos_has_no_unit_more(units: Path) -> None:
    found = [*units.glob("django*"), *units.glob("bench*")]
    ours = {path.name for path in found if path.is_file()}
    assert ours == {source.name for source in SOURCES if len(source.parts) == 1}


def test_boot_has_no_ordering_cycle(units: Path) -> None:
    # systemd would break one by leaving out a unit, another one at each boot
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "multi-user.target"],
        env={**os.environ, "SYSTEMD_UNIT_PATH": str(units)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ordering cycle" not in done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_nixos_adds_nothing_but_environment_and_order(units: Path, unit: str) -> None:
    added = [line for line in overrides(units, unit) if not line.startswith("Environment=")]
    assert set(added) == {"Wants=postgresql.target"} | SWITCHING[unit]


@pytest.mark.parametrize("unit", UNITS)
def test_the_environment_comes_from_the_conditions(units: Path, unit: str) -> None:
    service = unit.split("-")[1].removesuffix(".service")
    given = environment([line for line in overrides(units, unit) if "Environment=" in line])
    asked = {name: str(value) for name, value in conditions().environment[service].items()}
    defaults = {name: value for name, value in DEFAULTS.items() if name in given}
    assert {name: given[name] for name in given.keys() - OWN_VARIABLES} == asked | defaults


@pytest.mark.parametrize("unit", ["nginx", "postgresql", "redis-django"])
def test_a_unit_of_nixos_returns_as_the_containers(units: Path, unit: str) -> None:
    asked = {line for line in RETURNS.read_text().splitlines() if "=" in line}
    assert asked
    assert asked <= set((units / f"{unit}.service").read_text().splitlines())


@pytest.mark.parametrize("service", SERVICES)
def test_a_stack_starts_with_the_host(units: Path, service: str) -> None:
    assert (units / f"multi-user.target.wants/django-{service}.target").exists()


@pytest.mark.parametrize("unit", ["nginx", "postgresql", "redis-django"])
def test_a_switch_restarts_a_unit_of_nixos_in_one_step(units: Path, unit: str) -> None:
    assert "X-StopIfChanged=false" in (units / f"{unit}.service").read_text().splitlines()


@pytest.mark.parametrize("unit", ["bench-secrets", "bench-rotation"])
def test_a_switch_does_not_repeat_a_task(units: Path, unit: str) -> None:
    assert "X-RestartIfChanged=false" in overrides(units, f"{unit}.service")


def test_the_setup_of_postgresql_is_hardened_as_our_tasks(units: Path) -> None:
    ours = REPOSITORY / "systemd/bench-.service.d/hardening.conf"
    assert (units / "postgresql-setup.service.d/hardening.conf").read_text() == ours.read_text()


def test_the_setup_of_postgresql_may_write_to_the_data(nix: Nix, units: Path) -> None:
    # NixOS's script deletes .first_startup there
    data = nix.eval("nixosConfigurations.bench.config.services.postgresql.dataDir")
    unit = (units / "postgresql-setup.service").read_text().splitlines()
    assert f"ReadWritePaths={data}" in unit
