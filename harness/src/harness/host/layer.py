"""The container's configuration: a layer above the root file system, written anew at each boot."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from harness.conditions import REPOSITORY, SERVICES, Settings, conditions
from harness.errors import BenchError
from harness.host.environments import GUEST

FEWEST = 4  # with two, a generator confined to one would be what limits a fast service


def shared(available: Collection[int] | None = None) -> tuple[Sequence[int], Sequence[int]]:
    """Return the CPUs of the services and those of the load generator: all where there are few."""
    cpus = sorted(os.sched_getaffinity(0) if available is None else available)
    half = len(cpus) // 2
    return (cpus, cpus) if len(cpus) < FEWEST else (cpus[:half], cpus[half:])


def manager_conf() -> str:
    """Return what keeps everything that a systemd starts on the CPUs of the services."""
    return f"[Manager]\nCPUAffinity={','.join(map(str, shared()[0]))}\n"


def pin() -> None:
    """Keep this process and what it starts on the CPUs of the load generator."""
    os.sched_setaffinity(0, shared()[1])


def render(text: str, values: Mapping[str, object]) -> str:
    """Return `text` with each `@name@` replaced. Raises BenchError for a name without a value."""
    try:
        return re.sub(r"@([a-z_]+)@", lambda match: str(values[match[1]]), text)
    except KeyError as error:
        name = error.args[0]
        raise BenchError(f"@{name}@ has no value: see the README beside the file") from None


def render_tree(
    source: Path, target: Path, values: Mapping[str, object], *, absent: str = ""
) -> None:
    """Write every file below `source`, rendered, below `target`, without the directory `absent`."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.is_file() and path.name != "README.md" and absent not in name.parts:
            write(target / name, render(path.read_text(), values))


def write(path: Path, text: str) -> None:
    """Write a file and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def postgresql_conf(settings: Settings) -> str:
    """Return a file for PostgreSQL's conf.d; it listens on its Unix socket only."""
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    return "\n".join(["listen_addresses = ''", *lines, ""])


def redis_conf(settings: Settings, directory: str) -> str:
    """Return the configuration of a Redis that listens on `directory`/redis.sock only."""
    lines = [f'{name} "{value}"' for name, value in settings.items()]
    socket = ["port 0", f"unixsocket {directory}/redis.sock", "unixsocketperm 770"]
    return "\n".join([*socket, "dir /var/lib/redis", *lines, ""])


def environment_conf(settings: Settings) -> str:
    """Return a drop-in that puts `settings` into a unit's environment."""
    lines = [f'Environment="{name}={value}"' for name, value in settings.items()]
    return "\n".join(["[Service]", *lines, ""])


ADDRESS = "198.18.0.2"
GATEWAY = "198.18.0.1"
PREFIX_LENGTH = 30
"""The network between machine and container: RFC 2544 keeps 198.18.0.0/15 for benchmarks."""

REPORT = "/var/lib/django-bench/report"

_HERE = Path(__file__).parent
_MASKED = (
    "redis-server.service",  # Debian's default instance listens on TCP
    *("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "fstrim.timer"),
    "console-getty.service",
    "systemd-modules-load.service",  # modules are the machine's
)
_ENABLED = {
    "redis-server@django.service": "redis-server@.service",
    "systemd-networkd.service": "systemd-networkd.service",
}
_NETWORK = f"""[Match]
Name=host0

[Network]
Address={ADDRESS}/{PREFIX_LENGTH}
LinkLocalAddressing=no
IPv6AcceptRA=no
"""
_HOSTS = f"localhost,127.0.0.1,[::1],{ADDRESS}"
_NOT_OURS = ("nginx", "postgresql@", "redis-server@")


def values() -> dict[str, object]:
    """Return what each `@name@` of systemd/ and nginx/ stands for in the container."""
    known = conditions()
    return {
        "nginx": "/etc/nginx/django-bench",
        "nginx_user": "www-data",
        "redis_group": "redis",
        "report": REPORT,
        "pgbackrest": "/usr/bin/pgbackrest",
        "data": "/var/lib/postgresql/17/main",
        "postgresql": "postgresql@17-main.service",
        **{service: f"{GUEST}/{service}" for service in SERVICES},
        **{f"{service}_static": f"{GUEST}/static/{service}" for service in SERVICES},
        **{f"{name}_port": port for name, port in known.ports.items()},
        **known.nginx,
    }


def _write_units(units: Path, names: Mapping[str, object]) -> None:
    render_tree(REPOSITORY / "systemd", units, names)
    for service in SERVICES:
        environment = {**conditions().environment[service], "ALLOWED_HOSTS": _HOSTS}
        # With the dash: the service's migrations and its loading.
        for prefix in (f"django-{service}", f"django-{service}-"):
            write(units / f"{prefix}.service.d/conditions.conf", environment_conf(environment))
    copies = {"postgresql@.service.d/notify.conf": _HERE / "postgresql.service.conf"}
    copies |= {f"{name}.service.d/returns.conf": _HERE / "returns.conf" for name in _NOT_OURS}
    for source in (_HERE / "exporters").iterdir():
        copies[f"prometheus-{source.stem}-exporter.service.d/django-bench.conf"] = source
    for name, source in copies.items():
        write(units / name, source.read_text())
    for name in _MASKED:
        (units / name).symlink_to("/dev/null")
    wanted = units / "multi-user.target.wants"
    wanted.mkdir(exist_ok=True)
    for name, unit in _ENABLED.items():
        (wanted / name).symlink_to(f"/usr/lib/systemd/system/{unit}")


def write_layer(root: Path) -> str:
    """Write the layer into an empty `root` and return its fingerprint."""
    shutil.rmtree(root, ignore_errors=True)
    names, known = values(), conditions()
    _write_units(root / "etc/systemd/system", names)
    render_tree(REPOSITORY / "nginx", root / "etc/nginx/django-bench", names, absent="tls")
    main = root / "etc/nginx/django-bench/nginx.conf"
    main.rename(root / "etc/nginx/nginx.conf")
    render_tree(REPOSITORY / "operations", root / "etc/django-bench", names)
    command = root / "usr/local/bin/django-bench"
    command.parent.mkdir(parents=True)
    (root / "etc/django-bench/django-bench").rename(command)
    command.chmod(0o755)
    secrets = root / "etc/django-bench/secrets"  # bench-secrets.service makes them
    secrets.mkdir(parents=True, mode=0o700)
    for name in ("secret_key", "secret_key_fallbacks", "api_token"):
        (secrets / name).symlink_to(f"/var/lib/django-bench/secrets/{name}")
    database = root / "etc/postgresql/17/main/conf.d/django-bench.conf"
    write(database, postgresql_conf(known.postgresql))
    write(root / "etc/redis/redis-django.conf", redis_conf(known.redis, "/run/redis-django"))
    write(root / "etc/hostname", "django-bench\n")
    write(root / "etc/systemd/system.conf.d/processors.conf", manager_conf())
    write(root / "etc/systemd/network/10-host0.network", _NETWORK)
    made_of = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        made_of.update(str(path.relative_to(root)).encode())
        if path.is_file() and not path.is_symlink():
            made_of.update(path.read_bytes())
    return made_of.hexdigest()[:12]
