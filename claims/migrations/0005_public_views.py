"""The ledger at its head as SQL views; claims/models/public_views/ defines them."""

from django.db import migrations

from claims.models.public_views import creation, removal

# The views that this makes (`public_views.digest()`). A test fails when they are defined otherwise: a new migration
# then has to make them anew, with the digest of that day, and the operations of this one are emptied.
DIGEST = "c9475a9fd32967e0"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_release_rights"),
    ]

    operations = [migrations.RunSQL([*removal(), *creation()], removal())]
