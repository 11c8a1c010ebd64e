"""The tools that a developer runs from the root find nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY

NO_PROSE = re.compile(r"^```.*?^```$|^\|.*?$|<!--.*?-->", re.MULTILINE | re.DOTALL)  # code, tables
TWO_MINUTES = 1500  # words

TYPED = [
    # The Django members have configurations of their own: one settings module to each mypy.
    (".", ["dataset/src", "harness/src", "supervision/src", "tests"]),
    ("naive", []),
    ("optimized", []),
]


def finds_nothing(tool: str, *arguments: str | Path, directory: str = ".") -> None:
    """Run a tool of the environment; its output is the reason to fail."""
    command: list[str | Path] = [Path(sys.executable).with_name(tool), *arguments]
    done = subprocess.run(
        command, cwd=REPOSITORY / directory, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def tracked() -> list[Path]:
    """Return the files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return [REPOSITORY / name for name in listed.stdout.splitlines()]


def is_shell_script(path: Path) -> bool:
    """Tell by its first line."""
    with path.open("rb") as file:
        return file.readline().rstrip() in (b"#!/bin/sh", b"#!/bin/bash", b"#!/usr/bin/env bash")


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", "lint-imports"])
def test_the_code_is_in_order(command: str) -> None:
    finds_nothing(*command.split())


@pytest.mark.parametrize(("directory", "arguments"), TYPED, ids=["root", "naive", "optimized"])
def test_the_types_hold(directory: str, arguments: list[str]) -> None:
    finds_nothing("mypy", *arguments, directory=directory)


def test_shell_scripts_are_clean() -> None:
    scripts = [path for path in tracked() if path.is_file() and is_shell_script(path)]

    finds_nothing("shellcheck", *scripts)


def test_the_readme_is_read_in_two_minutes() -> None:
    prose = NO_PROSE.sub("", (REPOSITORY / "README.md").read_text())
    assert len(prose.split()) <= TWO_MINUTES
