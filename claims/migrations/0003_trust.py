"""What makes the ledger a proof: releases, redaction, ties as facts, and times and reasons under the hashes."""

import hashlib
import uuid
from datetime import UTC

import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Facts have other columns now. They follow from the ledger: whoever migrates makes them anew when this is done
# (claims/apps.py).
DROP_FACTS = "TRUNCATE claims_claimfact, claims_recordfact"


def hash_anew(apps, schema_editor):
    """Digests cover the reason too, and the chain the time; no state of the ledger had a name before this."""
    publications = apps.get_model("claims", "Publication").objects
    if not publications.exists():
        return
    chain = bytes(32)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_publication DISABLE TRIGGER USER")
        for row in publications.order_by("seq").iterator(500):
            digest = hashlib.sha256(bytes(row.salt) + f"{row.body or ''}\n{row.reason}".encode()).digest()
            at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            said = f"{row.seq}\n{row.kind}\n{row.uid}\n{row.op}\n{at}\n".encode()
            chain = hashlib.sha256(chain + said + digest).digest()
            cursor.execute(
                "UPDATE claims_publication SET digest = %s, chain = %s WHERE seq = %s", [digest, chain, row.seq]
            )
        cursor.execute("ALTER TABLE claims_publication ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_groups"),
    ]

    operations = [
        migrations.RunSQL(DROP_FACTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "turn",
            },
        ),
        migrations.CreateModel(
            name="LinkFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(help_text="Internal number of the record.")),
                ("uid", models.UUIDField(help_text="Identity of the record.")),
                ("from_seq", models.BigIntegerField(help_text="First S at which it holds.")),
                (
                    "till_seq",
                    models.BigIntegerField(
                        default=9223372036854775807, help_text="First S at which it no longer holds."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claim", "claim"),
                            ("actor", "actor"),
                            ("source", "source"),
                            ("topic", "topic"),
                            ("event", "event"),
                            ("place", "place"),
                            ("scale", "confidence scale"),
                        ],
                        help_text="Kind of both records.",
                        max_length=10,
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        help_text="Code of the relation or of the affiliation, or merged_into.", max_length=20
                    ),
                ),
                ("other", models.UUIDField(help_text="Identity of the other record.")),
                ("explicit", models.BooleanField(help_text="Of a relation: whether the text states it.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Refresh",
            fields=[
                (
                    "cause",
                    models.BigIntegerField(
                        help_text="Number of the publication that made it necessary.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claim", "claim"),
                            ("actor", "actor"),
                            ("source", "source"),
                            ("topic", "topic"),
                            ("event", "event"),
                            ("place", "place"),
                            ("scale", "confidence scale"),
                        ],
                        help_text="Kind of the record.",
                        max_length=10,
                    ),
                ),
                ("record", models.BigIntegerField(help_text="Internal number of the record.")),
                (
                    "begun_at",
                    models.DateTimeField(help_text="When the first of the documents was refreshed.", null=True),
                ),
                ("finished_at", models.DateTimeField(help_text="When the last of them was.", null=True)),
                (
                    "total",
                    models.PositiveIntegerField(
                        help_text="How many documents named the record when it began.", null=True
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, help_text="How many of them are done.")),
                (
                    "at_kind",
                    models.CharField(blank=True, help_text="Kind of the document that was done last.", max_length=10),
                ),
                (
                    "at_record",
                    models.BigIntegerField(default=0, help_text="Internal number of the document that was done last."),
                ),
                (
                    "error",
                    models.TextField(blank=True, help_text="What went wrong in the last attempt, if anything did."),
                ),
            ],
            options={
                "verbose_name_plural": "refreshes",
                "ordering": ("-cause",),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Begin with a letter; then lower-case letters and digits, with full stops or hyphens between: v1, summer-2026.",
                        max_length=60,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*\Z",
                                "Begin with a letter; then lower-case letters and digits, with full stops or hyphens between: v1, summer-2026.",
                            )
                        ],
                    ),
                ),
                ("seq", models.BigIntegerField(help_text="S, the state that it names: the head when it was made.")),
                ("chain", models.BinaryField(help_text="The chain hash at S, 32 bytes.")),
                ("at", models.DateTimeField(help_text="When it was made.")),
                ("by", models.CharField(blank=True, help_text="Account that made it. Not public.", max_length=150)),
                ("notes", models.TextField(blank=True, help_text="What is in it, for those who quote it.")),
                (
                    "counts",
                    models.JSONField(help_text="How many records of each kind were public at S when it was made."),
                ),
            ],
            options={
                "ordering": ("-seq", "-id"),
            },
        ),
        migrations.AlterModelOptions(
            name="publication",
            options={
                "ordering": ("seq",),
                "permissions": (("redact_publication", "Can redact: erase a record from the ledger by legal duty"),),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publication",
            name="append_only",
        ),
        migrations.RemoveConstraint(
            model_name="publication",
            name="publication_op_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="publication",
            name="publication_has_body_unless_retracted",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_of_slug",
        ),
        migrations.AddField(
            model_name="claimfact",
            name="claimant",
            field=models.UUIDField(
                default=uuid.UUID(int=0), help_text="The last voice, by which one tells whose claim it is."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="publication",
            name="erased_by",
            field=models.BigIntegerField(
                help_text="Number of the redaction that erased body, salt and reason.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="claimfact",
            name="from_seq",
            field=models.BigIntegerField(help_text="First S at which it holds."),
        ),
        migrations.AlterField(
            model_name="publication",
            name="body",
            field=models.TextField(
                help_text="The document as JSON text; of a merge or redaction, what was done; none in a retraction.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="op",
            field=models.CharField(
                choices=[
                    ("published", "published"),
                    ("revised", "revised"),
                    ("refreshed", "refreshed"),
                    ("retracted", "retracted"),
                    ("merged", "merged"),
                    ("redacted", "redacted"),
                ],
                help_text="What was done.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="salt",
            field=models.BinaryField(
                help_text="16 random bytes, so that an erased body cannot be guessed from its digest.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="recordfact",
            name="from_seq",
            field=models.BigIntegerField(help_text="First S at which it holds."),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("slug", ""), _negated=True),
                fields=["kind", "slug", "-seq"],
                name="publication_of_slug",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["uid", "-seq"], name="publication_of_uid"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["at"], name="publication_at"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(condition=models.Q(("op", "redacted")), fields=["-seq"], name="publication_redacts"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'UPDATE' AND current_setting('claims.door', true) = 'erasing'\n            AND OLD.erased_by IS NULL AND NEW.erased_by > NEW.seq\n            AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.reason = '' AND NEW.slug IN (OLD.slug, '')\n            AND to_jsonb(NEW) - '{body,salt,reason,slug,erased_by}'::text[]\n              = to_jsonb(OLD) - '{body,salt,reason,slug,erased_by}'::text[] THEN\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'UPDATE' AND current_setting('claims.door', true) = 'erasing'\n            AND OLD.erased_by IS NOT NULL AND NEW.slug = ''\n            AND to_jsonb(NEW) - 'slug' = to_jsonb(OLD) - 'slug' THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'The ledger only grows: row % can be neither changed nor deleted', OLD.seq\n        USING ERRCODE = 'integrity_constraint_violation';\n",
                    hash="d8c64d0cf57bd9cf461e3745e068e7bb3a15ce3d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_65083",
                    table="claims_publication",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("op__in", ["published", "revised", "refreshed", "retracted", "merged", "redacted"])
                ),
                name="publication_op_is_known",
                violation_error_message="op: choose one of published, revised, refreshed, retracted, merged, redacted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("body__isnull", True), ("erased_by__isnull", False), ("reason", ""), ("salt__isnull", True)
                    ),
                    models.Q(
                        ("erased_by__isnull", True),
                        ("salt__isnull", False),
                        models.Q(
                            models.Q(("body__isnull", True), ("op", "retracted")),
                            models.Q(models.Q(("op", "retracted"), _negated=True), ("body__isnull", False)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="publication_has_body_unless_retracted_or_erased",
            ),
        ),
        migrations.AddIndex(
            model_name="linkfact",
            index=models.Index(fields=["uid", "type"], name="linkfact_uid"),
        ),
        migrations.AddIndex(
            model_name="linkfact",
            index=models.Index(fields=["other", "type"], name="linkfact_other"),
        ),
        migrations.AddConstraint(
            model_name="linkfact",
            constraint=models.UniqueConstraint(
                fields=("kind", "record", "type", "other", "from_seq"), name="linkfact_begins_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkfact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("till_seq", 9223372036854775807)),
                fields=("kind", "record", "type", "other"),
                name="linkfact_is_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkfact",
            constraint=models.CheckConstraint(
                condition=models.Q(("till_seq__gt", models.F("from_seq"))), name="linkfact_lifetime_is_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkfact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["claim", "actor", "source", "topic", "event", "place", "scale"])),
                name="linkfact_kind_is_known",
                violation_error_message="kind: choose one of claim, actor, source, topic, event, place, scale.",
            ),
        ),
        migrations.AddIndex(
            model_name="refresh",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)), fields=["cause"], name="refresh_pending"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")),
                name="release_name_is_plain",
                violation_error_message="name: Begin with a letter; then lower-case letters and digits, with full stops or hyphens between: v1, summer-2026.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="release_has_something"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="release",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="de2014f58e072b04a9a8b9ebce10c6494455b1da",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e2986",
                    table="claims_release",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="linkfact",
            index=models.Index(
                condition=models.Q(("type__in", ("contradicts", "merged_into"))),
                fields=["type", "uid", "other"],
                name="linkfact_by_type",
            ),
        ),
        migrations.RunPython(hash_anew, migrations.RunPython.noop),
    ]
