"""What the units run: secrets are credentials of systemd."""

from __future__ import annotations

from naive.credentials import credential
from naive.settings.base import *

SECRET_KEY = credential("secret_key")
API_TOKEN = credential("api_token")

DATABASES["default"]["PASSWORD"] = credential("database_password", default="")
