"""The addresses under development settings: also those of django-debug-toolbar."""

from __future__ import annotations

from debug_toolbar.toolbar import debug_toolbar_urls

from optimized.urls import *

urlpatterns += debug_toolbar_urls()
