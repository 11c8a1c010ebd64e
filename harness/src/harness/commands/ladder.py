"""`bench ladder`: what does each optimization buy?"""

from __future__ import annotations

import click

from harness.commands.options import host_option, profile_option
from harness.commands.run import keep
from harness.conditions import conditions
from harness.run import ladder as rungs
from harness.run import plan
from harness.run.session import Run


@click.command()
@profile_option("ladder")
@host_option
def ladder(profile: str, host_name: str) -> None:
    """Measure naive, then optimized from none of its optimizations to all, and each left out.

    Takes about an hour with the loading.
    """
    size = conditions().profiles[profile]
    keep(Run("ladder", profile, size, rungs.subjects(size.customers), plan.loads(size)), host_name)
