"""The services' Python environments, made of uv.lock and the projects' sources for the guest."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.conditions import REPOSITORY, SERVICES, conditions, digest
from harness.console import step
from harness.errors import BenchError
from harness.host.paths import CACHE, RUN, whole
from harness.processes import tied

GUEST = Path("/opt/django-bench")
"""Where the environments lie in the guest: GUEST/naive, GUEST/optimized, GUEST/static."""

REVISIONS = GUEST / "revisions"
"""And those of other revisions, which units mount in place of the first: REVISIONS/COMMIT/naive."""

_SCRIPT = Path(__file__).with_name("environments.sh")


def _fingerprint(rootfs: Path) -> str:
    """Return what the environments are made of, as a short hash."""
    settings = {service: dict(conditions().environment[service]) for service in SERVICES}
    packages = (REPOSITORY / name / "src" for name in ("dataset", "supervision", *SERVICES))
    return digest(f"{rootfs.name} {settings}", [*packages, REPOSITORY / "uv.lock", _SCRIPT])


def _run_script(rootfs: Path, source: Path, target: Path, what: str, group: str) -> None:
    wheels = CACHE / "wheels"
    wheels.mkdir(exist_ok=True)
    uv = shutil.which("uv", path=f"{os.environ['PATH']}:{CACHE}/uv/bin")
    if not uv:
        raise BenchError("uv is not on the PATH: start this with ./bench, which brings it")
    mounts = RUN / "build"
    mounts.mkdir(parents=True, exist_ok=True)
    command = (_SCRIPT, mounts, rootfs, source, wheels, target, Path(uv).resolve(), group)
    # what the settings modules read; both services', for their names do not conflict
    settings = {k: str(v) for each in conditions().environment.values() for k, v in each.items()}
    with step(f"installing {what}"), tied(command, env={**os.environ, **settings}) as process:
        output, _ = process.communicate()
    if process.returncode != 0:
        raise BenchError(f"{what} could not be installed:\n{output.strip()[-1500:]}")


def build(rootfs: Path, revision: str = "") -> Path:
    """Return a layer with the services of the checkout or a git `revision`. Raises BenchError."""
    made_of = f"{revision}-{rootfs.name}" if revision else _fingerprint(rootfs)
    target = CACHE / f"services-{made_of}"
    if target.is_dir():
        return target
    place = REVISIONS / revision if revision else GUEST
    with whole(target) as new:
        inside = new / place.relative_to("/")
        inside.mkdir(parents=True)
        if revision:
            with tempfile.TemporaryDirectory(prefix="bench-") as directory:
                archive = f"git -C {REPOSITORY} archive {revision} | tar -x -C {directory}"
                subprocess.run(["sh", "-c", archive], check=True)
                _run_script(rootfs, Path(directory), inside, f"revision {revision}", "")
        else:
            _run_script(rootfs, REPOSITORY, inside, "both services", "rivals")
    return target
