"""The JSON of cities and companies, stored in their rows."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    initial = True
    # The base drops its own columns of this name first.
    dependencies = [("customers", "0005_drop_reference_json")]

    operations = [
        migrations.RunSQL(
            (SQL / "reference_json.sql").read_text(),
            (SQL / "drop_reference_json.sql").read_text(),
        )
    ]
