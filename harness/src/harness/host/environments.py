"""The services' Python environments, made of uv.lock and the projects' sources for the guest."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.console import progress_bar
from harness.errors import BenchError
from harness.host.paths import CACHE, RUN
from harness.host.processes import tied

GUEST = Path("/opt/django-bench")
"""Where the environments lie in the guest: GUEST/naive, GUEST/optimized, GUEST/static."""

_SCRIPT = Path(__file__).with_name("environments.sh")


def _sources() -> list[Path]:
    packages = (REPOSITORY / name for name in ("dataset", "supervision", *SERVICES))
    files = [path for package in packages for path in (package / "src").rglob("*")]
    locks = [REPOSITORY / "uv.lock", REPOSITORY / "conditions.toml", _SCRIPT]
    return sorted(path for path in files + locks if path.is_file() and path.suffix != ".pyc")


def fingerprint(rootfs: Path) -> str:
    """Return what the environments are made of, as a short hash."""
    made_of = hashlib.sha256(rootfs.name.encode())
    for path in _sources():
        made_of.update(str(path.relative_to(REPOSITORY)).encode())
        made_of.update(path.read_bytes())
    return made_of.hexdigest()[:12]


def _settings() -> dict[str, str]:
    """Return what the settings modules read; both services', for their names do not conflict."""
    known = conditions().environment
    variables = {name: value for service in SERVICES for name, value in known[service].items()}
    return {**os.environ, **{name: str(value) for name, value in variables.items()}}


def _run_script(rootfs: Path, target: Path) -> None:
    wheels = CACHE / "wheels"
    wheels.mkdir(exist_ok=True)
    uv = shutil.which("uv", path=f"{os.environ['PATH']}:{CACHE}/uv/bin")
    if not uv:
        raise BenchError("uv is not on the PATH: start this with ./bench, which brings it")
    mounts = RUN / "build"
    mounts.mkdir(parents=True, exist_ok=True)
    arguments = (mounts, rootfs, REPOSITORY, wheels, target, Path(uv).resolve())
    said: list[str] = []
    with (
        progress_bar() as progress,
        tied([str(_SCRIPT), *map(str, arguments)], env=_settings()) as process,
    ):
        task = progress.add_task("installing both services", total=len(SERVICES))
        for line in process.stdout or ():
            said.append(line.rstrip())
            progress.advance(task, line.startswith("built "))
        process.wait()
    if process.returncode != 0:
        raise BenchError("the services could not be installed:\n" + "\n".join(said[-15:]))


def build(rootfs: Path) -> Path:
    """Return a layer for the guest that holds GUEST, building it where its sources changed.

    Raises BenchError with what uv said; nothing is left then.
    """
    target = CACHE / f"services-{fingerprint(rootfs)}"
    if target.is_dir():
        return target
    new = target.with_name(f"{target.name}.new")
    inside = new / GUEST.relative_to("/")
    shutil.rmtree(new, ignore_errors=True)  # of one that was killed
    inside.mkdir(parents=True)
    try:
        _run_script(rootfs, inside)
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return target
