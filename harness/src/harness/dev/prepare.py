"""Creates, migrates and loads the database of the project that DJANGO_SETTINGS_MODULE names."""

import sys

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from psycopg import sql

from harness.dev.postgresql import OLDEST

_CREATE = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")


def prepare(customers: int, commands: list[str]) -> None:
    """Prepare the database; what is there already stays as it is. Raises CommandError."""
    _create()
    for command in commands:
        call_command(command, verbosity=0)
    if not apps.get_model("customers", "Customer").objects.exists():
        call_command("generate_fake_data", customers=customers, workers=1)


def _create() -> None:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as server:
        if server.info.server_version < OLDEST * 10_000:
            raise CommandError(f"the server is older than PostgreSQL {OLDEST}")
        name = connection.settings_dict["NAME"]
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            server.execute(_CREATE.format(sql.Identifier(name)))


if __name__ == "__main__":
    django.setup()
    try:
        prepare(int(sys.argv[1]), sys.argv[2:])
    except (CommandError, DatabaseError, psycopg.Error) as error:
        sys.exit(str(error))
