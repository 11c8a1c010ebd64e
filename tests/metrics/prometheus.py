"""Debian's Prometheus and exporters beside private servers, with the project's scrape targets."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.conditions import REPOSITORY
from tests.support.ports import free_ports
from tests.support.processes import running
from tests.support.waiting import until

DIRECTORY = REPOSITORY / "operations/prometheus"
EXPORTERS = REPOSITORY / "harness/src/harness/host/exporters"
ALERTS = DIRECTORY / "alerts.yml"


def program(name: str) -> str:
    """Return a program of Debian's package, or skip the test."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"no {name} here: apt-get install --no-install-recommends prometheus {name}")
    return found


@contextmanager
def exporter(name: str, directory: Path, moved: Mapping[str, str]) -> Iterator[str]:
    """Run an exporter as the container does, but for what `moved` replaces; yield its address."""
    text = (EXPORTERS / f"{name}.conf").read_text()
    address = f"127.0.0.1:{free_ports([name])[name]}"
    text = re.sub(r"127\.0\.0\.1:\d+", address, text, count=1)
    for old, new in moved.items():
        text = text.replace(old, new)
    variables = dict(each.split("=", 1) for each in re.findall(r'Environment="(.*)"', text))
    arguments = shlex.split(variables.pop("ARGS"))
    command = [program(f"prometheus-{name}-exporter"), *arguments]
    with running(command, directory / f"{name}.log", env=variables):
        yield address


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running server."""

    url: str

    def query(self, expression: str) -> list[Any]:
        """Return the series of an expression. Raises HTTPStatusError for one that is wrong."""
        found = self._ask("query", query=expression)["result"]
        return [each for each in found if each["value"][1] != "NaN"]

    def alerts(self) -> dict[str, str]:
        """Return the expression of each alert."""
        groups = self._ask("rules")["groups"]
        return {rule["name"]: rule["query"] for group in groups for rule in group["rules"]}

    def _ask(self, what: str, **parameters: str) -> Any:
        answer = httpx.get(f"{self.url}/api/v1/{what}", params=parameters, timeout=60)
        return answer.raise_for_status().json()["data"]


@contextmanager
def prometheus(directory: Path, targets: Mapping[str, str]) -> Iterator[Prometheus]:
    """Run Prometheus on the project's scrape configuration, with the address of each job."""
    configuration = json.loads((DIRECTORY / "scrape.json").read_text())
    for job in configuration["scrape_configs"]:
        job["static_configs"] = [{"targets": [targets[job["job_name"]]]}]
    configuration |= {"global": {"scrape_interval": "1s"}, "rule_files": [str(ALERTS)]}
    file = directory / "prometheus.yml"
    file.write_text(json.dumps(configuration))
    address = f"127.0.0.1:{free_ports(['prometheus'])['prometheus']}"
    command = [program("prometheus"), f"--config.file={file}", f"--web.listen-address={address}"]
    command.append(f"--storage.tsdb.path={directory / 'data'}")
    with running(command, directory / "prometheus.log", env={}):
        server = Prometheus(f"http://{address}")

        def ready() -> bool:
            try:
                return httpx.get(f"{server.url}/-/ready").is_success
            except httpx.TransportError:
                return False

        until(ready)
        yield server


def panels() -> dict[str, str]:
    """Return the queries of the dashboard, by the panel's title and their letter."""
    dashboard = json.loads((DIRECTORY / "dashboards/django-bench.json").read_text())
    return {
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in dashboard["panels"]
        for target in panel["targets"]
    }
