"""Where the harness keeps things on the machine that runs it."""

from __future__ import annotations

import os
from pathlib import Path

CACHE = Path(os.environ.get("DJANGO_BENCH_CACHE", "/var/cache/django-bench"))
"""What can be built again: root file system, environments, k6, wheels. Tests build elsewhere."""

DATA = Path(os.environ.get("DJANGO_BENCH_DATA", "/var/lib/django-bench"))
"""What a run made and the next one uses: PostgreSQL's files. Tests keep theirs elsewhere."""

RUN = Path("/run/django-bench")
"""What lives as long as the container: its state, its configuration, its lock."""
