"""What a switch to the host `bench` checks first: somebody can still log in, it would come up."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

# As NixOS runs it before a switch; the option is declared where a nixpkgs does not have it yet.
CHECKS = """
host:
let
  declared = { lib, ... }: {
    options.system.preSwitchChecks = lib.mkOption { type = lib.types.attrsOf lib.types.str; };
  };
  known = host.options.system ? preSwitchChecks;
  whole = if known then host else host.extendModules { modules = [ declared ]; };
in
builtins.mapAttrs (_: builtins.replaceStrings [ "${host.pkgs.gnugrep}/bin/" ] [ "" ])
  whole.config.system.preSwitchChecks
"""


@pytest.fixture(scope="module")
def checks(nix: Nix) -> dict[str, str]:
    """The script of each check."""
    found: dict[str, str] = nix.eval("nixosConfigurations.bench", CHECKS)
    return found


@pytest.mark.parametrize(
    ("keys", "status"),
    [("# Public keys, one a line.\n\n", 1), ("# Mine:\nssh-ed25519 AAAA me\n", 0)],
    ids=["no key", "a key"],
)
def test_a_switch_locks_nobody_out(
    checks: dict[str, str], tmp_path: Path, keys: str, status: int
) -> None:
    directory = tmp_path / "etc/ssh/authorized_keys.d"
    directory.mkdir(parents=True)
    (directory / "root").write_text(keys)

    command = ["bash", "-c", checks["authorizedKeys"], "check", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == status
    assert ("nix/hosts/authorized_keys" in done.stderr) == (status == 1)


def test_a_switch_asks_about_secrets_data_and_migrations(checks: dict[str, str]) -> None:
    check = r'/nix/store/\S+/bin/django-bench-pre-switch "\$1" "\$2"'
    assert re.fullmatch(check, checks["django-bench"].strip())
