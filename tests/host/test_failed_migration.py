"""A migration that cannot work is found before the version that serves stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.conditions import REPOSITORY
from harness.host.container import ContainerHost
from harness.host.systemd_host import CommandError
from tests.host.traffic import address, clients

pytestmark = pytest.mark.host

SCRIPT = "/run/pre-switch.sh"
INCOMING = "/run/incoming"  # what a switch is to, as far as the check looks at it
UNITS = "etc/systemd/system"
SERVICE, MIGRATE = "django-optimized.service", "django-optimized-migrate.service"
NEW_VERSION = """
[Service]
Environment=PYTHONPATH=/srv DJANGO_SETTINGS_MODULE=newer.settings OPTIMIZATIONS=none
"""
SETTINGS = "from optimized.settings.production import *\n\nINSTALLED_APPS += ['newer']\n"
MIGRATION = """
from django.db import migrations

class Migration(migrations.Migration):
    operations = [migrations.RunSQL("{}")]
"""
IMPOSSIBLE = "ALTER TABLE customers_customer ADD COLUMN shoe_size shoe"
POSSIBLE = "ALTER TABLE customers_customer ADD COLUMN shoe_size integer NOT NULL DEFAULT 42"
UNDO = """
ALTER TABLE customers_customer DROP COLUMN IF EXISTS shoe_size;
DELETE FROM django_migrations WHERE app = 'newer';
"""


@pytest.fixture
def newer(request: pytest.FixtureRequest, host: ContainerHost) -> Iterator[ContainerHost]:
    """A host to which a newer version has been brought, whose migration is one SQL statement."""
    for name in ("__init__", "migrations/__init__"):
        host.write(f"/srv/newer/{name}.py", "")
    host.write("/srv/newer/settings.py", SETTINGS)
    host.write("/srv/newer/migrations/0001_initial.py", MIGRATION.format(request.param))
    host.write(f"{INCOMING}/{UNITS}/{MIGRATE}.d/newer.conf", NEW_VERSION)
    host.run("cp", f"/{UNITS}/{MIGRATE}", f"{INCOMING}/{UNITS}")
    host.copy(REPOSITORY / "nix/modules/pre-switch.sh", SCRIPT)
    yield host
    host.run("rm", "--recursive", "/srv/newer", INCOMING, SCRIPT)
    host.sql("optimized", UNDO)


def pre_switch(host: ContainerHost) -> None:
    """Run the check of a switch as NixOS does. Raises CommandError."""
    variables = ("SECRETS=", "SERVICES=naive optimized", "DATA_DIRECTORY=")
    host.run("cp", "--recursive", f"/{UNITS}/django-naive-migrate.service", f"{INCOMING}/{UNITS}")
    host.run("mkdir", "--parents", f"{INCOMING}/{UNITS}/django-naive-migrate.service.d")
    host.run("env", *variables, "bash", "-euo", "pipefail", SCRIPT, INCOMING)


@pytest.fixture
def serving(host: ContainerHost) -> Iterator[None]:
    """The version that serves does so throughout, without a restart."""
    before = host.properties(SERVICE, "InvocationID")
    with clients(address(host, "optimized")) as outcomes:
        yield
    assert host.properties(SERVICE, "InvocationID") == before
    assert set(outcomes) == {"right"}


@pytest.mark.parametrize("newer", [IMPOSSIBLE], ids=["impossible"], indirect=True)
@pytest.mark.usefixtures("serving")
def test_a_switch_with_a_migration_that_cannot_work_is_refused(newer: ContainerHost) -> None:
    with pytest.raises(CommandError, match='type "shoe" does not exist') as refused:
        pre_switch(newer)
    assert "the migrations of optimized fail, so the running version stays" in refused.value.output


@pytest.mark.parametrize("newer", [POSSIBLE], ids=["possible"], indirect=True)
@pytest.mark.usefixtures("serving")
def test_a_migration_that_works_is_applied_beside_the_version_that_serves(
    newer: ContainerHost,
) -> None:
    pre_switch(newer)
    assert newer.sql("optimized", "SELECT DISTINCT shoe_size FROM customers_customer") == "42"


@pytest.mark.parametrize("newer", [POSSIBLE], ids=["possible"], indirect=True)
@pytest.mark.usefixtures("serving")
def test_what_the_version_that_serves_needs_is_not_dropped(newer: ContainerHost) -> None:
    pre_switch(newer)
    assert newer.sql("optimized", "SELECT count(search) > 0 FROM customers_customer") == "t"


@pytest.mark.parametrize("newer", [IMPOSSIBLE], ids=["impossible"], indirect=True)
@pytest.mark.usefixtures("serving")
def test_a_migration_is_tried_by_command_where_nothing_switches(newer: ContainerHost) -> None:
    drop_in = f"/run/systemd/system/{MIGRATE}.d"
    newer.run("cp", "--recursive", f"{INCOMING}/{UNITS}/{MIGRATE}.d", drop_in)
    newer.run("systemctl", "daemon-reload")
    try:
        with pytest.raises(CommandError, match='type "shoe" does not exist'):
            newer.run("django-bench", "manage", "optimized", "migrate")
    finally:
        newer.run("rm", "--recursive", drop_in)
        newer.run("systemctl", "daemon-reload")
