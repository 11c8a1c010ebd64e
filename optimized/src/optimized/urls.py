"""The routes."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from optimized import errors, health
from optimized.api import PREFIX, api

urlpatterns = [
    path(f"{PREFIX[1:]}/", errors.no_such_address),  # ninja has a page there for its own use
    path(f"{PREFIX[1:]}/", api.urls),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/", admin.site.urls),
]

handler400 = "optimized.errors.bad_request"
handler404 = "optimized.errors.not_found"
handler500 = "optimized.errors.server_error"
