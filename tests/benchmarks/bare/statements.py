"""Prints the fast path's statements as JSON; runs in the optimized service's environment.

`search` is that of two words: a first and a last name. What never changes is no parameter.
"""

from __future__ import annotations

import json
import re
import sys

import django

django.setup()

from optimized.customers.domain.ordering import Ordering  # noqa: E402
from optimized.customers.domain.position import After, Start  # noqa: E402
from optimized.customers.domain.search import parse_search  # noqa: E402
from optimized.customers.interface.controllers import CustomersController  # noqa: E402
from optimized.customers.interface.filters import CustomerFilters  # noqa: E402
from optimized.fastpath.postgresql.calls import Statement  # noqa: E402
from optimized.fastpath.queries import Shape, open_filters  # noqa: E402
from optimized.fastpath.statements import SOURCES, page, rows  # noqa: E402

PAGE_SIZE = 20


def _with_values_alone(statement: Statement) -> str:
    names = [each for each in statement.parameters if each.startswith("{")]

    def place(match: re.Match[str]) -> str:
        text = statement.parameters[int(match[1]) - 1]
        return f"${names.index(text) + 1}" if text in names else f"'{text}'"

    return re.sub(r"\$(\d+)", place, statement.sql)


source = SOURCES[CustomersController]
first = page(source, Shape(), Ordering(), After, PAGE_SIZE + 1)
filters = CustomerFilters.model_construct(search=parse_search("first last"))
search = page(source, open_filters(filters)[0], Ordering(), Start, PAGE_SIZE + 1)
assert first is not None
assert search is not None
found = {"page": first, "rows": rows(source), "search": search}
json.dump({name: _with_values_alone(each) for name, each in found.items()}, sys.stdout)
