"""Facts of claims name the event, so that claims which tell of one event can be counted as one."""

from django.db import migrations, models

EMPTIED = ["DELETE FROM claims_claimfact", "DELETE FROM claims_recordfact", "DELETE FROM claims_linkfact"]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_public_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="claimfact",
            name="event",
            field=models.UUIDField(
                help_text="The event that it tells of, by which several claims count as one.", null=True
            ),
        ),
        # They follow from the ledger, and are made anew after the migration.
        migrations.RunSQL(EMPTIED, migrations.RunSQL.noop),
    ]
