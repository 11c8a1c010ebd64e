"""Search queries split and lowered as the vectors are; Django's own indexes of foreign keys."""

from __future__ import annotations

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_reference_json")]

    operations = [
        migrations.RunSQL(
            (SQL / "search_query.sql").read_text(),
            "DROP FUNCTION customers_query",
        ),
        # The columns stay: they belong to the fast path, which no model knows.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("city", "json"),
                migrations.RemoveField("company", "json"),
            ]
        ),
        migrations.RemoveIndex("customer", "customers_city_idx"),
        migrations.RemoveIndex("customer", "customers_company_idx"),
        migrations.AlterField(
            "customer",
            "city",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="customers.city"),
        ),
        migrations.AlterField(
            "customer",
            "company",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="customers.company"),
        ),
    ]
