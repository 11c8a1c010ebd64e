"""The container's nginx on free ports of the loopback, in front of any two addresses."""

from __future__ import annotations

import getpass
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.conditions import REPOSITORY
from harness.host import layer
from harness.host.layer import render_tree
from tests.support.ports import free_ports
from tests.support.processes import running
from tests.support.waiting import until

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
STATUS = "127.0.0.1:9803"


@dataclass(frozen=True, slots=True)
class Nginx:
    """Where each service is offered, what prometheus-nginx-exporter asks, and the access log."""

    urls: Mapping[str, str]
    status: str
    access_log: Path

    def requests(self) -> list[dict[str, Any]]:
        """Return the lines of the access log."""
        return [json.loads(line) for line in self.access_log.read_text().splitlines()]


@contextmanager
def nginx(directory: Path, upstreams: Mapping[str, str], metrics: str) -> Iterator[Nginx]:
    """Run nginx for this block, with the addresses of both services."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not program:
        pytest.skip("no nginx on this machine")
    ports = free_ports(("landing", "naive", "optimized", "status"))
    status = f"127.0.0.1:{ports.pop('status')}"
    values = layer.values() | {f"{name}_port": port for name, port in ports.items()}
    render_tree(
        REPOSITORY / "nginx",
        directory,
        {**values, "nginx": directory, "nginx_user": getpass.getuser(), "metrics": metrics},
        absent="tls",
    )
    moved = {"/run/nginx.pid": f"{directory}/pid", "/var/log/nginx": str(directory), STATUS: status}
    moved |= {f"unix:/run/django-{name}.sock": address for name, address in upstreams.items()}
    for path in directory.rglob("*.conf"):
        text = path.read_text()
        for old, new in moved.items():
            text = text.replace(old, new)
        path.write_text(text)
    with (directory / "http.conf").open("a") as file:
        file.writelines(f"{kind}_temp_path {directory}/{kind};\n" for kind in TEMPORARY)
    (directory / "mime.types").write_text("types { text/css css; }\n")
    command: list[str | Path]
    command = [program, "-p", directory, "-c", directory / "nginx.conf", "-g", "daemon off;"]
    with running(command, directory / "errors") as process:
        until(lambda: (directory / "pid").exists() or process.poll() is not None)
        assert process.poll() is None, (directory / "errors").read_text()
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        yield Nginx(urls, status, directory / "access.log")
