"""The ASGI application as `django-admin startproject` writes it."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "textbook.settings"

application = get_asgi_application()
