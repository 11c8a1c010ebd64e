"""`rate_limit = "on"`, which no benchmark has."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness.conditions import REPOSITORY, SERVICES, conditions
from harness.host import layer
from harness.host.container import ContainerHost
from harness.host.layer import render
from tests.host.traffic import address

pytestmark = pytest.mark.host

CONFIGURATION = "/etc/nginx/django-bench/rate-limit.conf"
REQUESTS = 2_000  # far above the burst, however slow the machine
CLIENTS = 8


def configure(host: ContainerHost, rate_limit: str) -> None:
    """Have nginx run with this value of the tunable."""
    template = (REPOSITORY / "nginx" / "rate-limit.conf").read_text()
    text = render(template, {**layer.values(), "rate_limit": rate_limit})
    host.write(CONFIGURATION, text)
    host.run("systemctl", "restart", "nginx.service")


@pytest.fixture
def limited(host: ContainerHost) -> Iterator[ContainerHost]:
    """The host with the limit on."""
    configure(host, "on")
    yield host
    configure(host, str(conditions().nginx["rate_limit"]))


@pytest.mark.parametrize("service", SERVICES)
def test_a_client_beyond_the_limit_is_told_so(limited: ContainerHost, service: str) -> None:
    with httpx.Client(base_url=address(limited, service), trust_env=False, timeout=60) as client:
        with ThreadPoolExecutor(CLIENTS) as pool:
            asked = [pool.submit(client.get, "/health/live") for _ in range(REQUESTS)]
        answers = [each.result() for each in asked]
        static = client.get("/static/admin/css/base.css")
    refused = [answer for answer in answers if not answer.is_success]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert {answer.text for answer in refused} == {'{"detail": "Too many requests."}'}
    assert static.status_code == httpx.codes.OK  # files are not counted
