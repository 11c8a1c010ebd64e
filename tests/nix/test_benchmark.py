"""A host in benchmark mode holds still."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

WITH_CPUS = """
host:
let
  cpus = { services = "0-1"; database = "2"; load = "3"; };
  change = { services.django-bench.benchmark = { inherit cpus; }; };
  inherit (host.extendModules { modules = [ change ]; }) config;
  slice = name: config.systemd.slices.${name}.sliceConfig.AllowedCPUs;
  home = name: config.systemd.services.${name}.serviceConfig.Slice;
in
{
  services = slice "django";
  database = slice (builtins.replaceStrings [ ".slice" ] [ "" ] (home "postgresql"));
  cache = slice (builtins.replaceStrings [ ".slice" ] [ "" ] (home "redis-django"));
  load = slice "bench-load";
}
"""


def test_no_timer_starts(system: Path) -> None:
    wanted = system / "etc/systemd/system/timers.target.wants"
    awake = [timer.name for timer in wanted.glob("*") if os.path.realpath(timer) != os.devnull]
    assert awake == []


def test_the_clock_is_fixed(nix: Nix) -> None:
    config = "nixosConfigurations.bench.config"
    assert nix.eval(f"{config}.powerManagement.cpuFreqGovernor") == "performance"


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("/sys/devices/system/cpu/intel_pstate/no_turbo", "1"),
        ("/sys/devices/system/cpu/cpufreq/boost", "0"),
        ("/sys/kernel/mm/transparent_hugepage/enabled", "never"),
    ],
)
def test_a_switch_of_the_kernel_is_written_at_boot(system: Path, switch: str, value: str) -> None:
    lines = (system / "etc/tmpfiles.d/django-bench.conf").read_text().splitlines()
    assert f"'w' '{switch}' '-' '-' '-' '-' {value}" in lines


def test_each_role_has_its_cpus(nix: Nix) -> None:
    sets: dict[str, Any] = nix.eval("nixosConfigurations.bench", WITH_CPUS)
    assert sets == {"services": "0-1", "database": "2", "cache": "2", "load": "3"}
