"""A member of the staff in the admin site."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from tests.support import services


def log_in(
    client: httpx.Client, name: str, variables: Mapping[str, str], username: str = "staff"
) -> None:
    """Make an account in the database of the service `name` and log the client in with it."""
    password = "correct horse battery staple"
    account = [f"--username={username}", "--email=staff@example.org"]
    known = {**variables, "DJANGO_SUPERUSER_PASSWORD": password}
    services.manage(name, known, "createsuperuser", "--no-input", *account)
    client.get("/admin/login/")
    form = {"username": username, "password": password} | token(client)
    assert client.post("/admin/login/?next=/admin/", data=form).status_code == 302


def token(client: httpx.Client) -> dict[str, str]:
    """Return the form field against forged requests."""
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
