"""The circuit between processes that are not forked from one that has it."""

from __future__ import annotations

import os
from pathlib import Path

from optimized.customers.infrastructure.cache.circuit import Circuit


def circuit_at(path: Path) -> Circuit:
    """Return the circuit of all processes that name `path`."""
    return Circuit(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
