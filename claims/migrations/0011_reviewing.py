"""What reviewers and coders leave on claims, saved filters, and change sets to look at; for every role."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

RIGHTS = [("claims", "view", "changeset")]
RIGHTS += [("claims", action, "savedfilter") for action in ("add", "change", "delete", "view")]
GROUPS = ("coder", "reviewer", "administrator")


def give(apps, schema_editor):
    permission = import_module("claims.migrations.0002_groups").permission
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*(permission(apps, *right) for right in RIGHTS))


def take_back(apps, schema_editor):
    names = [f"{action}_{model}" for _, action, model in RIGHTS]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*group.permissions.filter(content_type__app_label="claims", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_lean_audit"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[],
            options={
                "verbose_name": "change set",
                "ordering": ("-created_at", "-id"),
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("pghistory.context",),
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        help_text="What was accepted.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="acceptance",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("version", models.PositiveBigIntegerField(help_text="The version of the claim that was read.")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text="When.")),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Who read it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When it was written."
                    ),
                ),
                ("text", models.TextField(help_text="The remark. Not public.", max_length=4000)),
                (
                    "resolved_at",
                    models.DateTimeField(help_text="When it was called resolved; empty while it is open.", null=True),
                ),
                (
                    "author",
                    models.ForeignKey(
                        help_text="Who wrote it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        help_text="The claim.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="claims.claim",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        help_text="Who called it so.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", True)), fields=["claim"], name="comment_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="comment_text_is_given",
                        violation_error_message="text is empty: write it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="What it is called in the list.", max_length=80)),
                (
                    "query",
                    models.TextField(blank=True, help_text="As the address of the list has it.", max_length=2000),
                ),
                (
                    "shared",
                    models.BooleanField(default=False, help_text="Whether all who curate see it in their lists."),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Whose it is.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "ordering": ("name", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="savedfilter_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "name"),
                        name="savedfilter_is_named_once",
                        violation_error_message="name: you have a filter of this name already; choose another, or delete that.",
                    ),
                ],
            },
        ),
        # The list of change sets is read from its end.
        migrations.RunSQL(
            "CREATE INDEX changeset_newest ON pghistory_context (created_at DESC, id DESC)",
            "DROP INDEX changeset_newest",
        ),
        migrations.RunPython(give, take_back),
    ]
