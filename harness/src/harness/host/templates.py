"""`@name@` in the files of systemd/ and nginx/, and settings files made from conditions.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from harness.conditions import Settings
from harness.errors import BenchError


def render(text: str, values: Mapping[str, object]) -> str:
    """Return `text` with each `@name@` replaced. Raises BenchError for a name without a value."""
    try:
        return re.sub(r"@([a-z_]+)@", lambda match: str(values[match[1]]), text)
    except KeyError as error:
        raise BenchError(
            f"@{error.args[0]}@ has no value: see the README beside the file"
        ) from None


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
