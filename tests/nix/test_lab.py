"""The tests of nix/checks/vm, without a VM: the NixOS lab boots the flake's host and runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from tests.support import lab

pytestmark = [pytest.mark.nix, pytest.mark.timeout(1200)]

SCRIPTS = REPOSITORY / "nix/checks/vm"
ELSEWHERE = {"run": "the lab cannot build the flake's k6, which is on the PATH of its `bench`"}
QUICK = {"boot"}
SOURCES = {path.stem: path.read_text() for path in sorted(SCRIPTS.glob("*.nix"))}
NAMES = [name for name, source in SOURCES.items() if "testScript = ''" in source]


@pytest.fixture(scope="module")
def checkout() -> Iterator[None]:
    """The last commit in the lab, whose host is down afterwards."""
    lab.check_out()
    yield
    lab.tool("boot.sh", "down")


@pytest.fixture(scope="module")
def bench(checkout: None) -> str:  # noqa: ARG001 - comes first
    """The system of the host `bench`."""
    return lab.succeed("top.sh", "bench")


@pytest.fixture(scope="module")
def extended(bench: str) -> Iterator[Path]:  # noqa: ARG001 - built once for both labs
    """The lab with all packages that the scripts need."""
    with lab.extended() as made:
        yield made


@pytest.fixture(scope="module")
def switching(extended: Path) -> str:
    """The host with a program to switch by, and the specialisations of the scripts."""
    return lab.build("machine", extended)


@pytest.fixture(scope="module")
def metrics(extended: Path) -> str:
    """The host with metrics, and Debian's exporters."""
    return lab.build("metrics", extended)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in NAMES],
)
def test_script_passes_on_the_host(request: pytest.FixtureRequest, name: str) -> None:
    if name in ELSEWHERE:
        pytest.skip(ELSEWHERE[name])
    where = lab.LAB if name in QUICK else request.getfixturevalue("extended")
    kind = "switching" if "specialisation" in SOURCES[name] else "bench"
    system = request.getfixturevalue("metrics" if name == "metrics" else kind)
    done = lab.tool("fresh.sh", system, where / "p", name, lab=where)
    assert done.stdout.splitlines()[-1].startswith(f"PASS {name} "), done.stdout + done.stderr
    assert done.returncode == 0
