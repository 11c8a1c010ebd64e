"""What git says of the checkout."""

from __future__ import annotations

import subprocess

from harness.conditions import REPOSITORY
from harness.errors import BenchError


def git(*arguments: str) -> str:
    """Return the output of a git command in the checkout; "" outside of one."""
    command = ["git", "-C", str(REPOSITORY), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def commit(revision: str) -> str:
    """Return the abbreviated commit of a revision. Raises BenchError if there is none."""
    found = git("rev-parse", "--short=12", "--verify", "--quiet", f"{revision}^{{commit}}")
    if not found:
        raise BenchError(f"git knows no revision {revision}: see `git log --oneline`")
    return found
