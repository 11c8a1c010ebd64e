"""flake.lock holds every input that flake.nix declares, and no other."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from harness.conditions import REPOSITORY
from tests.support.nix import FEATURES

pytestmark = pytest.mark.nix

PINS = REPOSITORY.parent / "shared/pins.json"


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    if not shutil.which("nix"):
        pytest.skip("no nix here: install Nix 2.8 or newer")
    command = ["nix", "eval", *FEATURES, "--json", "--file", "flake.nix", "inputs"]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    inputs: dict[str, Any] = json.loads(done.stdout)
    return inputs


@pytest.fixture(scope="module")
def nodes() -> dict[str, Any]:
    locked: dict[str, Any] = json.loads((REPOSITORY / "flake.lock").read_text())["nodes"]
    return locked


def test_every_declared_input_is_locked(declared: dict[str, Any], nodes: dict[str, Any]) -> None:
    assert nodes["root"]["inputs"] == {name: name for name in declared}


def test_nothing_else_is_locked(declared: dict[str, Any], nodes: dict[str, Any]) -> None:
    assert nodes.keys() == declared.keys() | {"root"}


def test_locked_inputs_come_from_where_the_flake_says(
    declared: dict[str, Any], nodes: dict[str, Any]
) -> None:
    def url(original: dict[str, str]) -> str:
        named = [original[part] for part in ("owner", "repo", "ref") if part in original]
        return f"{original['type']}:{'/'.join(named)}"

    urls = {name: url(nodes[name]["original"]) for name in declared}
    assert urls == {name: declaration["url"] for name, declaration in declared.items()}


def test_inputs_of_inputs_follow_the_flakes_own(
    declared: dict[str, Any], nodes: dict[str, Any]
) -> None:
    follows = {
        name: {inner: [what["follows"]] for inner, what in declaration.get("inputs", {}).items()}
        for name, declaration in declared.items()
    }
    assert {name: nodes[name].get("inputs", {}) for name in declared} == follows


def test_locked_revisions_are_the_pinned_ones(nodes: dict[str, Any]) -> None:
    if not PINS.exists():
        pytest.skip(f"no {PINS}: only the project's own machines keep the list of pins")
    pins = json.loads(PINS.read_text())
    locked = {name: node["locked"] for name, node in nodes.items() if name != "root"}
    assert locked == {
        name: {part: value for part, value in pin.items() if part != "ref"}
        for name, pin in pins.items()
    }
