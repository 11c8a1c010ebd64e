"""The container host: Debian 13 under systemd-nspawn, on any Debian, whatever its PID 1."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from harness.conditions import digest
from harness.console import step
from harness.errors import BenchError
from harness.host import apt, environments, rootfs
from harness.host.layer import ADDRESS, GATEWAY, PREFIX_LENGTH, write_layer
from harness.host.leader import INTERFACE, STATE, Leader, launch, sweep
from harness.host.paths import CACHE, DATA, RUN, whole
from harness.host.systemd_host import STACKS, SshHost, SystemdHost

CONTAINER = "container"
PACKAGES = ("iproute2", "mmdebstrap", "systemd-container", "util-linux")

_SSH = "ssh:"
_DATABASES = Path(__file__).with_name("databases.sql")
_ENVIRONMENT = ("PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8")
_NETWORK = f"address add {GATEWAY}/{PREFIX_LENGTH} dev {INTERFACE}\nlink set {INTERFACE} up\n"
_BOOTED = (
    "until [ -S /run/systemd/private ]; do sleep .05; done; systemctl is-system-running --wait"
)
_RECOVERED = "until pg_isready --quiet; do sleep .1; done"
_POWEROFF_SECONDS = 40
_BOOT_SECONDS = 60
_RECOVERY_SECONDS = 300


class ContainerHost(SystemdHost):
    """The booted container, entered through the namespaces of its systemd."""

    def __init__(self, leader: Leader) -> None:
        enter = ["nsenter", f"--target={leader.init}", "--mount", "--uts", "--ipc", "--net"]
        enter += ["--pid", "--cgroup", "--root", "--wd", "--", "env", "-i", *_ENVIRONMENT]
        terminal = f"TERM={os.environ.get('TERM', 'dumb')}"
        # nsenter passes no signal on: without this the command would outlive it.
        super().__init__(ADDRESS, [*enter, terminal, "setpriv", "--pdeathsig=KILL"])
        self.leader = leader


def running() -> ContainerHost | None:
    """Return the container that runs, or None."""
    leader = Leader.recorded()
    return ContainerHost(leader) if leader else None


def require_root(name: str = CONTAINER) -> None:
    """Raise BenchError if the host `name` is on this machine and the user is not root."""
    if not name.startswith(_SSH) and os.geteuid() != 0:
        raise BenchError(f"the host {name} needs root: call this with sudo")


def prepare() -> tuple[Path, Path]:
    """Return the layers that take long to build: the services' and Debian's. Raises BenchError."""
    require_root()
    apt.install(PACKAGES)
    base = rootfs.build()
    return environments.build(base), base


def up(revisions: Sequence[str] = ()) -> ContainerHost:
    """Return the container with both stacks up; one of equal sources is kept. Raises BenchError."""
    services, base = prepare()
    others = [environments.build(base, each) for each in revisions]
    layer = RUN / "layer.new"
    configuration = write_layer(layer)
    names = " ".join(path.name for path in (*others, services))
    revision = digest(f"{names} {configuration} {DATA}")
    host = running()
    if host and host.leader.revision == revision:
        return host
    down()
    return _boot([layer.rename(RUN / "layer"), *others, services, base], revision)


def _boot(layers: list[Path], revision: str) -> ContainerHost:
    for pattern in ("rootfs-*", "services-*"):  # of other sources: no container stands on one now
        for old in CACHE.glob(pattern):
            if old not in layers:
                shutil.rmtree(old)
    data = _database_files(layers[-1] / "var/lib/postgresql")
    try:
        with step("booting the host"):
            leader = launch(layers, data)
            subprocess.run(["ip", "-batch", "-"], input=_NETWORK, text=True, check=True)
            _settle(ContainerHost(leader))
    except BaseException:
        down()
        raise
    settled = replace(leader, revision=revision)
    settled.record()
    return ContainerHost(settled)


def _database_files(template: Path) -> Path:
    """Return where PostgreSQL's files are kept, made of the root file system's at first."""
    data = DATA / "postgresql"
    if not data.is_dir():
        with whole(data) as new:
            subprocess.run(["cp", "--archive", template, new], check=True)
    owner = (template / "17").stat()
    if (data / "17").stat().st_uid != owner.st_uid:  # another root file system numbers its users
        names = f"{owner.st_uid}:{owner.st_gid}"
        subprocess.run(["chown", "--recursive", names, data], check=True)
    # No server runs on these files now, whatever a killed one left behind says.
    (data / "17/main/postmaster.pid").unlink(missing_ok=True)
    return data


def _settle(host: ContainerHost) -> None:
    """Wait for the boot's end, make the databases, start both stacks."""
    host.run("sh", "-c", _BOOTED, check=False, timeout=_BOOT_SECONDS)
    host.run("sh", "-c", _RECOVERED, timeout=_RECOVERY_SECONDS)
    host.sql("postgres", _DATABASES.read_text())
    host.start(*STACKS)


def down() -> None:
    """Shut the container down, if one runs, and remove all that it left on the machine."""
    require_root()
    leader = Leader.recorded()
    if leader:
        with step("shutting the host down"):
            # One that was never set up has nothing to lose, and may not listen yet.
            if leader.revision:
                ContainerHost(leader).run("systemctl", "poweroff", check=False)
            if not (leader.revision and leader.wait(_POWEROFF_SECONDS)):
                leader.kill()
    sweep()
    for name in ("layer", "root"):
        shutil.rmtree(RUN / name, ignore_errors=True)
    STATE.unlink(missing_ok=True)


def purge() -> None:
    """Remove what runs leave for the next one: PostgreSQL's files. The container must be down."""
    shutil.rmtree(DATA, ignore_errors=True)


def reach(name: str) -> SystemdHost:
    """Return the host "container", "local" or "ssh:ADDRESS". Raises BenchError if there is none."""
    if name.startswith(_SSH):
        return SshHost(name.removeprefix(_SSH))
    require_root(name)
    if name == "local":
        return SystemdHost("127.0.0.1")
    if name != CONTAINER:
        raise BenchError(f"there is no host {name}: container, local or ssh:ADDRESS")
    host = running()
    if not host:
        raise BenchError("no host is running here: `./bench up` boots one")
    return host


@contextmanager
def fresh(name: str, revisions: Sequence[str] = ()) -> Iterator[SystemdHost]:
    """Use the host `name` for this block; the container is booted anew and stays up."""
    if name == CONTAINER:
        down()
        yield up(revisions)
        return
    if revisions:
        raise BenchError("only the container host can run other revisions")
    yield reach(name)
