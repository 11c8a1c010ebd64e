"""The flake and its hosts, for tests that skip where no Nix can evaluate them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.nix import Nix, NixMissingError, find


@pytest.fixture(scope="session")
def nix() -> Nix:
    """This machine's Nix, with a nixpkgs at hand."""
    try:
        return find()
    except NixMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def system(nix: Nix) -> Path:
    """The built system of the host `bench`."""
    return nix.build("nixosConfigurations.bench.config.system.build.toplevel")
