"""What belongs to a claim, a source or an actor is sorted by its owner's number: no longer by all that its owner sorts by,
for which every question joined the owner, and the source of it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_record_facts_by_uid"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="actorname",
            options={"ordering": ("actor_id", "kind", "name", "id")},
        ),
        migrations.AlterModelOptions(
            name="affiliation",
            options={"ordering": ("actor_id", "kind", "organisation", "title", "id")},
        ),
        migrations.AlterModelOptions(
            name="attribution",
            options={"ordering": ("claim_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="citation",
            options={"ordering": ("source_id", "cited", "id")},
        ),
        migrations.AlterModelOptions(
            name="claimrelation",
            options={"ordering": ("claim_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="evidence",
            options={"ordering": ("claim_id", "order", "id"), "verbose_name_plural": "evidence"},
        ),
        migrations.AlterModelOptions(
            name="hedgecue",
            options={"ordering": ("claim_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="identifier",
            options={"ordering": ("actor_id", "scheme", "value", "id")},
        ),
        migrations.AlterModelOptions(
            name="participant",
            options={"ordering": ("claim_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="position",
            options={"ordering": ("claim_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="sourceauthor",
            options={"ordering": ("source_id", "order", "id")},
        ),
        migrations.AlterModelOptions(
            name="sourcetext",
            options={"ordering": ("source_id", "-id")},
        ),
    ]
