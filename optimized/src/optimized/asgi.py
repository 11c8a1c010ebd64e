"""The ASGI application: what uvicorn's workers serve with `async` on."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optimized.settings.production")

django = get_asgi_application()
# By name, for its imports need Django set up, which the line above does.
application = import_string("optimized.composition.compose_asgi")(django)
