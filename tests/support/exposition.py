"""/metrics of a service as its unit serves it, on a socket that the process inherits."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

SERVE = 'exec "$0" -m supervision.metrics.exposition 3<&"$SOCKET"'
REQUESTS = "http_request_duration_seconds_count"
NOT_FAILED = (
    'node_systemd_unit_state{name="django-naive.service",state="failed",type="notify-reload"} 0'
)
"""What node exporter says of a unit that runs."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exposition:
    """The metrics of the service whose files are in a directory."""

    url: str

    def text(self) -> str:
        """Return what Prometheus is given."""
        return httpx.get(self.url, timeout=60, trust_env=False).raise_for_status().text

    def series(self, name: str) -> list[tuple[Labels, float]]:
        """Return the labels and values of a metric."""
        return series(self.text(), name)

    def total(self, name: str = REQUESTS, **labels: str) -> float:
        """Return the sum over all series that have these labels."""
        return total(self.text(), name, labels)


def series(text: str, name: str) -> list[tuple[Labels, float]]:
    """Return the labels and values of a metric in an exposition."""
    families = text_string_to_metric_families(text)
    samples = (sample for family in families for sample in family.samples)
    return [(sample.labels, sample.value) for sample in samples if sample.name == name]


def total(text: str, name: str, labels: Labels) -> float:
    """Return the sum over all series in an exposition that have these labels."""
    return sum(value for has, value in series(text, name) if labels.items() <= has.items())


@contextmanager
def exposed(directory: Path) -> Iterator[Exposition]:
    """Serve the metrics in a directory for this block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            ["bash", "-c", SERVE, sys.executable],
            env={"RUNTIME_DIRECTORY": str(directory), "SOCKET": str(listener.fileno())},
            pass_fds=[listener.fileno()],
        )
        try:
            yield Exposition(f"http://127.0.0.1:{listener.getsockname()[1]}/metrics")
        finally:
            process.kill()
            process.wait()
