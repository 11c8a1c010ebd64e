"""The routes of stock Django; `asgi.py` answers the reads that opted in before they get here."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
