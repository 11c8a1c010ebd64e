"""The project as a developer or an operator meets it on the command line."""

from __future__ import annotations

from pathlib import Path

from harness.conditions import REPOSITORY
from tests.support import services


def test_the_service_is_the_one_of_this_checkout(runtime: Path) -> None:
    code = f"import naive, pathlib; pathlib.Path(naive.__file__).relative_to('{REPOSITORY}')"

    services.manage("naive", services.environment("naive", runtime), "shell", "--command", code)


def test_the_static_files_can_be_collected(runtime: Path, tmp_path: Path) -> None:
    variables = services.environment("naive", runtime, STATIC_ROOT=str(tmp_path))
    services.manage("naive", variables, "collectstatic", "--no-input")

    assert list(tmp_path.glob("drf_spectacular_sidecar/**/swagger-ui.css"))
    assert (tmp_path / "admin").is_dir()
