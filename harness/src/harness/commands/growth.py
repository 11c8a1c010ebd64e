"""`bench growth`: how does the cost of a request grow with the data?"""

from __future__ import annotations

import click

from harness.commands.options import host_option, profile_option
from harness.commands.run import keep
from harness.conditions import conditions
from harness.run import growth as sizes
from harness.run import plan
from harness.run.session import Run


@click.command()
@profile_option("growth")
@host_option
def growth(profile: str, host_name: str) -> None:
    """Measure both services over a hundredth, a tenth and all of the profile's customers."""
    size = conditions().profiles[profile]
    keep(Run("growth", profile, size, sizes.subjects(size.customers), plan.loads(size)), host_name)
