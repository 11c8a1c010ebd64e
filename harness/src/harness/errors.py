"""Failures that the user can fix."""

from typing import Any

import click

from harness.console import say


class BenchError(click.ClickException):
    """What happened, why, and what to do, in a sentence for the user. Shown without a traceback."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the sentence."""
        say(f"bench: {self.message}", "red")
