"""The container's supervising process, its state file, and what a killed container leaves."""

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from harness.errors import BenchError
from harness.host.paths import RUN
from harness.processes import captured

NAME = "django-bench"
INTERFACE = f"ve-{NAME}"
STATE = RUN / "state.json"
CONSOLE = RUN / "console.log"

_SCRIPT = Path(__file__).with_name("boot.sh")
_TREES = ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd")
_INIT_SECONDS = 30
_SWEEP_SECONDS = 10


def _read(pid: int, name: str) -> str:
    """Return a file of a process in /proc; "" where there is no such process."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _started(pid: int) -> int | None:
    """Return when a process started, in ticks since boot; with the pid this names it for good."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[19]) if fields and fields[0] != "Z" else None


def _descendants(pid: int) -> Iterator[int]:
    for child in map(int, _read(pid, f"task/{pid}/children").split()):
        yield child
        yield from _descendants(child)


def _is_init(pid: int) -> bool:
    """Tell whether a process is the container's systemd (and not nspawn, a PID 1 of its own)."""
    fields = dict(line.split(":\t", 1) for line in _read(pid, "status").splitlines())
    return fields.get("Name") == "systemd" and fields["NSpid"].split()[-1] == "1"


@dataclass(frozen=True, slots=True)
class Leader:
    """A container held by `pid`; its systemd is `init`; without `revision` until it is set up."""

    pid: int
    started: int
    init: int
    revision: str

    @classmethod
    def recorded(cls) -> Self | None:
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
        with suppress(ProcessLookupError), os.fdopen(os.pidfd_open(self.pid), "rb") as process:
            return bool(select.select([process], [], [], seconds)[0])
        return True

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
    """Boot the container and return once its systemd runs. Raises BenchError."""
    mounts = RUN / "root"
    mounts.mkdir(exist_ok=True)
    with CONSOLE.open("wb") as console:
        process = subprocess.Popen(
            boot_command(NAME, mounts, layers, data),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            start_new_session=True,  # the terminal's Ctrl-C is for us
        )
    try:
        init = wait_for_init(process.pid, CONSOLE)
        leader = Leader(process.pid, _started(process.pid) or 0, init, "")
        leader.record()
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.returncode = 0  # it outlives us, of which Popen would warn
    return leader


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


def cgroups(name: str = NAME) -> list[Path]:
    """Return the container's cgroups that exist, the root of each hierarchy's part."""
    return [path for tree in _TREES if (path := Path(tree) / name).is_dir()]


def _remove(cgroup: Path) -> bool:
    children = sorted((path for path in cgroup.rglob("*") if path.is_dir()), reverse=True)
    try:
        for path in [*children, cgroup]:
            path.rmdir()
    except OSError:  # a process in it is not gone yet
        return False
    return True


def sweep(name: str = NAME) -> None:
    """Kill what is left of a container; remove its cgroups and device. Raises BenchError."""
    for cgroup in cgroups(name):
        kill = cgroup / "cgroup.kill"
        if kill.exists():
            kill.write_text("1")
        deadline = time.monotonic() + _SWEEP_SECONDS
        while not _remove(cgroup):
            if time.monotonic() > deadline:
                raise BenchError(f"processes of an earlier host hold on in {cgroup}: end them")
            time.sleep(0.02)
    if Path("/sys/class/net", f"ve-{name}").exists():
        captured(["ip", "link", "delete", f"ve-{name}"])
