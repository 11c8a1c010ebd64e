"""The folder of the fast path can be deleted: the contract's tests of `six` run without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import services
from tests.support.sources import six_alone


def test_without_it_all_is_refused_with_the_reason(runtime: Path, tmp_path: Path) -> None:
    variables = services.environment("optimized", runtime, OPTIMIZATIONS="all")
    with pytest.raises(RuntimeError, match="direct needs the package"):
        services.manage("optimized", variables | six_alone(tmp_path), "check")
