"""What the units run: every setting is given, and secrets are credentials of systemd."""

from __future__ import annotations

import os

from optimized import environment
from optimized.customers.infrastructure.cache.configuration import backends
from optimized.settings.base import *

environment.require(
    "WEB_CONCURRENCY",
    "DATABASE_CONNECTIONS",
    "DATABASE_WAITERS",
    "DATABASE_TIMEOUT_SECONDS",
    "CACHE_TTL_SECONDS",
)

SECRET_KEY = environment.credential("secret_key")
SECRET_KEY_FALLBACKS = environment.credential_lines("secret_key_fallbacks")
API_TOKEN = environment.credential("api_token")

if password := environment.optional_credential("database_password"):
    DATABASES["default"]["PASSWORD"] = password

if password := environment.optional_credential("redis_password"):
    REDIS_URL = environment.with_password(REDIS_URL, password)
    CACHES = backends(REDIS_URL)

# Set where nginx speaks TLS (nix/modules/tls.nix).
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = "FORWARDED_ALLOW_IPS" in os.environ
