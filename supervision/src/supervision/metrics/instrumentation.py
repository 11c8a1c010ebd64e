"""Starts the metrics of a worker."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

from prometheus_client import values

from supervision.metrics import request_id
from supervision.metrics.asgi import AsgiMetrics, ListeningAsgiMetrics
from supervision.metrics.requests import Requests
from supervision.metrics.sampling import Sampler
from supervision.metrics.wsgi import WsgiMetrics


def wrap(application: Any, files: Path, slot: int) -> Any:
    """Return an application that writes its metrics into the files of a slot."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(files)  # prometheus-client asks for no parameter
    values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]
    requests = Requests()
    request_id.mark_log_lines()
    Sampler(requests).start()
    is_asgi = any(map(inspect.iscoroutinefunction, (application, type(application).__call__)))
    if not is_asgi:
        return WsgiMetrics(application, requests)
    notes_answers = getattr(application, "notes_answers", False)
    return (AsgiMetrics if notes_answers else ListeningAsgiMetrics)(application, requests)
