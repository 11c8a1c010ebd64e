"""A group whose commands are imported when they are called: statistics and charts take seconds."""

from importlib import import_module

import click

COMMANDS = {
    "up": ("host", "Boot the container host and leave it running."),
    "down": ("host", "Shut the container host down."),
    "status": ("host", "Show units, ports, loaded customers and the running command."),
    "load": ("host", "Load customers into both databases."),
    "run": ("run", "Measure a session of an experiment, print and keep the result."),
    "resume": ("run", "Complete an interrupted or unfinished result."),
    "results": ("results", "List the results there are."),
    "report": ("results", "Make the page of a result again."),
    "compare": ("compare", "Show what changed between two results."),
    "publish": ("results", "Copy a result to results/published/ and update the documents."),
    "export": ("results", "Print every measurement of a result as CSV."),
    "logs": ("host", "Show the journal of a service."),
    "shell": ("host", "Open a root shell on the host."),
    "doctor": ("doctor", "Check what the benchmark needs and how to fix what is missing."),
    "dev": ("dev", "Run both projects for development, with a PostgreSQL of their own."),
    "test": ("test", "Install what the tests need and run them."),
}
"""Name to the module of harness.commands that holds it, and its line in `bench --help`."""


class LazyGroup(click.Group):
    """A group of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"harness.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])
