"""A member of the staff in the admin site."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from tests.support import services

PASSWORD = "correct horse battery staple"


def log_in(
    client: httpx.Client, name: str, variables: Mapping[str, str], username: str = "staff"
) -> None:
    """Make an account in the database of the service `name` and log the client in with it."""
    account = [f"--username={username}", "--email=staff@example.org"]
    known = {**variables, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    services.manage(name, known, "createsuperuser", "--no-input", *account)
    submit(client, username)


def submit(client: httpx.Client, username: str) -> None:
    """Log the client in with an account whose password is PASSWORD."""
    client.get("/admin/login/")
    form = {"username": username, "password": PASSWORD} | token(client)
    assert client.post("/admin/login/?next=/admin/", data=form).status_code == 302


def token(client: httpx.Client) -> dict[str, str]:
    """Return the form field against forged requests."""
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
