"""The default of manage.py: works from a checkout with no variable set."""

from __future__ import annotations

from naive.settings.base import *

DEBUG = True
SECRET_KEY = API_TOKEN = "development"  # noqa: S105 - known to everybody
