"""Single requests that wait for their answer, however busy the machine is."""

from __future__ import annotations

from functools import partial

import httpx

SECONDS = 60

get = partial(httpx.get, timeout=SECONDS)
post = partial(httpx.post, timeout=SECONDS)
delete = partial(httpx.delete, timeout=SECONDS)
