"""What git says of the checkout."""

from harness.conditions import REPOSITORY
from harness.errors import BenchError
from harness.processes import captured


def git(*arguments: str) -> str:
    """Return the output of a git command in the checkout; "" outside of one."""
    return captured(["git", "-C", REPOSITORY, *arguments]).stdout.strip()


def commit(revision: str) -> str:
    """Return the abbreviated commit of a revision. Raises BenchError if there is none."""
    found = git("rev-parse", "--short=12", "--verify", "--quiet", f"{revision}^{{commit}}")
    if not found:
        raise BenchError(f"git knows no revision {revision}: see `git log --oneline`")
    return found
