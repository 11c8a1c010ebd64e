"""Where the harness keeps things on the machine that runs it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IS_ROOT = os.geteuid() == 0  # `--host ssh:` does not need it
_CACHES = "/var/cache" if _IS_ROOT else os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"

CACHE = Path(os.environ.get("DJANGO_BENCH_CACHE") or Path(_CACHES, "django-bench"))
"""What can be built again: root file system, environments, k6, wheels. Tests build elsewhere."""

DATA = Path(os.environ.get("DJANGO_BENCH_DATA", "/var/lib/django-bench"))
"""What a run made and the next one uses: PostgreSQL's files. Tests keep theirs elsewhere."""

RUN = Path("/run/django-bench")
"""What lives as long as the container: its state, its configuration, its lock."""

LOCK = (RUN if _IS_ROOT else Path(os.environ.get("XDG_RUNTIME_DIR") or CACHE, RUN.name)) / "lock"


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` that takes its place once the block ended well."""
    new = target.with_name(f"{target.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # of one that was killed
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield new
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
