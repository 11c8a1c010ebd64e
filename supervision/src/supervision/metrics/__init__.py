"""What a service tells Prometheus, with METRICS=on in its environment.

Off, the default, the application is not wrapped, nor prometheus-client imported. On, each worker
writes into files of its slot, mapped into memory: what was counted outlasts the worker, and with
the unit's RuntimeDirectoryPreserve= the service. `exposition` reads them for Prometheus.
"""

from __future__ import annotations

import os
from pathlib import Path

from gunicorn.errors import ConfigError
from gunicorn.workers.base import Worker


def directory() -> Path | None:
    """Return where metrics are kept, None if they are off. Raises ConfigError."""
    setting = os.environ.get("METRICS", "off")
    if setting not in ("on", "off"):
        raise ConfigError(f"METRICS={setting!r} is neither on nor off")
    if setting == "off":
        return None
    if "RUNTIME_DIRECTORY" not in os.environ:
        raise ConfigError("METRICS=on needs RUNTIME_DIRECTORY, as RuntimeDirectory= sets it")
    return Path(os.environ["RUNTIME_DIRECTORY"])


def instrument(worker: Worker, slot: int) -> None:
    """Put the outermost wrapper around a worker's application, if metrics are on."""
    if files := directory():
        from supervision.metrics.instrumentation import wrap  # noqa: PLC0415 - only where it is on

        worker.wsgi = wrap(worker.wsgi, files, slot)
