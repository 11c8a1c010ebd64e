"""A PostgreSQL server that keeps everything in one folder and runs as the calling user."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from harness.errors import BenchError
from harness.host.paths import whole
from harness.processes import captured, running

OLDEST = 15

_DEBIAN = Path("/usr/lib/postgresql")
_SERVER_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")
_ANOTHER = "or name a running server: PGHOST in the environment or in .env"
_SOCKET_BYTES = 107  # the kernel's limit of a socket's path
_START_SECONDS = 60


def is_named(variables: Mapping[str, str]) -> bool:
    """Return whether a variable of libpq names a server."""
    return any(variables.get(name) for name in _SERVER_VARIABLES)


def check(folder: Path) -> None:
    """Refuse to serve a folder that cannot work, before it is made. Raises BenchError."""
    if os.geteuid() == 0:
        who = "call `./bench dev` as a normal user who may write to this checkout"
        raise BenchError(f"PostgreSQL does not run as root: {who}, {_ANOTHER}")
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > _SOCKET_BYTES:
        raise BenchError(f"{folder} is too long a path for a socket: move the checkout, {_ANOTHER}")


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Run the server of `folder` for this block, for this user alone. Raises BenchError."""
    data, log = folder / "postgresql", folder / "postgresql.log"
    programs = _programs(data)
    if not data.exists():
        _initialize(programs, data)
    _end_leftover(programs, data)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with (
        log.open("wb") as output,
        running(
            [programs / "postgres", "-D", data, *options],
            end=signal.SIGINT,  # disconnect everybody; the last checkpoint may take its time
            seconds=60,
            stdout=output,
            stderr=output,
            env=variables,
            cwd=folder,
        ) as process,
    ):
        deadline = time.monotonic() + _START_SECONDS
        while captured([programs / "pg_isready", "-h", folder, "-p", "5432"]).returncode != 0:
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield


def _programs(data: Path) -> Path:
    """Return the programs that made `data`, or else the first new enough: on the PATH, Debian's."""
    made_by = data / "PG_VERSION"
    wanted = int(made_by.read_text()) if made_by.exists() else None
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for folder in [*folders, *sorted(_DEBIAN.glob("*/bin"), reverse=True)]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            said = captured([folder / "postgres", "--version"]).stdout
            version = int(re.findall(r"\d+", said)[0])
            if version == wanted or (wanted is None and version >= OLDEST):
                return folder
    if wanted:
        raise BenchError(f"{data} needs PostgreSQL {wanted}: install it, or delete the folder")
    where, install = f"on the PATH or in {_DEBIAN}", "install one (Debian: apt install postgresql)"
    raise BenchError(f"no PostgreSQL from {OLDEST} {where}: {install}, {_ANOTHER}")


def _initialize(programs: Path, data: Path) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    with whole(data) as new:
        done = captured([programs / "initdb", "-D", new, "-U", "postgres", *options])
        if done.returncode != 0:
            raise BenchError(f"initdb failed:\n{done.stderr}")


def _end_leftover(programs: Path, data: Path) -> None:
    """Stop a server that outlived its `bench dev`, or remove its stale pid file."""
    record = data / "postmaster.pid"
    if not record.exists():
        return
    process = Path("/proc", record.read_text().split()[0], "cmdline")
    if process.exists() and os.fsencode(data) in process.read_bytes():
        captured([programs / "pg_ctl", "stop", "-D", data, "--mode=fast"])
    else:
        record.unlink()
