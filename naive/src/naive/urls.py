"""Addresses: the API and its documentation, health, the admin site."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from naive import health

urlpatterns = [
    path("api/", include("naive.customers.urls")),
    path("api/openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("api/swagger", SpectacularSwaggerView.as_view(url_name="openapi")),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/", admin.site.urls),
]

handler400 = "naive.errors.bad_request"
handler404 = "naive.errors.not_found"
handler500 = "naive.errors.server_error"
