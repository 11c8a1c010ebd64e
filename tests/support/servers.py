"""Private PostgreSQL and Redis servers on Unix sockets, from the binaries on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import children, running

READY_SECONDS = 30

# initdb and postgres refuse to run as root.
_OWNER = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
_UID = _OWNER.pw_uid if _OWNER else None
_GID = _OWNER.pw_gid if _OWNER else None


class ServerMissingError(RuntimeError):
    """The machine has no such server; says what to install."""


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A server: libpq's `host` is `socket_directory`, the superuser is `postgres`."""

    socket_directory: Path
    bin: Path

    @property
    def log(self) -> Path:
        """What the server writes to its standard error."""
        return self.socket_directory / "log"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        return int((self.socket_directory / "data/postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Start the server and wait until it answers. Raises RuntimeError with its log."""
        if self._control("start", "--log", self.log).returncode != 0:
            raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop the server at once, whoever is connected; a server that is down stays so."""
        self._control("stop", "--mode", "immediate")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let all processes of the server keep their connections and answer nothing."""
        pid = self.pid
        processes = [pid]  # stopped first and woken last, it reaps no child meanwhile
        try:
            os.kill(pid, signal.SIGSTOP)
            for child in children(pid):
                os.kill(child, signal.SIGSTOP)
                processes.append(child)
            yield
        finally:
            for process in reversed(processes):
                os.kill(process, signal.SIGCONT)

    def dsn(self, database: str) -> str:
        """Return where libpq finds a database, as its owner."""
        return f"host={self.socket_directory} user=postgres dbname={database}"

    def createdb(self, name: str, template: str = "template1") -> None:
        """Create a UTF-8 database: an empty one, or a copy of `template`, which nobody uses."""
        self.psql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def psql(self, database: str, sql: str) -> str:
        """Run `sql` and return its unaligned tuples. Raises CalledProcessError."""
        command: list[str | Path]
        command = [self.bin / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", self.socket_directory]
        command += ["-U", "postgres", "-d", database, "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def _control(self, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
        command = [self.bin / "pg_ctl", "--pgdata", self.socket_directory / "data", *arguments]
        # no pipes: the server would inherit them, and reading them to their end never ends
        return subprocess.run(
            command,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            user=_UID,
            group=_GID,
        )


@dataclass(slots=True)
class Redis:
    """A running server on a Unix socket; `process` may be stopped, paused or killed by a test."""

    socket: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The URL that the optimized service takes as REDIS_URL."""
        return f"unix://{self.socket}"


def binary(name: str) -> Path:
    """Return the path of a server's program.

    Raises ServerMissingError where neither the PATH nor Debian's directories have it.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name) or (debian[0] if debian else None)
    if not found:
        raise ServerMissingError(f"{name} is not on this machine: `./bench test` installs it")
    return Path(found)


@contextmanager
def _directory() -> Iterator[Path]:
    # /tmp, for socket paths have 107 bytes at most and pytest's directories are long
    path = Path(tempfile.mkdtemp(prefix="bench-"))
    if _OWNER:
        os.chown(path, _OWNER.pw_uid, _OWNER.pw_gid)
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], probe: list[str | Path], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while subprocess.run(probe, check=False, capture_output=True).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} did not become ready:\n{log.read_text()}")
        time.sleep(0.02)


@contextmanager
def postgresql(**settings: str | int) -> Iterator[PostgreSQL]:
    """Run a throw-away server with `settings` on top of its defaults; durability is off."""
    program = binary("postgres").resolve()  # its tools lie beside it
    options = {
        "listen_addresses": "",
        "fsync": "off",
        "shared_preload_libraries": "pg_stat_statements",
        "max_connections": 200,
        **settings,
    }
    with _directory() as directory:
        data = directory / "data"
        options["unix_socket_directories"] = str(directory)
        initdb: list[str | Path]
        initdb = [program.with_name("initdb"), "-D", data, "-U", "postgres", "--auth=trust"]
        initdb += ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/", user=_UID, group=_GID)
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        server = PostgreSQL(directory, program.parent)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def redis(*options: str) -> Iterator[Redis]:
    """Run a throw-away Redis on a Unix socket with further command-line `options`."""
    program = binary("redis-server")
    with _directory() as directory:
        socket = directory / "redis.sock"
        command: list[str | Path] = [program, "--port", "0", "--unixsocket", socket]
        command += ["--unixsocketperm", "777", "--save", "", "--dir", directory, *options]
        log = directory / "log"
        with running(command, log, cwd="/", user=_UID, group=_GID) as process:
            _wait(process, [binary("redis-cli"), "-s", socket, "ping"], log)
            yield Redis(socket, process)
