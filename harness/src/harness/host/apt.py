"""Packages of this machine's Debian: what is missing is installed by name, quietly."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness.console import step
from harness.errors import BenchError
from harness.processes import captured, uninterrupted

_QUIET = {
    "/usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n",
    "/etc/postgresql-common/createcluster.d/django-bench.conf": "create_main_cluster = false\n",
}


def missing(packages: Sequence[str]) -> list[str]:
    """Return those of `packages` that are not installed."""
    query = ("dpkg-query", "--show", "--showformat=${binary:Package} ${db:Status-Status}\n")
    shown = captured([*query, *packages]).stdout
    states = dict(line.split() for line in shown.splitlines())
    installed = {name.split(":")[0] for name, state in states.items() if state == "installed"}
    return [package for package in packages if package not in installed]


@contextmanager
def _no_servers_started() -> Iterator[None]:
    """Keep the packages' scripts from starting a server or making a PostgreSQL cluster."""
    with ExitStack() as stack:
        for path, text in ((Path(name), text) for name, text in _QUIET.items()):
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                path.chmod(0o755)
                stack.callback(path.unlink)
        yield


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return uninterrupted(  # half a package is worse than a late Ctrl-C
        ["apt-get", "--yes", "--quiet=2", "--option=DPkg::Lock::Timeout=300", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
    )


def install(packages: Sequence[str]) -> None:
    """Install what is missing of `packages` and start nothing. Raises BenchError with names."""
    wanted = missing(packages) if Path("/usr/bin/dpkg-query").exists() else list(packages)
    if not wanted:
        return
    names = " ".join(wanted)
    if os.geteuid() != 0:
        raise BenchError(f"these packages are missing: {names}; call this as root to install them")
    if not Path("/usr/bin/apt-get").exists():
        raise BenchError(f"this machine has no apt-get: install {names} yourself")
    with step(f"installing {names}"), _no_servers_started():
        command = ("install", "--no-install-recommends", *wanted)
        done = _apt_get(*command)
        if done.returncode != 0:  # most often: no package lists yet, or old ones
            _apt_get("update")
            done = _apt_get(*command)
    if done.returncode != 0:
        raise BenchError(f"apt-get could not install {names}:\n{done.stderr.strip()[-1500:]}")


def mirror() -> str:
    """Return the address from which this machine's apt takes Debian itself. Raises BenchError."""
    query = ("apt-get", "download", "--print-uris", "base-files")
    for command in (("--version",), ("update",)):  # first with the lists there are
        _apt_get(*command)
        shown = captured(query, cwd="/")
        uri, found, _ = shown.stdout.lstrip("'").partition("/pool/")
        if found:
            return uri
    raise BenchError("apt knows no Debian mirror: check /etc/apt/sources.list and `apt-get update`")


def transport_options() -> list[str]:
    """Return this machine's apt options for proxies, certificates and clocks, as apt reads them."""
    kept = ("Proxy", "CaInfo", "Check-Valid-Until", "Check-Date")
    dump = captured(["apt-config", "dump", "Acquire"])
    options = (line for line in dump.stdout.splitlines() if not line.endswith(' "";'))
    return [line for line in options if line.split(" ")[0].split("::")[-1] in kept]
