"""Imports that wait, tokens that hand them in, and indexes by which actors and claims are found again."""

from importlib import import_module

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

# What coders may do with imports; tokens are the administrators'.
IMPORTS = [
    ("claims", action, model) for model in ("import", "columnmapping") for action in ("add", "change", "delete", "view")
]
TOKENS = [("claims", action, "apitoken") for action in ("add", "change", "view")]
GROUPS = {"coder": IMPORTS, "reviewer": IMPORTS, "administrator": IMPORTS + TOKENS}


def give(apps, schema_editor):
    permission = import_module("claims.migrations.0002_groups").permission
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*(permission(apps, *right) for right in GROUPS[group.name]))


def take_back(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        names = [f"{action}_{model}" for _, action, model in GROUPS[group.name]]
        group.permissions.remove(*group.permissions.filter(content_type__app_label="claims", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_reviewing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Which program uses it, and where.", max_length=100)),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the secret.", max_length=64, unique=True),
                ),
                (
                    "beginning",
                    models.CharField(
                        editable=False,
                        help_text="Its first characters, by which its owner knows it again.",
                        max_length=20,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When it was made.",
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, help_text="When it ends by itself; empty for never.", null=True),
                ),
                (
                    "used_at",
                    models.DateTimeField(editable=False, help_text="When it was last used, to the minute.", null=True),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        editable=False, help_text="When it was revoked; empty while it is not.", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="How it is called.", max_length=100, unique=True)),
                ("mapping", models.JSONField(help_text="By column, what it holds.")),
                ("day_first", models.BooleanField(default=True, help_text="Whether 3/4/2025 is the third of April.")),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When it was saved."
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Name of the file, or what whoever handed it in calls it.", max_length=200
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV, a row for each claim and participant"),
                            ("xlsx", "XLSX, a row for each claim and participant"),
                            ("tables", "ZIP of the long tables of a data package"),
                            ("ndjson", "NDJSON, documents as the API gives them"),
                        ],
                        help_text="What sort of file it is.",
                        max_length=10,
                    ),
                ),
                ("size", models.PositiveBigIntegerField(help_text="Bytes of the file.")),
                ("sha256", models.CharField(help_text="SHA-256 of the file, hexadecimal.", max_length=64)),
                ("encoding", models.CharField(blank=True, help_text="Encoding of a text file.", max_length=20)),
                (
                    "separator",
                    models.CharField(
                        blank=True, help_text="What stands between the cells of a row of CSV.", max_length=1
                    ),
                ),
                ("header", models.JSONField(default=list, help_text="Names of the columns, in their order.")),
                (
                    "mapping",
                    models.JSONField(
                        default=dict, help_text="By column, what it holds; a column that is not here is left out."
                    ),
                ),
                ("day_first", models.BooleanField(default=True, help_text="Whether 3/4/2025 is the third of April.")),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Slug of the source of rows that name none.", max_length=1000
                    ),
                ),
                (
                    "actor_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state", "state"),
                            ("government_body", "government body"),
                            ("person", "person"),
                            ("party", "party"),
                            ("organisation", "organisation"),
                            ("international_organisation", "international organisation"),
                            ("company", "company"),
                            ("media", "media"),
                            ("military", "military"),
                            ("group", "group"),
                        ],
                        help_text="Kind of new actors of which the file gives none.",
                        max_length=30,
                    ),
                ),
                (
                    "makes_records",
                    models.BooleanField(
                        default=False,
                        help_text="Whether sources, topics, events and places that are not there are made.",
                    ),
                ),
                (
                    "duplicates",
                    models.CharField(
                        choices=[
                            ("skip", "leave the one that is there as it is"),
                            ("update", "set the one that is there to what the file says"),
                            ("add", "add it once more, as a claim of its own"),
                        ],
                        default="skip",
                        help_text="Of claims that are there already.",
                        max_length=10,
                    ),
                ),
                (
                    "accept",
                    models.CharField(
                        choices=[
                            ("all", "nothing is imported until every row is right"),
                            ("valid", "the rows that are right are imported, the others given back as a file"),
                        ],
                        default="all",
                        help_text="Where something is wrong with some rows.",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("staged", "to be checked"), ("checked", "checked"), ("done", "imported")],
                        default="staged",
                        help_text="State.",
                        max_length=10,
                    ),
                ),
                (
                    "task",
                    models.CharField(
                        blank=True,
                        choices=[("check", "being checked"), ("commit", "being imported")],
                        help_text="What is being done with it.",
                        max_length=10,
                    ),
                ),
                (
                    "counts",
                    models.JSONField(default=dict, help_text="What the last check, or the import, found and did."),
                ),
                ("error", models.TextField(blank=True, help_text="Why the last attempt broke off, if it did.")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When the file was handed in."
                    ),
                ),
                ("done_at", models.DateTimeField(help_text="When it was imported.", null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ImportActor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(help_text="By what the same actor is known again in the file.", max_length=300),
                ),
                ("name", models.CharField(help_text="The name in the file.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state", "state"),
                            ("government_body", "government body"),
                            ("person", "person"),
                            ("party", "party"),
                            ("organisation", "organisation"),
                            ("international_organisation", "international organisation"),
                            ("company", "company"),
                            ("media", "media"),
                            ("military", "military"),
                            ("group", "group"),
                        ],
                        help_text="What sort of actor it is.",
                        max_length=30,
                    ),
                ),
                ("row", models.PositiveIntegerField(help_text="The first row that names it.")),
                ("why", models.TextField(help_text="What is doubtful.")),
                (
                    "candidates",
                    models.JSONField(default=list, help_text="Whom it may be: number, name and similarity, 0 to 1."),
                ),
                (
                    "is_new",
                    models.BooleanField(
                        default=False, help_text="Whether it was decided that it is none of those there are."
                    ),
                ),
                ("decided_at", models.DateTimeField(help_text="When a person decided.", null=True)),
            ],
            options={
                "ordering": ("of", "row", "id"),
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="Its place in the file, from 0.")),
                ("data", models.BinaryField(help_text="The bytes.")),
            ],
            options={
                "ordering": ("of", "number"),
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row",
                    models.PositiveIntegerField(
                        help_text="Number of the row, as a spreadsheet counts; the header is 1."
                    ),
                ),
                (
                    "first_row",
                    models.PositiveIntegerField(help_text="First of the rows that stand and fall together with it."),
                ),
                ("last_row", models.PositiveIntegerField(help_text="Last of them.")),
                (
                    "column",
                    models.CharField(
                        blank=True, help_text="Name of the column, or path in the document.", max_length=200
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("error", "error: the row is not imported"), ("warning", "warning: look at it")],
                        help_text="Whether it keeps the row out.",
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(blank=True, help_text="What stands there; its beginning.", max_length=200)),
                ("message", models.TextField(help_text="What is wrong, and what to do.")),
            ],
            options={
                "ordering": ("of", "row", "id"),
            },
        ),
        migrations.CreateModel(
            name="TextSketch",
            fields=[
                (
                    "of",
                    models.OneToOneField(
                        help_text="Which text.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sketch",
                        serialize=False,
                        to="claims.sourcetext",
                    ),
                ),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), help_text="The smallest hashes, ascending.", size=None
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "text sketches",
            },
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(django.db.models.functions.text.Lower("name"), name="actor_name"),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("name"), name="gin_trgm_ops"
                ),
                name="actor_name_like",
            ),
        ),
        migrations.AddIndex(
            model_name="actorname",
            index=models.Index(django.db.models.functions.text.Lower("name"), name="actorname_name"),
        ),
        migrations.AddIndex(
            model_name="actorname",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("name"), name="gin_trgm_ops"
                ),
                name="actorname_name_like",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("source"), django.db.models.functions.text.MD5("statement"), name="claim_by_statement"
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="user",
            field=models.ForeignKey(
                help_text="In whose name it acts, and whose rights it has.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="api_tokens",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="columnmapping",
            name="by",
            field=models.ForeignKey(
                help_text="Who saved it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="ImportProgress",
            fields=[
                (
                    "of",
                    models.OneToOneField(
                        help_text="Which import.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="claims.import",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, help_text="How many rows are done.")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When that was so."
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "import progress",
            },
        ),
        migrations.AddField(
            model_name="import",
            name="asked_by",
            field=models.ForeignKey(
                help_text="Who asked for what is being done.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="by",
            field=models.ForeignKey(
                help_text="Who handed it in, and becomes the coder of its claims; empty for whoever runs the server.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importactor",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                help_text="Whom it is, as decided.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="claims.actor",
            ),
        ),
        migrations.AddField(
            model_name="importactor",
            name="of",
            field=models.ForeignKey(
                help_text="Which import.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="actors",
                to="claims.import",
            ),
        ),
        migrations.AddField(
            model_name="importchunk",
            name="of",
            field=models.ForeignKey(
                help_text="Which import.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chunks",
                to="claims.import",
            ),
        ),
        migrations.AddField(
            model_name="importproblem",
            name="of",
            field=models.ForeignKey(
                help_text="Which import.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="problems",
                to="claims.import",
            ),
        ),
        migrations.AddIndex(
            model_name="textsketch",
            index=django.contrib.postgres.indexes.GinIndex(fields=["hashes"], name="textsketch_hashes"),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(condition=models.Q(("task", ""), _negated=True), fields=["id"], name="import_waiting"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["csv", "xlsx", "tables", "ndjson"])),
                name="import_format_is_known",
                violation_error_message="format: choose one of csv, xlsx, tables, ndjson.",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("duplicates__in", ["skip", "update", "add"])),
                name="import_duplicates_is_known",
                violation_error_message="duplicates: choose one of skip, update, add.",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("accept__in", ["all", "valid"])),
                name="import_accept_is_known",
                violation_error_message="accept: choose one of all, valid.",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["staged", "checked", "done"])),
                name="import_state_is_known",
                violation_error_message="state: choose one of staged, checked, done.",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("task__in", ["check", "commit", ""])),
                name="import_task_is_known",
                violation_error_message="task: choose one of check, commit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importactor",
            constraint=models.UniqueConstraint(
                fields=("of", "key"),
                name="importactor_is_asked_once",
                violation_error_message="This name is there already: decide on the one that is there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importactor",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor__isnull", True), ("is_new", False), _connector="OR"),
                name="importactor_is_one_or_new",
                violation_error_message="It is either an actor that is there, or a new one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importchunk",
            constraint=models.UniqueConstraint(
                fields=("of", "number"),
                name="importchunk_is_there_once",
                violation_error_message="This piece of the file is there already.",
            ),
        ),
        migrations.AddIndex(
            model_name="importproblem",
            index=models.Index(fields=["of", "severity", "row"], name="importproblem_by_row"),
        ),
        migrations.AddConstraint(
            model_name="importproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["error", "warning"])),
                name="importproblem_severity_is_known",
                violation_error_message="severity: choose one of error, warning.",
            ),
        ),
        migrations.RunPython(give, take_back),
    ]
