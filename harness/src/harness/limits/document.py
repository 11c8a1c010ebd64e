"""What `bench limits` keeps: limits.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.limits.table import Row
from harness.run.session import git


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class Document:
    """The rows of the table, the `raw` values by what was measured, and their conditions.

    `stolen_cpu` is the share of the CPUs that the hypervisor took meanwhile.
    """

    conditions: Mapping[str, str]
    started: str = field(default_factory=_now)
    revision: str = field(default_factory=lambda: git("rev-parse", "HEAD"))
    dirty: bool = field(default_factory=lambda: bool(git("status", "--porcelain")))
    stolen_cpu: float = 0.0
    rows: list[Row] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)


def keep(document: Document, directory: Path) -> Path:
    """Write limits.json into `directory` and return its path."""
    rows = [{**asdict(row), "met": row.met} for row in document.rows]
    path = directory / "limits.json"
    path.write_text(json.dumps({**asdict(document), "rows": rows}, indent=1) + "\n")
    return path
