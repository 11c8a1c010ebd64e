"""The service as a whole. Django must be set up before this is imported."""

from __future__ import annotations

from django.conf import settings
from kink import di

from optimized.api import CONTROLLERS, PREFIX, api
from optimized.composition import Composition
from optimized.fastpath.handler import Application, DirectHandler
from optimized.fastpath.lifespan import WithLifespan
from optimized.fastpath.lifetime import Lifetime
from optimized.fastpath.table import Table


def make_application(stock: Application) -> WithLifespan:
    """Return the ASGI application around stock Django, for the optimizations that are on."""
    Composition(settings.OPTIMIZATIONS).fill(di)
    table = Table(PREFIX, CONTROLLERS)
    return WithLifespan(DirectHandler(table, api, stock), di[Lifetime])
