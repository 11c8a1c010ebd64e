"""The tables, with their constraints and secondary indexes."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("industry", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "companies",
            },
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("country", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "cities",
                "indexes": [models.Index(fields=["country"], name="customers_city_country_idx")],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("email", models.EmailField(max_length=254)),
                (
                    "phone",
                    models.CharField(
                        db_collation="C",
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9][0-9]{6,14}\\Z",
                                "Enter a valid phone number in E.164 format.",
                            )
                        ],
                    ),
                ),
                (
                    "national_id",
                    models.CharField(
                        db_collation="C",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{12}\\Z", "Enter exactly 12 digits."
                            )
                        ],
                    ),
                ),
                ("birth_date", models.DateField()),
                ("is_active", models.BooleanField(default=True)),
                ("balance", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.city",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="customers.company",
                    ),
                ),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["last_name", "id"], name="customers_last_name_idx"),
                    models.Index(fields=["birth_date", "id"], name="customers_birth_date_idx"),
                    models.Index(fields=["balance", "id"], name="customers_balance_idx"),
                    models.Index(fields=["created_at", "id"], name="customers_created_at_idx"),
                    models.Index(fields=["city", "id"], name="customers_city_idx"),
                    models.Index(fields=["company", "id"], name="customers_company_idx"),
                    models.Index(fields=["phone"], name="customers_phone_idx"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="customers_search_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="customers_customer_email_key",
                    ),
                    models.UniqueConstraint(
                        fields=("national_id",), name="customers_customer_national_id_key"
                    ),
                ],
            },
        ),
    ]
