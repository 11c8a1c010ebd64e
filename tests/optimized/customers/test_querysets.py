"""What PostgreSQL is asked for a page, and for what a write answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kink import di
from pytest_django import Settings

from optimized.customers.application.ports import Draft
from optimized.customers.domain.ordering import ORDERINGS, Ordering
from optimized.customers.domain.position import After, Start
from optimized.customers.domain.search import parse_search
from optimized.customers.infrastructure.cache.rows import CustomerCache, NullCache, Rows
from optimized.customers.infrastructure.models import City, Company, Customer
from optimized.customers.infrastructure.querysets import CustomerQuerySet
from optimized.customers.infrastructure.repositories import OrmCustomerRepository, to_domain
from optimized.optimizations import SIX
from tests.support import servers

BY_ID = Ordering()


@pytest.fixture
def customers(db: None, redis_server: servers.Redis) -> list[Customer]:  # noqa: ARG001
    """Customers with a city and a company each."""
    return [
        Customer.objects.create(
            first_name="Ada",
            last_name=f"Lovelace{number}",
            email=f"ada.{number}@example.org",
            phone=f"+4930{number:06}",
            national_id=f"{number:012}",
            birth_date=date(1815, 12, 10),
            city=City.objects.create(name=f"London{number}", country="Britain"),
            company=Company.objects.create(name="Analytical Engines", industry="Computing"),
        )
        for number in range(25)
    ]


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return the SELECT statements that were run."""
    return [each["sql"] for each in queries if each["sql"].startswith("SELECT")]


@pytest.mark.parametrize(("optimizations", "number"), [(SIX, 1), (SIX - {"joins"}, 1 + 2 * 20)])
def test_a_page_is_one_statement_and_without_joins_two_more_for_each_row(
    customers: list[Customer], settings: Settings, optimizations: frozenset[str], number: int
) -> None:
    settings.OPTIMIZATIONS = optimizations
    with CaptureQueriesContext(connection) as queries:
        page = Customer.objects.listed().window(BY_ID, Start(), 20).fetch()
        assert [to_domain(row).id for row in page] == [each.pk for each in customers[:20]]

    assert len(statements(queries)) == number


@pytest.mark.parametrize("is_new", [True, False])
def test_what_a_write_answers_is_read_before_the_commit(
    customers: list[Customer], settings: Settings, *, is_new: bool
) -> None:
    """A committed write would be answered 503 where the pool is busy behind it."""
    settings.OPTIMIZATIONS = frozenset({"fts"})  # relations are read, too
    repository = OrmCustomerRepository(NullCache())
    names = ("first_name", "last_name", "phone", "birth_date", "city_id", "company_id")
    draft = Draft({name: getattr(customers[0], name) for name in names})  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as queries:
        repository.create(draft) if is_new else repository.update(customers[1].pk, draft)
    ran = [each["sql"].split()[0] for each in queries]

    assert ran[-4:] == ["SELECT"] * 3 + ["RELEASE"]
    assert ran.count("SAVEPOINT") == 1


def test_the_search_vector_is_never_read(customers: list[Customer]) -> None:  # noqa: ARG001
    with CaptureQueriesContext(connection) as queries:
        Customer.objects.listed().search(parse_search("ada"), BY_ID).window(
            BY_ID, Start(), 20
        ).fetch()

    (select,) = statements(queries)
    assert '"customers_customer"."search"' not in select.partition("FROM")[0]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        (lambda rows: rows.window(BY_ID, Start(), 20).cached("page"), 1),
        (lambda rows: rows.in_order(BY_ID).cached_slice("page", 0, 20), 2),
    ],
    ids=["by cursor", "by number"],
)
def test_each_statement_of_a_search_has_its_time_limit(
    monkeypatch: pytest.MonkeyPatch,
    customers: list[Customer],  # noqa: ARG001
    read: Callable[[CustomerQuerySet], Rows],
    number: int,
) -> None:
    monkeypatch.setitem(di._services, CustomerCache, NullCache())
    with CaptureQueriesContext(connection) as queries:
        read(Customer.objects.search(parse_search("ada"), BY_ID))
    limits = [each["sql"] == "SET LOCAL statement_timeout = '3s'" for each in queries]
    reads = [each["sql"].startswith("SELECT") for each in queries]

    assert sum(reads) == number
    assert [False, *limits[:-1]] == reads


def test_a_position_is_a_row_comparison() -> None:
    ordering = ORDERINGS["-birth_date"]
    rows = Customer.objects.window(ordering, After("1815-12-02", 7), 20)

    assert """("customers_customer"."birth_date", "customers_customer"."id") < (""" in str(
        rows.query
    )
