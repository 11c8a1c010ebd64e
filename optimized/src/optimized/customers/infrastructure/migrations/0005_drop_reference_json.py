"""Drops the JSON of cities and companies, which only the fast path reads: it has its own."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"
DROP = "ALTER TABLE customers_city DROP json; ALTER TABLE customers_company DROP json;"
ADD = """
ALTER TABLE customers_city
ADD json text GENERATED ALWAYS AS (customers_city_json(id, name, country)) STORED;
ALTER TABLE customers_company
ADD json text GENERATED ALWAYS AS (customers_company_json(id, name, industry)) STORED;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_search_query")]

    operations = [
        migrations.RunSQL(DROP, ADD),
        migrations.RunSQL(
            (SQL / "drop_reference_json.sql").read_text(),
            (SQL / "reference_json.sql").read_text(),
        ),
    ]
