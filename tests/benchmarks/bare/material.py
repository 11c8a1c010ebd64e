"""What `bench limits` needs of the optimized service's own code, as JSON on stdout.

Runs in that service's environment on the host. Reads from stdin a list of
`[ordering, value, id]` and returns the statements that the service itself runs, and the
cursors of the pages that follow those rows.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from optimized.customers.domain.ordering import ORDERINGS, Ordering  # noqa: E402
from optimized.customers.domain.position import After  # noqa: E402
from optimized.customers.interface.controllers import CustomersController  # noqa: E402
from optimized.customers.interface.cursors import encode  # noqa: E402
from optimized.fastpath.probes import EVERYTHING  # noqa: E402
from optimized.fastpath.sources import SOURCES  # noqa: E402
from optimized.fastpath.statements import Statements  # noqa: E402

PAGE_SIZE = 20

statements = Statements(SOURCES[CustomersController])
page = statements.page(EVERYTHING, Ordering(), After, PAGE_SIZE + 1)
assert page is not None
json.dump(
    {
        "page": page.sql,
        "row": statements.row().sql,
        "cursors": [
            encode(After(value, row), ORDERINGS[ordering])
            for ordering, value, row in json.load(sys.stdin)
        ],
    },
    sys.stdout,
)
