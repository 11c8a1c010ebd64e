"""The weighted search vector, kept by triggers."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "search_vector.sql").read_text(),
            (SQL / "drop_search_vector.sql").read_text(),
        )
    ]
