"""What is lost comes back from a backup, as it was at its end or at a moment before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from harness.conditions import SERVICES
from harness.host import loading
from harness.host.container import ContainerHost
from harness.host.environments import GUEST
from harness.host.systemd_host import STACKS, CommandError
from tests.host.conftest import CUSTOMERS, ready
from tests.host.traffic import address
from tests.support.customers import new_customer
from tests.support.waiting import until

pytestmark = pytest.mark.host

SECONDS = 1200
DATA = "/var/lib/postgresql/17/main"
SETTINGS = "/etc/postgresql/17/main/conf.d/archiving.conf"
# On the disk, as PostgreSQL's data: what else is written in the container is kept in memory.
PREPARE = f"""
mkdir --parents /var/lib/postgresql/backups /var/lib/pgbackrest
mount --bind /var/lib/postgresql/backups /var/lib/pgbackrest
ln --symbolic /etc/django-bench/archiving.conf {SETTINGS}
"""
UNDO = f"""
rm {SETTINGS}
umount /var/lib/pgbackrest
rm --recursive /var/lib/postgresql/backups
"""
DIGEST = """
import psycopg, sys
from dataset.digest import stored
print(stored(psycopg.connect(host="/run/postgresql", dbname=sys.argv[1])))
"""


SLOW = [pytest.mark.slow, pytest.mark.timeout(SECONDS)]


@pytest.fixture(scope="module", params=[200_000, pytest.param(3_000_000, marks=SLOW)])
def host(
    request: pytest.FixtureRequest, boot: Callable[[], ContainerHost]
) -> Iterator[ContainerHost]:
    """A host with a full backup, and so many customers in the optimized service's database."""
    with ready(boot) as host:
        loading.load(host, "optimized", request.param)
        host.run("sh", "-euc", PREPARE)
        host.run("systemctl", "restart", host.database_unit)
        host.start(*STACKS)
        host.run("django-bench", "backup", "full", timeout=SECONDS)
        yield host
        host.run("sh", "-euc", UNDO)
        host.run("systemctl", "restart", host.database_unit)
        loading.load(host, "optimized", CUSTOMERS)


def digests(host: ContainerHost) -> list[str]:
    """Return the digest of each service's rows."""
    python = f"{GUEST}/optimized/bin/python"
    command = ("runuser", "--user=postgres", "--", python, "-c", DIGEST)
    return [host.run(*command, service, timeout=SECONDS).stdout for service in SERVICES]


def archive(host: ContainerHost) -> None:
    """Send all that was written to the backups."""
    file = host.sql("postgres", "SELECT pg_walfile_name(pg_switch_wal())")
    archived = "SELECT last_archived_wal FROM pg_stat_archiver"
    until(lambda: host.sql("postgres", archived) >= file)


def url(host: ContainerHost, service: str) -> str:
    """Return the address of a service's customers."""
    return f"{address(host, service)}/api/customers"


def write(host: ContainerHost, token: str) -> dict[str, int]:
    """Create a customer in each service; return their ids."""
    headers = {"authorization": f"Bearer {token}"}
    created = {
        service: httpx.post(url(host, service), headers=headers, json=new_customer(), timeout=60)
        for service in SERVICES
    }
    return {service: answer.json()["id"] for service, answer in created.items()}


def test_a_lost_data_directory_is_restored_with_what_was_written_last(
    host: ContainerHost, token: str
) -> None:
    write(host, token)
    archive(host)
    before = digests(host)
    host.run("sh", "-c", f"rm --recursive {DATA}/*")

    print(host.run("django-bench", "restore", timeout=SECONDS).stderr)

    assert digests(host) == before
    answers = [httpx.get(url(host, service), timeout=60).status_code for service in SERVICES]
    assert answers == [200] * len(SERVICES)


def test_a_deletion_is_undone_by_a_restore_to_the_moment_before(
    host: ContainerHost, token: str
) -> None:
    ids = write(host, token)
    before = digests(host)
    moment = host.sql("postgres", "SELECT clock_timestamp()")
    headers = {"authorization": f"Bearer {token}"}
    for service, number in ids.items():
        host.sql(service, "DELETE FROM customers_customer WHERE id <= 1000")
        httpx.delete(f"{url(host, service)}/{number}", headers=headers, timeout=60)
        assert httpx.get(f"{url(host, service)}/{number}").status_code == 404

    for wrong, reason in (("2001-01-01", "the oldest backup"), ("tomorrow", "yet to come")):
        with pytest.raises(CommandError, match=reason):
            host.run("django-bench", "restore", "--to", wrong, "--yes")
    with pytest.raises(CommandError, match="holds a database, which a restore replaces"):
        host.run("django-bench", "restore", "--to", moment)
    assert digests(host) != before
    host.run("django-bench", "restore", "--to", moment, "--yes", timeout=SECONDS)

    assert digests(host) == before
    for service, number in ids.items():  # and no cache says otherwise
        assert httpx.get(f"{url(host, service)}/{number}").status_code == 200


def test_a_backup_that_fails_is_a_failed_unit(host: ContainerHost) -> None:
    host.stop(host.database_unit)
    try:
        with pytest.raises(CommandError):
            host.run("django-bench", "backup")
        failed = host.run("systemctl", "is-failed", "bench-backup.service", check=False)
        assert failed.stdout.strip() == "failed"
    finally:
        host.run("systemctl", "reset-failed", "bench-backup.service")
        host.start(host.database_unit)
