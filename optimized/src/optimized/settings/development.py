"""The default of manage.py: works in a checkout with no variable set, beside `./bench dev`."""

from __future__ import annotations

import os
from pathlib import Path

from django.core import checks
from dotenv import load_dotenv

_CHECKOUT = Path(__file__).parents[4]
load_dotenv(_CHECKOUT / ".env")  # variables that are set already win

from optimized.customers.infrastructure.cache.configuration import backends  # noqa: E402
from optimized.settings.base import *  # noqa: E402 - reads them

DEBUG = True
SECRET_KEY = API_TOKEN = "development"  # noqa: S105 - known to everybody

if "direct" not in OPTIMIZATIONS:  # the fast path refuses middleware that it would skip
    INSTALLED_APPS += ["debug_toolbar"]
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
    ROOT_URLCONF = "optimized.development_urls"

if any(os.environ.get(name) for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")):
    DATABASES["default"] |= {"HOST": "", "USER": ""}  # libpq reads its variables
else:
    DATABASES["default"] |= {"HOST": str(_CHECKOUT / ".dev"), "PORT": "5432", "USER": "postgres"}


@checks.register
def check_server(**_: object) -> list[checks.CheckMessage]:
    """Report a missing server before its first query fails with a traceback."""
    host = str(DATABASES["default"]["HOST"])
    if not host or Path(host, ".s.PGSQL.5432").exists():
        return []
    hint = "Run ./bench dev in another terminal, or name a server: PGHOST in .env."
    return [checks.Error(f"No PostgreSQL server in {host}", hint=hint, id="development.E001")]


LOGGING = {  # Django's own, and each SQL statement with its time in seconds
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"sql": {"format": "{message:.2000}", "style": "{"}},
    "handlers": {"sql": {"class": "logging.StreamHandler", "formatter": "sql"}},
    "loggers": {"django.db.backends": {"level": "DEBUG", "handlers": ["sql"], "propagate": False}},
}

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = backends(REDIS_URL)
if not REDIS_URL:
    CACHE_TTL_SECONDS = 5  # in memory, what a shell or another runserver writes is seen only then
