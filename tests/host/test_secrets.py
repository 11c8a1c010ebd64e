"""The secrets reach the services and nobody else."""

from __future__ import annotations

import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost

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
