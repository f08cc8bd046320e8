"""The edition of the facts, by which whoever keeps something of them elsewhere knows whether it still holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_compression")]

    operations = [
        migrations.CreateModel(
            name="FactsEdition",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, help_text="1: there is one row.", primary_key=True, serialize=False
                    ),
                ),
                ("token", models.UUIDField(help_text="By which one edition is told from another.")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="factsedition_is_one")],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO claims_factsedition (id, token) VALUES (1, gen_random_uuid())", migrations.RunSQL.noop
        ),
    ]
