"""The JSON of cities and companies, kept ready in their rows."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_search_vector")]

    operations = [
        migrations.RunSQL(
            (SQL / "reference_json.sql").read_text(),
            (SQL / "drop_reference_json.sql").read_text(),
        ),
        migrations.AddField(
            "city",
            "json",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func("id", "name", "country", function="customers_city_json"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            "company",
            "json",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func("id", "name", "industry", function="customers_company_json"),
                output_field=models.TextField(),
            ),
        ),
    ]
