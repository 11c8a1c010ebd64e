"""The id that nginx gives a request, in the log lines of the request."""

from __future__ import annotations

import logging
import re
from typing import Any

from supervision.metrics.requests import CURRENT

_ID = re.compile(r"[0-9a-f]{32}")  # as nginx makes them


def current() -> str | None:
    """Return the id of the request that is being served."""
    scope = CURRENT.get()
    if scope is None:
        return None
    if "headers" in scope:
        value = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        found = value.decode("latin1")
    else:
        found = scope.get("HTTP_X_REQUEST_ID", "")
    return found if _ID.fullmatch(found) else None


def mark_log_lines() -> None:
    """Append the request's id to the lines that any logger writes about it, in any format."""
    make = logging.getLogRecordFactory()

    def marked(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = make(*arguments, **options)
        if found := current():
            record.msg = f"{record.msg} [request {found}]"
        return record

    logging.setLogRecordFactory(marked)
