"""The optimized service's source without what goes beyond the six."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from harness.conditions import REPOSITORY
from optimized.optimizations import REGISTRY

SOURCE = REPOSITORY / "optimized/src/optimized"
BEYOND = {Path(each.code).name for each in REGISTRY.values() if each.group == "beyond"}


def six_alone(directory: Path) -> dict[str, str]:
    """Copy it below `directory`; return the variable by which a process takes the copy."""
    ignored = shutil.ignore_patterns("__pycache__", *BEYOND)
    shutil.copytree(SOURCE, directory / SOURCE.name, ignore=ignored)
    before = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": f"{directory}:{before}" if before else str(directory)}
