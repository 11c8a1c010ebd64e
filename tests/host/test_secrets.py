"""The secrets reach the services and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from harness.host.systemd_host import CommandError
from tests.host.traffic import address, clients
from tests.support import web
from tests.support.staff import PASSWORD, submit
from tests.support.waiting import until

pytestmark = pytest.mark.host

SECRETS = ("secret_key", "api_token")


def secrets(host: ContainerHost) -> list[str]:
    """Return the secrets themselves."""
    directory = "/etc/django-bench/secrets"
    return [host.run("cat", f"{directory}/{name}").stdout.strip() for name in SECRETS]


def test_only_root_may_read_the_files(host: ContainerHost) -> None:
    done = host.run(
        "runuser", "--user=www-data", "--", "ls", "/etc/django-bench/secrets", check=False
    )
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_no_process_has_them_in_its_environment(host: ContainerHost, service: str) -> None:
    pid = host.properties(f"django-{service}.service", "MainPID")["MainPID"]
    environment = host.run("sh", "-c", f"tr '\\0' '\\n' </proc/{pid}/environ")
    assert "CREDENTIALS_DIRECTORY=" in environment.stdout
    assert not [secret for secret in secrets(host) if secret in environment.stdout]


def test_no_command_line_shows_them(host: ContainerHost) -> None:
    commands = host.run("ps", "-e", "-ww", "-o", "args").stdout
    assert not [secret for secret in secrets(host) if secret in commands]


def test_the_journal_does_not_hold_them(host: ContainerHost) -> None:
    journal = host.run("journalctl", "--no-pager", "--output=export").stdout
    assert not [secret for secret in secrets(host) if secret in journal]


ROTATE = """
cd /var/lib/django-bench/secrets
rm -f secret_key_fallbacks  # as on a host whose key was never rotated
django-bench rotate secret_key
django-bench rotate api_token
cat api_token
"""


def delete(host: ContainerHost, service: str, token: str) -> int:
    """Return the status of a write with `token` to a customer that is not there."""
    url = f"{address(host, service)}/api/customers/{10**9}"
    return web.delete(url, headers={"authorization": f"Bearer {token}"}).status_code


def test_rotated_secrets_are_taken_without_a_lost_request(host: ContainerHost, token: str) -> None:
    naive_url, optimized_url = (address(host, service) for service in SERVICES)
    with clients(naive_url) as naive, clients(optimized_url) as optimized:
        new = host.run("sh", "-euc", ROTATE).stdout
        until(lambda: {delete(host, service, new) for service in SERVICES} == {404})
    assert [set(naive), set(optimized)] == [{"right"}] * 2
    assert [delete(host, service, token) for service in SERVICES] == [401] * 2


ACCOUNT = f"""
from django.contrib.auth.models import User
User.objects.filter(username="rotating").delete()
User.objects.create_superuser("rotating", password="{PASSWORD}")
"""


def has_key(host: ContainerHost, service: str, key: str) -> bool:
    """Tell whether a service has been started with this key."""
    loaded = f"/run/credentials/django-{service}.service/secret_key"
    return host.run("cat", loaded, check=False).stdout == key


@pytest.mark.parametrize("service", SERVICES)
def test_a_session_outlives_the_key_that_signed_it(host: ContainerHost, service: str) -> None:
    host.run("django-bench", "manage", service, "shell", stdin=ACCOUNT)
    with httpx.Client(base_url=address(host, service), timeout=web.SECONDS) as client:
        submit(client, "rotating")
        host.run("django-bench", "rotate", "secret_key")
        new, _ = secrets(host)
        until(lambda: has_key(host, service, new))
        assert client.get("/admin/").status_code == 200


@pytest.fixture
def without_token(host: ContainerHost) -> Iterator[ContainerHost]:
    """A host whose API token does not exist."""
    link = "/etc/django-bench/secrets/api_token"
    target = host.run("readlink", link).stdout.strip()
    host.run("ln", "--symbolic", "--force", "/nowhere", link)
    try:
        yield host
    finally:
        host.run("ln", "--symbolic", "--force", target, link)
        host.start(*(f"django-{service}.service" for service in SERVICES))


def test_missing_secret_is_named(without_token: ContainerHost) -> None:
    for service in SERVICES:
        unit = f"django-{service}.service"
        with pytest.raises(CommandError):
            without_token.run("systemctl", "restart", unit)
        shown = without_token.run("systemctl", "status", "--no-pager", unit, check=False).stdout
        assert "AssertPathExists=/etc/django-bench/secrets/api_token" in shown
