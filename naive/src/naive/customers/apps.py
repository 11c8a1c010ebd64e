"""The one application of the project."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers, their cities and companies."""

    name = "naive.customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let drf-spectacular find the description of the token."""
        from naive import schema  # noqa: F401, PLC0415
