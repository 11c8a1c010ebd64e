"""k6 in the version that results are comparable with."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.console import step
from harness.errors import BenchError
from harness.host import golang
from harness.host.paths import CACHE

VERSION = "2.2.0"
_MODULE = f"go.k6.io/k6/v2@v{VERSION}"
_BUILT = CACHE / "k6" / VERSION / "k6"


def _has_version(program: str | Path) -> bool:
    done = subprocess.run([program, "version"], capture_output=True, text=True, check=False)
    return done.stdout.startswith(f"k6 v{VERSION} ") or f"k6 v{VERSION}\n" in done.stdout


def _build(target: Path) -> None:
    """Build k6 from its module; `go install` would ask for @latest, which not every proxy has."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        step(f"building k6 {VERSION} (once, about two minutes)"),
        tempfile.TemporaryDirectory(dir=target.parent) as directory,
    ):
        output = golang.go("mod", "download", "-json", _MODULE)
        source = json.loads(output[output.index("{") : output.rindex("}") + 1])["Dir"]
        built = golang.build(Path(source), Path(directory) / "k6")
        built.rename(target)


def installed() -> Path | None:
    """Return k6 in the pinned version, from the PATH or the cache, or None."""
    found = shutil.which("k6")
    if found and _has_version(found):
        return Path(found)
    return _BUILT if _BUILT.exists() else None


def program() -> Path:
    """Return k6 in the pinned version; build it into the cache if there is none.

    Raises BenchError if it cannot be built.
    """
    found = installed()
    if found:
        return found
    try:
        _build(_BUILT)
    except BenchError as error:
        raise BenchError(f"{error}\nOr put k6 {VERSION} on the PATH.") from error
    return _BUILT
