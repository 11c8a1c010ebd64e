"""k6 is one version, with Nix and without."""

from __future__ import annotations

import pytest

from harness.host import k6
from tests.support.nix import Nix

pytestmark = pytest.mark.nix


def test_the_package_is_the_version_of_the_harness(nix: Nix) -> None:
    assert nix.eval("packages.x86_64-linux.k6.name") == f"k6-{k6.VERSION}"
