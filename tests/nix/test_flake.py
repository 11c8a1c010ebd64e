"""What the flake offers evaluates, and explains itself."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conditions import conditions
from tests.support.nix import Nix

pytestmark = pytest.mark.nix

OUR_OPTIONS = """
host:
  let
    lib = host.pkgs.lib;
    ours = lib.optionAttrSetToDocList host.options.services.django-bench;
  in
  map (option: {
    inherit (option) name;
    type = option.type or null;
    description = option.description.text or option.description or null;
  }) (builtins.filter (option: option.visible && !option.internal) ours)
"""

PATHS = """
output:
  if output ? drvPath then output.drvPath
  else builtins.mapAttrs (_: each: each.drvPath or each.program) output
"""

SYSTEM = """
host: {
  inherit (host.config) warnings;
  path = host.config.system.build.toplevel.drvPath;
}
"""


@pytest.fixture(scope="module")
def options(nix: Nix) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = nix.eval("nixosConfigurations.vm", OUR_OPTIONS)
    return found


@pytest.mark.slow
def test_the_outputs_are_those_that_nix_knows(nix: Nix) -> None:
    nix.run("flake", "check", "--no-build")


def test_every_check_evaluates(nix: Nix) -> None:
    names = nix.eval("checks.x86_64-linux", "builtins.attrNames")
    assert names
    for name in names:  # not in one process, whose memory would take longer to collect
        nix.eval(f"checks.x86_64-linux.{name}", PATHS)


@pytest.mark.parametrize("output", ["packages", "apps", "devShells", "formatter"])
def test_every_output_evaluates(nix: Nix, output: str) -> None:
    assert nix.eval(f"{output}.x86_64-linux", PATHS)


@pytest.mark.parametrize("host", ["bench", "vm"])
def test_a_host_evaluates_without_warning(nix: Nix, host: str) -> None:
    assert nix.eval(f"nixosConfigurations.{host}", SYSTEM)["warnings"] == []


def test_there_is_a_data_set_for_every_published_size(nix: Nix) -> None:
    names = nix.eval("packages.x86_64-linux", "builtins.attrNames")
    assert {f"dataset-{customers}" for customers in conditions().dataset.digests} <= set(names)


def test_every_option_is_typed_and_described(options: list[dict[str, Any]]) -> None:
    assert options
    for option in options:
        assert option["type"] not in {None, "unspecified value"}, option["name"]
        assert option["description"], option["name"]
