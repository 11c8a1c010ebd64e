"""Writes by processes apart from the service, which may die or be unable to tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.optimized.cache import faults
from tests.support import services
from tests.support.customers import new_customer
from tests.support.servers import Redis

RENAME_CITY = """
from optimized.customers.infrastructure.models import City
city = City.objects.get(pk=1)
city.name = "{name}"
city.save()
"""
RENAME_CITY_BY_QUERY = """
from optimized.customers.infrastructure.models import City
City.objects.filter(pk=1).update(name="{name}")
"""
RENAME_CITY_IN_BULK = """
from optimized.customers.infrastructure.models import City
City.objects.bulk_create(
    [City(id=1, name="{name}", country="-")],
    update_conflicts=True, unique_fields=["id"], update_fields=["name"],
)
"""
KILL_AFTER_COMMIT = """
import os, signal
from django.db import transaction
from django.db.models.signals import pre_save

def die_before_the_cache_is_told(**_):
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))

pre_save.connect(die_before_the_cache_is_told)
"""
SAVE = """
from optimized.customers.infrastructure.models import Customer
customer = Customer.objects.defer("search").latest("pk")
customer.last_name = "Killed"
customer.save(update_fields=["last_name"])
"""
# what a worker does for a PATCH, with the circuit of a service
WRITE_AS_WORKER = """
import optimized.asgi
from kink import di
from optimized.customers.application.ports import Draft
from optimized.customers.application.use_cases import ChangeCustomer
from optimized.customers.infrastructure.models import Customer
di[ChangeCustomer](Customer.objects.latest("pk").pk, Draft({"last_name": "Killed"}))
"""
Shell = Callable[..., str]


@pytest.fixture
def shell(runtime: Path) -> Shell:
    """Runs a program in `manage.py shell`. Raises RuntimeError if it fails."""

    def run(program: str, **variables: str) -> str:
        environment = services.environment("optimized", runtime, **variables)
        return services.manage("optimized", environment, "shell", "--command", program)

    return run


def names(client: httpx.Client) -> set[str]:
    """Return what a list, a row of it and the city itself call city 1."""
    rows = client.get("/api/customers?city=1&page_size=5").raise_for_status().json()["results"]
    row = client.get(f"/api/customers/{rows[0]['id']}").raise_for_status().json()
    city = client.get("/api/cities/1").raise_for_status().json()
    return {each["city"]["name"] for each in (*rows, row)} | {city["name"]}


@pytest.mark.parametrize(
    "program",
    [RENAME_CITY, RENAME_CITY_BY_QUERY, RENAME_CITY_IN_BULK],
    ids=["saved", "updated", "created"],
)
def test_a_city_renamed_in_a_shell_is_renamed_in_every_answer(
    optimized: httpx.Client, shell: Shell, program: str
) -> None:
    (before,) = names(optimized)
    shell(program.format(name="Renamed"))
    try:
        assert names(optimized) == {"Renamed"}
    finally:
        shell(program.format(name=before))
    assert names(optimized) == {before}


def test_a_shell_that_cannot_reach_redis_writes_nothing(
    optimized: httpx.Client, shell: Shell
) -> None:
    (before,) = names(optimized)
    with pytest.raises(RuntimeError, match="Nothing was written: Redis"):
        shell(RENAME_CITY.format(name="Renamed"), REDIS_URL="unix:///run/nowhere/redis.sock")
    (city,) = optimized.get("/api/cities?page_size=1").raise_for_status().json()["results"]
    assert city["name"] == before


@pytest.fixture
def last_name(optimized: httpx.Client, redis_server: Redis) -> Iterator[Callable[[], set[str]]]:
    """Returns what a list and a detail say of the newest customer, whom no other test knows."""
    made = optimized.post("/api/customers", json=new_customer()).raise_for_status().json()
    url = f"/api/customers/{made['id']}"

    def ask() -> set[str]:
        row = optimized.get(url).raise_for_status().json()
        page = optimized.get("/api/customers?ordering=-id&page_size=1").raise_for_status().json()
        return {row["last_name"], page["results"][0]["last_name"]}

    yield ask
    optimized.delete(url).raise_for_status()
    faults.command(redis_server, "FLUSHALL")  # the killed write is remembered there


@pytest.mark.parametrize("program", [SAVE, WRITE_AS_WORKER], ids=["shell", "worker"])
def test_after_a_writer_was_killed_between_commit_and_invalidation_all_see_its_write(
    shell: Shell, last_name: Callable[[], set[str]], program: str
) -> None:
    last_name()  # the old one is kept now
    with pytest.raises(RuntimeError):
        shell(KILL_AFTER_COMMIT + program)
    assert last_name() == {"Killed"}
