"""Querysets of the base as statements that are compiled once, and write each row as JSON.

Compiling a queryset costs 700 µs, more than running it. So each shape of a request is compiled
with a probe in place of each value, and the probes become the parameters of a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from psycopg.sql import Literal

from optimized.customers.domain.ordering import Ordering
from optimized.customers.domain.position import After, Before, Position, Start
from optimized.customers.infrastructure.cache.keys import EPOCH, PAGES, row_generation
from optimized.customers.infrastructure.models import City, Company, Customer
from optimized.customers.infrastructure.querysets import column
from optimized.customers.interface import controllers
from optimized.fastpath.postgresql.calls import Statement
from optimized.fastpath.queries import ID, ID_PROBE, VALUE, VALUE_PROBES, Shape

SQL = Path(__file__).parent / "sql"
# `row_to_json` takes 225 µs for a page of customers, because it looks at the type of every value;
# this takes 165.
CUSTOMER_JSON = (SQL / "customer_json.sql").read_text().strip()
STORED_JSON = "(SELECT json FROM {table} AS stored WHERE stored.id = c.id)"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A table: its rows as the base lists them, and the generations that outdate what was read."""

    model: type[Any]
    rows: Callable[[], Any]
    json: str
    list_generation: str
    row_generation: Callable[[int], str]


def _reference(model: type[Any]) -> Source:
    json = STORED_JSON.format(table=model._meta.db_table)  # noqa: SLF001
    return Source(model, model.objects.all, json, EPOCH, lambda _id: EPOCH)


SOURCES = {
    controllers.CustomersController: Source(
        Customer, Customer.objects.listed, CUSTOMER_JSON, PAGES, row_generation
    ),
    controllers.CitiesController: _reference(City),
    controllers.CompaniesController: _reference(Company),
}
RENDERED = "SELECT c.id, c.{key}, {json} FROM ({rows}) AS c"
# Few rows whatever the value: one plan is the best for all, and planning costs 0.4 ms.
SELECTIVE = frozenset({"city", "company"})
MAX_SHAPES = 1024  # what clients may ask for has no end


def rows(source: Source) -> Statement:
    """Return the statement of the rows whose ids are in an array: id, id and JSON of each."""
    row = _compile(source, source.rows().filter(pk=ID_PROBE), "id", {ID: ID_PROBE}, stable=True)
    return replace(row, sql=row.sql.replace("= $1", "= ANY($1)"))  # Django has no such lookup


@lru_cache(MAX_SHAPES)
def page(
    source: Source, shape: Shape, ordering: Ordering, kind: type[Position], limit: int
) -> Statement | None:
    """Return the statement of at most `limit` rows: id, ordering value and JSON of each.

    None where there can be no rows.
    """
    rows, probes = source.rows(), dict(shape.probes)
    if shape.filters:
        rows = shape.filters.filter(rows)
    position: Position = Start()
    if kind in (After, Before):
        probes |= {ID: ID_PROBE, VALUE: VALUE_PROBES[ordering.key]}
        position = kind(VALUE_PROBES[ordering.key], ID_PROBE)
    rows = rows.window(ordering, position, limit)
    stable = rows.time_limit is None and SELECTIVE.issuperset(shape.probes)
    try:
        return _compile(source, rows, column(ordering.key), probes, stable=stable)
    except EmptyResultSet:
        return None


def _compile(
    source: Source, rows: Any, key: str, probes: Mapping[str, Any], *, stable: bool
) -> Statement:
    fields = source.model._meta.concrete_fields  # noqa: SLF001
    names = [field.attname for field in fields if field.name != "search"]
    columns = dict.fromkeys((*names, key))
    sql, values = rows.values(*columns).query.get_compiler(connection=connection).as_sql()
    parameters: list[str] = []
    places = [_place(value, probes, parameters) for value in values]
    rendered = RENDERED.format(key=key, json=source.json, rows=sql % tuple(places))
    return Statement(rendered, tuple(parameters), stable, rows.time_limit)


def _place(value: Any, probes: Mapping[str, Any], parameters: list[str]) -> str:
    """Return what stands for a value: a numbered parameter, or a literal where it is no text.

    SQL never has a client's text in it.
    """
    parameter = _parameter(value, probes)
    if parameter is None:
        return Literal(value).as_string(None)
    if parameter not in parameters:
        parameters.append(parameter)
    return f"${parameters.index(parameter) + 1}"


def _parameter(value: Any, probes: Mapping[str, Any]) -> str | None:
    """Return the parameter for a value that is a probe, or a text with or without some."""
    text = str(value).replace("{", "{{").replace("}", "}}")
    found = text
    for name, probe in probes.items():
        if text == str(probe):
            return f"{{{name}}}"
        if isinstance(probe, str):
            found = found.replace(probe, f"{{{name}}}")
    return found if isinstance(value, str) or found != text else None
