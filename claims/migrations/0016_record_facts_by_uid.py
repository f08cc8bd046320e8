"""Facts of records are found by uid: who asks for words that are the name of a record, or for suggestions, read the whole
table before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_acceptances_audited")]

    operations = [
        migrations.AddIndex(
            model_name="recordfact",
            index=models.Index(fields=["uid"], name="recordfact_uid"),
        ),
    ]
