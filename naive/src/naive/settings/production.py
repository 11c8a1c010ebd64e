"""What the units run: secrets are credentials of systemd."""

from __future__ import annotations

from naive.credentials import credential, credential_lines
from naive.settings.base import *

SECRET_KEY = credential("secret_key")
SECRET_KEY_FALLBACKS = credential_lines("secret_key_fallbacks")
API_TOKEN = credential("api_token")

DATABASES["default"]["PASSWORD"] = credential("database_password", default="")
