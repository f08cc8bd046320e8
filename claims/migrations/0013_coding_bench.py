"""The coding bench: drafts of its form, and an index by which statements that are much alike are found."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodingDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.JSONField(help_text="The fields of the form, as pairs of name and value in their order."),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When it was last kept."
                    ),
                ),
            ],
            options={
                "ordering": ("-updated_at", "-id"),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GistIndex(
                django.contrib.postgres.indexes.OpClass("statement", name="gist_trgm_ops(siglen=256)"),
                name="claim_statement_trigrams",
            ),
        ),
        migrations.AddField(
            model_name="codingdraft",
            name="claim",
            field=models.ForeignKey(
                blank=True,
                help_text="The claim that is being edited; empty for a new one.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coding_drafts",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="codingdraft",
            name="source",
            field=models.ForeignKey(
                help_text="What is being coded.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coding_drafts",
                to="claims.source",
            ),
        ),
        migrations.AddField(
            model_name="codingdraft",
            name="user",
            field=models.ForeignKey(
                help_text="Who typed it.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coding_drafts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="codingdraft",
            constraint=models.UniqueConstraint(
                fields=("user", "source", "claim"),
                name="codingdraft_is_kept_once",
                nulls_distinct=False,
                violation_error_message="There is a draft of this already: it is written over.",
            ),
        ),
    ]
