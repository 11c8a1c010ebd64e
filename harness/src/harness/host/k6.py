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
_MODULE = f"go.k6.io/k6/v2@v{VERSION}"
_BUILT = CACHE / "k6" / VERSION / "k6"


def _is_wanted(program: str | Path) -> bool:
    done = subprocess.run([program, "version"], capture_output=True, text=True, check=False)
    return done.stdout.startswith(f"k6 v{VERSION} ") or f"k6 v{VERSION}\n" in done.stdout


def _go(*arguments: str, cwd: str | None = None) -> str:
    environment = {**os.environ, "GOFLAGS": "-buildvcs=false", "GOTOOLCHAIN": "auto"}
    with tied(["go", *arguments], env=environment, cwd=cwd) as process:
        said, _ = process.communicate()
    if process.returncode != 0:
        raise BenchError(
            f"`go {arguments[0]}` could not build k6 {VERSION}: {said.strip()[-800:]}\n"
            f"Is the Go module proxy reachable? Or put k6 {VERSION} on the PATH."
        )
    return said


def _build(target: Path) -> None:
    """Build k6 from its module; `go install` would ask for @latest, which not every proxy has."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        step(f"building k6 {VERSION} (once, about two minutes)"),
        tempfile.TemporaryDirectory(dir=target.parent) as directory,
    ):
        said = _go("mod", "download", "-json", _MODULE)
        source = json.loads(said[said.index("{") :])["Dir"]
        built = Path(directory) / "k6"
        _go("build", "-trimpath", "-o", str(built), ".", cwd=source)
        built.rename(target)


def find() -> Path | None:
    """Return k6 in the wanted version: the one on the PATH, or the one built before."""
    found = shutil.which("k6")
    if found and _is_wanted(found):
        return Path(found)
    return _BUILT if _BUILT.exists() else None


def program() -> Path:
    """Return k6 in the wanted version, building it into the cache where there is none.

    Raises BenchError where it has to be built and Go is missing or fails.
    """
    found = find()
    if found:
        return found
    if not shutil.which("go"):
        raise BenchError(
            f"k6 {VERSION} is not on the PATH and there is no Go to build it with:"
            " install Go 1.25 or newer (go.dev/dl), or k6 itself"
        )
    _build(_BUILT)
    return _BUILT
