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
from optimized.customers.infrastructure.models import Customer  # noqa: E402
from optimized.fastpath.cursors import encode  # noqa: E402
from optimized.fastpath.reading.listing import (  # noqa: E402
    Listing,
    Shape,
    columns,
)
from optimized.fastpath.reading.matching import Everything  # noqa: E402
from optimized.fastpath.reading.rendering import NESTED, WholeRows  # noqa: E402
from optimized.fastpath.reading.window import Window  # noqa: E402

PAGE_SIZE = 20

listing = Listing(Customer, columns(Customer), WholeRows(NESTED))
page = Shape((), Everything(), Window(Ordering(), After, PAGE_SIZE + 1))
json.dump(
    {
        "page": listing.page(page).sql,
        "rows": listing.by_id().sql,
        "cursors": [
            encode(After(value, row), ORDERINGS[ordering])
            for ordering, value, row in json.load(sys.stdin)
        ],
    },
    sys.stdout,
)
