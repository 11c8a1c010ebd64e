"""A switch to the host `bench` goes through for those who can still log in after it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix

# As NixOS runs it before a switch; the option is declared where a nixpkgs does not have it yet.
CHECK = """
host:
let
  declared = { lib, ... }: {
    options.system.preSwitchChecks = lib.mkOption { type = lib.types.attrsOf lib.types.str; };
  };
  known = host.options.system ? preSwitchChecks;
  whole = if known then host else host.extendModules { modules = [ declared ]; };
in
builtins.replaceStrings [ "${host.pkgs.gnugrep}/bin/" ] [ "" ]
  whole.config.system.preSwitchChecks.authorizedKeys
"""


@pytest.mark.parametrize(
    ("keys", "status"),
    [("# Public keys, one a line.\n\n", 1), ("# Mine:\nssh-ed25519 AAAA me\n", 0)],
    ids=["no key", "a key"],
)
def test_a_switch_locks_nobody_out(nix: Nix, tmp_path: Path, keys: str, status: int) -> None:
    directory = tmp_path / "etc/ssh/authorized_keys.d"
    directory.mkdir(parents=True)
    (directory / "root").write_text(keys)
    check = nix.eval("nixosConfigurations.bench", CHECK)

    done = subprocess.run(
        ["bash", "-c", check, "check", tmp_path], check=False, capture_output=True, text=True
    )

    assert done.returncode == status
    assert ("nix/hosts/authorized_keys" in done.stderr) == (status == 1)
