"""A copy of this checkout that a normal user owns, and `bench dev` in it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from harness.conditions import REPOSITORY, SERVICES

_PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
PARTS = _PROJECT["tool"]["uv"]["workspace"]["members"]
START_SECONDS = STOP_SECONDS = 200
INTERRUPTED = 130

_IS_ROOT = os.geteuid() == 0
# The interpreter may lie in root's home: let the user read what root can.
_CAPABILITY = "+dac_read_search"
_AS_NOBODY = [
    *("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
    *(f"--inh-caps={_CAPABILITY}", f"--ambient-caps={_CAPABILITY}"),
]


@dataclass(frozen=True, slots=True)
class Checkout:
    """The copy; its path is short enough for a socket."""

    path: Path

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a developer: the programs of this one, and packages of the copy."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.path),
            "PYTHONPATH": ":".join(str(self.path / part / "src") for part in PARTS),
        }

    def command(self, *arguments: str) -> list[str]:
        """Return a command line that runs as a normal user."""
        return [*(_AS_NOBODY if _IS_ROOT else []), *arguments]

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a normal user to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.path,
            env=self.variables | variables,
            check=False,
            capture_output=True,
            text=True,
        )

    def manage(self, service: str, *arguments: str, **variables: str) -> str:
        """Run manage.py as the documentation says; return what it printed."""
        done = self.run("python", f"{service}/manage.py", *arguments, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def processes(self) -> list[str]:
        """Return the command lines of what runs in the copy."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink().is_relative_to(self.path):
                    found.append((process / "cmdline").read_text())
            except OSError:
                continue
        return found


@dataclass(frozen=True, slots=True)
class Development:
    """A running `bench dev`."""

    process: subprocess.Popen[bytes]
    ports: Mapping[str, int]
    log: Path

    def client(self, service: str, **headers: str) -> httpx.Client:
        """Return a client of a service."""
        url = f"http://127.0.0.1:{self.ports[service]}"
        return httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)

    def interrupt(self) -> int:
        """Send what a terminal sends for Ctrl-C; return the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def copied() -> Iterator[Checkout]:
    """Copy what `bench dev` needs of this checkout."""
    path = Path(tempfile.mkdtemp(prefix="bench-dev-")).resolve()
    try:
        for part in PARTS:
            ignored = shutil.ignore_patterns("__pycache__", ".mypy_cache")
            shutil.copytree(REPOSITORY / part, path / part, ignore=ignored)
        shutil.copy(REPOSITORY / "conditions.toml", path)
        if _IS_ROOT:
            for each in (path, *path.rglob("*")):
                os.chown(each, *pwd.getpwnam("nobody")[2:4])
        yield Checkout(path)
    finally:
        shutil.rmtree(path)


@contextmanager
def developing(
    checkout: Checkout, ports: Mapping[str, int], **variables: str
) -> Iterator[Development]:
    """Run `bench dev` until both services answer, and interrupt it at the end."""
    log = checkout.path / "log"
    options = [f"--{service}-port={ports[service]}" for service in SERVICES]
    with log.open("wb") as output:
        process = subprocess.Popen(
            checkout.command("bench", "dev", *options),
            cwd=checkout.path,
            env=checkout.variables | variables,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    development = Development(process, ports, log)
    try:
        _wait(development)
        yield development
    finally:
        if process.poll() is None:
            development.interrupt()


def _wait(development: Development) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C" not in (said := development.log.read_text()):
        if development.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"bench dev did not start:\n{said}")
        time.sleep(0.1)
