"""A reload of nginx happens when it must."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.nix


def test_a_switch_reloads_nginx_for_another_configuration_only(system: Path) -> None:
    unit = system / "etc/systemd/system/nginx-config-reload.service"
    assert {"RemainAfterExit=true", "After=nginx.service"} <= set(unit.read_text().splitlines())
