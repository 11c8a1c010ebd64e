"""The default of manage.py: works from a checkout with no variable set."""

from __future__ import annotations

from optimized.customers.infrastructure.cache.configuration import backends
from optimized.settings.base import *

DEBUG = True
SECRET_KEY = API_TOKEN = "development"  # noqa: S105 - known to everybody

REDIS_URL = ""
CACHES = backends(REDIS_URL)
