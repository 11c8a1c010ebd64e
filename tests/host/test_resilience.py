"""Restarts and deaths while clients ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from tests.host.traffic import CLIENTS, address, clients
from tests.support import web
from tests.support.customers import new_customer
from tests.support.waiting import until

pytestmark = pytest.mark.host

RESTARTS = 3
KILLS = 6
RETURN_SECONDS = 60
OPTIMIZED = "django-optimized.service"
SYNCHRONOUS = f"/run/systemd/system/{OPTIMIZED}.d/synchronous.conf"
IDLE_SECONDS = 5  # keepalive_timeout in nginx/keepalive.conf
ANSWERS = {
    "postgresql@17-main.service": "pg_isready -q",
    "redis-server@django.service": "redis-cli -s /run/redis-django/redis.sock ping | grep -q PONG",
    "nginx.service": ": < /dev/tcp/localhost/8000",
}


def is_ready(url: str) -> bool:
    """Return whether the service says that it is ready; nginx may be the one that was killed."""
    try:
        return web.get(f"{url}/health/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait_until_ready(url: str) -> None:
    """Wait until the service says that it is ready. Raises TimeoutError."""
    until(lambda: is_ready(url), RETURN_SECONDS)


def lose_no_request(host: ContainerHost, token: str, service: str, verb: str) -> None:
    """Have systemd restart or reload the service under load, RESTARTS times."""
    with clients(address(host, service), token) as outcomes:
        for _ in range(RESTARTS):
            before = outcomes["right"]
            host.run("systemctl", verb, f"django-{service}.service", timeout=90)
            while outcomes["right"] < before + CLIENTS:  # all clients are through again
                assert set(outcomes) <= {"right"}
                time.sleep(0.05)
    assert set(outcomes) == {"right"}


@pytest.fixture
def synchronous(host: ContainerHost) -> Iterator[ContainerHost]:
    """The host with the optimization `async` off."""
    host.write(SYNCHRONOUS, "[Service]\nEnvironment=OPTIMIZATIONS=six,-async\n")
    host.run("sh", "-c", f"systemctl daemon-reload && systemctl restart {OPTIMIZED}")
    yield host
    host.run("rm", SYNCHRONOUS)
    host.run("sh", "-c", f"systemctl daemon-reload && systemctl restart {OPTIMIZED}")


@pytest.mark.parametrize("verb", ["restart", "reload"])
@pytest.mark.parametrize("service", SERVICES)
def test_no_request_is_lost_under_load(
    host: ContainerHost, token: str, service: str, verb: str
) -> None:
    lose_no_request(host, token, service, verb)


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["restart", "reload"])
def test_no_request_is_lost_under_load_without_async(
    synchronous: ContainerHost, token: str, verb: str
) -> None:
    lose_no_request(synchronous, token, "optimized", verb)


@pytest.mark.parametrize("service", SERVICES)
def test_killed_service_returns_by_itself(host: ContainerHost, service: str) -> None:
    unit = f"django-{service}.service"
    before = host.properties(unit, "MainPID")
    host.run("systemctl", "kill", "--signal=KILL", unit)
    wait_until_ready(address(host, service))
    assert host.properties(unit, "MainPID") != before


def test_parents_that_hang_are_replaced(host: ContainerHost) -> None:
    def restarts() -> list[dict[str, str]]:
        return [host.properties(unit, "NRestarts") for unit in units]

    units = [f"django-{service}.service" for service in SERVICES]
    before = restarts()
    host.run("systemctl", "kill", "--kill-whom=main", "--signal=STOP", *units)
    until(
        lambda: all(now != then for now, then in zip(restarts(), before, strict=True)),
        RETURN_SECONDS,
    )
    for service in SERVICES:
        wait_until_ready(address(host, service))


@pytest.mark.parametrize("service", SERVICES)
def test_writes_are_answered_after_any_pause(host: ContainerHost, token: str, service: str) -> None:
    headers = {"authorization": f"Bearer {token}"}

    def create_twice(pause: float) -> list[int]:
        with httpx.Client(base_url=address(host, service), headers=headers, timeout=60) as client:
            first = client.post("/api/customers", json=new_customer())
            time.sleep(pause)
            second = client.post("/api/customers", json=new_customer())
            return [first.status_code, second.status_code]

    pauses = [IDLE_SECONDS + step / 20 for step in range(-8, 8)]  # around nginx's own limit
    with ThreadPoolExecutor(len(pauses)) as pool:
        answers = list(pool.map(create_twice, pauses))
    assert answers == [[httpx.codes.CREATED] * 2] * len(pauses)


def test_a_restart_of_postgresql_costs_no_read(host: ContainerHost, token: str) -> None:
    units = [f"django-{service}.service" for service in SERVICES]
    before = [host.properties(unit, "MainPID") for unit in units]
    naive, optimized = (address(host, service) for service in SERVICES)
    with clients(naive, token) as first, clients(optimized, token) as second:
        for _ in range(RESTARTS):
            wanted = [first["right"] + CLIENTS, second["right"] + CLIENTS]
            host.run("systemctl", "restart", host.database_unit)
            until(lambda: first["right"] > wanted[0] and second["right"] > wanted[1])  # noqa: B023
    lost = {*first, *second} - {"right"}
    assert [outcome for outcome in lost if not outcome.startswith("POST 503")] == []
    assert [host.properties(unit, "MainPID") for unit in units] == before


@pytest.mark.parametrize("service", SERVICES)
def test_service_outlives_a_killed_postgresql(host: ContainerHost, service: str) -> None:
    host.run("systemctl", "kill", "--signal=KILL", host.database_unit)
    wait_until_ready(address(host, service))
    assert web.get(f"{address(host, service)}/api/customers").status_code == httpx.codes.OK


@pytest.mark.parametrize("unit", ANSWERS)
def test_unit_returns_however_often_it_is_killed(host: ContainerHost, unit: str) -> None:
    answers = f"until {ANSWERS[unit]}; do sleep .02; done"
    # at once when it answers: systemd may not have heard yet that it has started
    for _ in range(KILLS):
        host.run("bash", "-c", f"{answers}; systemctl kill -s KILL {unit}", timeout=RETURN_SECONDS)
    host.run("bash", "-c", answers, timeout=RETURN_SECONDS)
    wait_until_ready(address(host, "optimized"))


def test_optimized_answers_while_redis_is_away_and_after(host: ContainerHost) -> None:
    url = f"{address(host, 'optimized')}/api/customers"
    host.stop(host.cache_unit)
    try:
        without = web.get(url).status_code
    finally:
        host.start(host.cache_unit)
    assert (without, web.get(url).status_code) == (httpx.codes.OK, httpx.codes.OK)
