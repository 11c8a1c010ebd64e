"""Statistics of enough words for the planner to tell rare ones."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_drop_reference_json")]

    operations = [
        migrations.RunSQL((SQL / "search_statistics.sql").read_text(), migrations.RunSQL.noop)
    ]
