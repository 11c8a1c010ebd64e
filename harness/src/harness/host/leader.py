"""The container's supervising process, and its state file, which outlives the command."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from harness.errors import BenchError
from harness.host.leftovers import NAME
from harness.host.paths import RUN

STATE = RUN / "state.json"
CONSOLE = RUN / "console.log"

_SCRIPT = Path(__file__).with_name("boot.sh")
_INIT_SECONDS = 30
STDERR = 2


def _started(pid: int) -> int | None:
    """Return when a process started, in ticks since boot; with the pid this names it for good."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state == "Z" else int(fields[18])


def _descendants(pid: int) -> Iterator[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, children):
        yield child
        yield from _descendants(child)


def _is_init(pid: int) -> bool:
    """Tell whether a process is the container's systemd (and not nspawn, a PID 1 of its own)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    return fields["Name"] == "systemd" and fields["NSpid"].split()[-1] == "1"


@dataclass(frozen=True, slots=True)
class Leader:
    """A running container: `pid` holds it, `init` is its systemd, `revision` what it is made of.

    The revision is empty until the container is set up.
    """

    pid: int
    started: int
    init: int
    revision: str

    @classmethod
    def recorded(cls) -> Leader | None:
        """Return the container that runs, started by whichever command, or None."""
        if not STATE.exists():
            return None
        leader = cls(**json.loads(STATE.read_text()))
        return leader if _started(leader.pid) == leader.started else None

    def record(self) -> None:
        """Keep the record for later commands."""
        STATE.write_text(json.dumps(asdict(self)))

    def wait(self, seconds: float) -> bool:
        """Wait for the container's end; tell whether it came."""
        try:
            descriptor = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return True
        try:
            return bool(select.select([descriptor], [], [], seconds)[0])
        finally:
            os.close(descriptor)

    def kill(self) -> None:
        """End the container at once."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait(_INIT_SECONDS)


def boot_command(name: str, mounts: Path, layers: list[Path], data: Path) -> list[str]:
    """Return the command that boots a container and ends with it."""
    unshare = ["unshare", "--mount", "--propagation", "private"]
    if not Path("/run/systemd/system").is_dir():
        unshare += ["--pid", "--fork", "--kill-child", "--mount-proc"]
    lower = ":".join(map(str, layers))
    return [*unshare, str(_SCRIPT), name, str(mounts), lower, str(data)]


def launch(layers: list[Path], data: Path) -> Leader:
    """Boot the container and return once its systemd runs.

    Raises BenchError with the console's last lines.
    """
    mounts = RUN / "root"
    mounts.mkdir(exist_ok=True)
    pid = _spawn(boot_command(NAME, mounts, layers, data))
    try:
        init = wait_for_init(pid, CONSOLE)
        leader = Leader(pid, _started(pid) or 0, init, "")
        leader.record()
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    return leader


def _spawn(command: list[str]) -> int:
    """Start a process that may outlive us (subprocess.Popen warns of one), and return its pid."""
    console = os.open(CONSOLE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    # What our parent left open, perhaps with a lock on it, must not stay open as long as the host.
    inherited = [
        int(each.name) for each in Path("/proc/self/fd").iterdir() if int(each.name) > STDERR
    ]
    try:
        return os.posix_spawnp(
            command[0],
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nothing, 0),
                (os.POSIX_SPAWN_DUP2, console, 1),
                (os.POSIX_SPAWN_DUP2, console, STDERR),
                *((os.POSIX_SPAWN_CLOSE, each) for each in inherited),
            ],
            setsid=True,  # the terminal's Ctrl-C is for us
        )
    finally:
        os.close(nothing)
        os.close(console)


def wait_for_init(leader: int, console: Path) -> int:
    """Return the pid of the container's systemd. Raises BenchError with the console's end."""
    deadline = time.monotonic() + _INIT_SECONDS
    while _started(leader) is not None and time.monotonic() < deadline:
        for pid in _descendants(leader):
            if _is_init(pid):
                return pid
        time.sleep(0.02)
    said = console.read_text(errors="replace").splitlines()[-10:]
    raise BenchError("the container did not boot:\n" + "\n".join(said))
