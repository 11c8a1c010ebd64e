"""The NixOS lab, which boots the flake's host in systemd-nspawn (TOOLS/README.md)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from harness.host import apt
from tests.support.postgresql_versions import make_compatible

LAB = Path(os.environ.get("LAB", "/srv/nixlab"))
TOOLS = REPOSITORY.parent / "shared/nixos-lab"
ENVIRONMENT = {**os.environ, "LAB": str(LAB)}
GUEST = "10.98.7.2"

FLAKE = REPOSITORY / "tests/nix/switching/flake.nix"
GENERATIONS = REPOSITORY / "nix/checks/vm/generations.nix"

PACKAGES = (
    "pgbackrest",
    "postgresql-18",  # of Debian's next release
    *(f"prometheus-{name}-exporter" for name in ("node", "nginx", "postgres", "redis")),
)
INSTALL = """
echo 'deb {mirror} forky main' >/etc/apt/sources.list.d/forky.list
cat >/etc/apt/apt.conf.d/99transport
apt-get --quiet=2 update
apt-get --quiet=2 --yes --no-install-recommends install {packages}
localedef -i en_US -f UTF-8 en_US.UTF-8
"""


def tool(
    name: str, *arguments: str | Path, lab: Path = LAB, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command of a lab, with some input."""
    return subprocess.run(
        [TOOLS / name, *arguments],
        env={**ENVIRONMENT, "LAB": str(lab)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def succeed(name: str, *arguments: str | Path, lab: Path = LAB, given: str = "") -> str:
    """Return what a command of a lab prints. Raises AssertionError."""
    done = tool(name, *arguments, lab=lab, given=given)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.strip()


def check_out() -> None:
    """Give the lab this repository's last commit; skip where there is none, or its host is up."""
    if not (TOOLS.is_dir() and (LAB / "p").is_dir()):
        pytest.skip(f"no NixOS lab in {LAB} ({TOOLS}/README.md sets one up)")
    if tool("boot.sh", "enter", "true").returncode == 0:
        pytest.skip(f"the NixOS lab is in use ({TOOLS}/boot.sh down ends its host)")
    git = ["git", "-C", str(LAB / "p")]
    subprocess.run([*git, "fetch", "--quiet", REPOSITORY, "HEAD"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"], check=True)


@contextmanager
def extended() -> Iterator[Path]:
    """Put a layer with more packages over the lab; what is built in there goes with it."""
    with tempfile.TemporaryDirectory(prefix="nixos-lab-") as directory:
        upper, work, lab = (Path(directory, name) for name in ("upper", "work", "lab"))
        for folder in (upper, work, lab):
            folder.mkdir()
        layers = f"lowerdir={LAB},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "-o", layers, "overlay", lab], check=True)
        try:
            script = INSTALL.format(mirror=apt.mirror(), packages=" ".join(PACKAGES))
            transport = "".join(f"{option};\n" for option in apt.transport_options())
            succeed("in-deb.sh", "bash", "-euc", script, lab=lab, given=transport)
            make_compatible(lab / "deb")
            yield lab
        finally:
            tool("boot.sh", "down", lab=lab)
            subprocess.run(["umount", lab], check=True)


def build(host: str, lab: Path = LAB) -> str:
    """Build a host of tests/nix/switching; return its system. `check_out` comes first."""
    folder = lab / "switching"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in (FLAKE, GENERATIONS):
        shutil.copy(file, folder)
    return succeed(
        *("in-deb.sh", "/lab/standin/nixs", "build", "--no-link", "--print-out-paths"),
        *("--override-input", "lab/bench", "git+file:///lab/p"),
        f"path:/lab/switching#{host}.config.system.build.toplevel",
        lab=lab,
    )
