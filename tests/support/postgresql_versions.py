"""PostgreSQL 17 beside 18, in a tree of Debian that has both."""

from __future__ import annotations

import subprocess
from pathlib import Path

from harness.host import apt

BIN = "/usr/lib/postgresql/{}/bin"
# 17.12 writes it into the catalog, and a release of 18 from before it refuses it.
STAMP = b"pg_attver"
WITHOUT_STAMP = "17.11-0+deb13u1"


def make_compatible(root: Path) -> None:
    """Put the release before 17.12 over the one in the tree, if the tree's 18 is older than it."""
    if not knows_the_stamp(root, "17") or knows_the_stamp(root, "18"):
        return
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    package = (
        f"postgresql-17_{WITHOUT_STAMP}_{architecture}.deb"  # apt's lists have the newest only
    )
    address = f"{apt.mirror()}/pool/main/p/postgresql-17/{package}"
    fetch = ["/usr/lib/apt/apt-helper", "download-file", address, str(root / package)]
    subprocess.run(fetch, check=True, capture_output=True)
    subprocess.run(["dpkg-deb", "--extract", root / package, root], check=True)
    assert not knows_the_stamp(root, "17")


def knows_the_stamp(root: Path, version: str) -> bool:
    """Tell whether a version is as recent as 17.12."""
    return STAMP in (root / BIN.format(version).lstrip("/") / "postgres").read_bytes()
