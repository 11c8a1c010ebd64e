"""Prints the fast path's statements as JSON; runs in the optimized service's environment."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from optimized.customers.domain.ordering import Ordering  # noqa: E402
from optimized.customers.domain.position import After  # noqa: E402
from optimized.customers.interface.controllers import CustomersController  # noqa: E402
from optimized.fastpath.queries import Shape  # noqa: E402
from optimized.fastpath.statements import SOURCES, Statements  # noqa: E402

PAGE_SIZE = 20

statements = Statements(SOURCES[CustomersController])
page = statements.page(Shape(), Ordering(), After, PAGE_SIZE + 1)
assert page is not None
json.dump({"page": page.sql, "row": statements.row().sql}, sys.stdout)
