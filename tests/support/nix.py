"""The project's flake, evaluated and built by the Nix of this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.conditions import REPOSITORY

FEATURES = ("--extra-experimental-features", "nix-command flakes")
TIMEOUT = 280
# Collecting garbage costs an evaluation more than its memory does.
ENVIRONMENT = {**os.environ, "GC_INITIAL_HEAP_SIZE": "2G"}

# For machines without network (docs/nix.md): a wrapper that takes the arguments of `nix`.
_STAND_IN = REPOSITORY.parent / "shared/nixpkgs-standin/nixs"
_STAND_IN_SOURCES = Path("/opt/nix-sources")


class NixMissingError(RuntimeError):
    """This machine cannot evaluate the flake; says what it takes."""


@dataclass(frozen=True, slots=True)
class Nix:
    """`command` is `nix`, or a wrapper that hands it another nixpkgs."""

    command: str

    def run(self, *arguments: str) -> str:
        """Run a command of nix in the repository; return its stdout.

        Raises CalledProcessError, whose `stderr` says why.
        """
        done = subprocess.run(
            [self.command, *arguments, *FEATURES],
            cwd=REPOSITORY,
            env=ENVIRONMENT,
            check=True,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
        return done.stdout

    def eval(self, attribute: str, apply: str | None = None) -> Any:
        """Return the value of an attribute of the flake, or of the function `apply` on it."""
        applied = ("--apply", apply) if apply else ()
        return json.loads(self.run("eval", "--json", f".#{attribute}", *applied))

    def build(self, attribute: str) -> Path:
        """Build an attribute of the flake; return its path in the store."""
        (built,) = json.loads(self.run("build", "--no-link", "--json", f".#{attribute}"))
        return Path(built["outputs"]["out"])


def find() -> Nix:
    """Return a Nix that has a nixpkgs for the flake.

    Raises NixMissingError where there is none. On a flake that is broken the tests fail.
    """
    if not shutil.which("nix"):
        raise NixMissingError("no nix here: install Nix 2.8 or newer, with flakes enabled")
    wrapper = os.environ.get("NIX_WRAPPER")
    if not wrapper and _STAND_IN.exists() and _STAND_IN_SOURCES.is_dir():
        wrapper = str(_STAND_IN)
    nix = Nix(wrapper or "nix")
    if not wrapper and not _reaches_nixpkgs(nix):
        raise NixMissingError(
            "nix cannot download nixpkgs: connect to the network, or name a program in"
            " NIX_WRAPPER that takes the arguments of nix and brings a nixpkgs"
        )
    return nix


def _reaches_nixpkgs(nix: Nix) -> bool:
    impatient = ("--option", "connect-timeout", "5", "--option", "download-attempts", "1")
    try:
        nix.run("eval", ".#formatter.x86_64-linux.name", *impatient)
    except subprocess.CalledProcessError as error:
        return "unable to download" not in error.stderr
    return True
