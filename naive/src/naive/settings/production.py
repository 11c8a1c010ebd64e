"""What the units run: secrets are credentials of systemd."""

from __future__ import annotations

import os

from naive.credentials import credential, credential_lines
from naive.settings.base import *

SECRET_KEY = credential("secret_key")
SECRET_KEY_FALLBACKS = credential_lines("secret_key_fallbacks")
API_TOKEN = credential("api_token")

DATABASES["default"]["PASSWORD"] = credential("database_password", default="")

# Set where nginx speaks TLS (nix/modules/tls.nix).
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = "FORWARDED_ALLOW_IPS" in os.environ
