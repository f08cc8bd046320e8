import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claims.migrations._in_one_go


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mention", models.CharField(blank=True, help_text="The words that cite it.", max_length=300)),
            ],
            options={
                "ordering": ("source", "cited", "id"),
            },
        ),
        migrations.CreateModel(
            name="ConfidenceLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(help_text="Short code in addresses and files.", max_length=40)),
                ("label", models.CharField(help_text="The term as the scale words it.", max_length=100)),
                (
                    "synonyms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        help_text="Other terms the scale gives for it.",
                        size=None,
                    ),
                ),
                ("definition", models.TextField(blank=True, help_text="What the scale says it means.")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 is least. Empty for a level that says that nothing can be judged.",
                        null=True,
                    ),
                ),
                (
                    "low",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Lowest percent, where the scale gives a range.", null=True
                    ),
                ),
                (
                    "high",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Highest percent, where the scale gives a range.", null=True
                    ),
                ),
                (
                    "stix",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="STIX 2.1 confidence, 0 to 100, where Appendix A maps this level.",
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ("scale", "rank", "code", "id"),
            },
        ),
        migrations.CreateModel(
            name="ConfidenceScaleAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="Name of the scale.", max_length=200)),
                (
                    "axis",
                    models.CharField(
                        choices=[
                            ("likelihood", "expressed likelihood"),
                            ("coding_confidence", "coding confidence"),
                            ("reliability", "source reliability"),
                            ("credibility", "information credibility"),
                        ],
                        help_text="What it measures; one thing only.",
                        max_length=20,
                    ),
                ),
                ("edition", models.CharField(help_text="Year or number of the edition.", max_length=50)),
                ("authority", models.CharField(help_text="Who issued it.", max_length=200)),
                ("citation", models.TextField(help_text="Where its terms and ranges were read.")),
                ("description", models.TextField(blank=True, help_text="What a reader must know to use it rightly.")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "occurred_from",
                    models.DateField(
                        blank=True, help_text="First day; empty when left open.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "occurred_to",
                    models.DateField(
                        blank=True, help_text="Last day; empty when left open.", null=True, verbose_name="to"
                    ),
                ),
                (
                    "occurred_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                        verbose_name="precision",
                    ),
                ),
                (
                    "occurred_text",
                    models.CharField(
                        blank=True,
                        help_text="The words of the text that tell when.",
                        max_length=200,
                        verbose_name="as worded",
                    ),
                ),
                (
                    "occurred_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Whether you worked the dates out, rather than read them.",
                        verbose_name="inferred",
                    ),
                ),
                (
                    "occurred_basis",
                    models.CharField(
                        blank=True,
                        help_text="From what: another date in the text, the date of publication.",
                        max_length=300,
                        verbose_name="inferred from",
                    ),
                ),
                ("name", models.CharField(help_text="A short name: the act, who, where.", max_length=200)),
                (
                    "description",
                    models.TextField(blank=True, help_text="One sentence that tells it from similar ones."),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EventAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "occurred_from",
                    models.DateField(
                        blank=True, help_text="First day; empty when left open.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "occurred_to",
                    models.DateField(
                        blank=True, help_text="Last day; empty when left open.", null=True, verbose_name="to"
                    ),
                ),
                (
                    "occurred_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                        verbose_name="precision",
                    ),
                ),
                (
                    "occurred_text",
                    models.CharField(
                        blank=True,
                        help_text="The words of the text that tell when.",
                        max_length=200,
                        verbose_name="as worded",
                    ),
                ),
                (
                    "occurred_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Whether you worked the dates out, rather than read them.",
                        verbose_name="inferred",
                    ),
                ),
                (
                    "occurred_basis",
                    models.CharField(
                        blank=True,
                        help_text="From what: another date in the text, the date of publication.",
                        max_length=300,
                        verbose_name="inferred from",
                    ),
                ),
                ("name", models.CharField(help_text="A short name: the act, who, where.", max_length=200)),
                (
                    "description",
                    models.TextField(blank=True, help_text="One sentence that tells it from similar ones."),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EventPlaceAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "exact",
                    models.TextField(
                        help_text="The shortest words that carry the claim, character for character.",
                        verbose_name="quote",
                    ),
                ),
                (
                    "paragraph",
                    models.PositiveIntegerField(
                        blank=True, help_text="Number of the paragraph, from 1; tells repeated quotes apart.", null=True
                    ),
                ),
                (
                    "prefix",
                    models.CharField(
                        blank=True, editable=False, help_text="Up to 32 characters before it.", max_length=64
                    ),
                ),
                (
                    "suffix",
                    models.CharField(
                        blank=True, editable=False, help_text="Up to 32 characters after it.", max_length=64
                    ),
                ),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, editable=False, help_text="First character, from 0.", null=True
                    ),
                ),
                (
                    "end",
                    models.PositiveIntegerField(
                        blank=True, editable=False, help_text="One past the last character.", null=True
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("moved", "moved"),
                            ("missing", "missing"),
                            ("ambiguous", "ambiguous"),
                            ("unchecked", "unchecked"),
                        ],
                        default="unchecked",
                        editable=False,
                        help_text="Whether the quote stands in the text.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="EvidenceAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "exact",
                    models.TextField(
                        help_text="The shortest words that carry the claim, character for character.",
                        verbose_name="quote",
                    ),
                ),
                (
                    "paragraph",
                    models.PositiveIntegerField(
                        blank=True, help_text="Number of the paragraph, from 1; tells repeated quotes apart.", null=True
                    ),
                ),
                (
                    "prefix",
                    models.CharField(
                        blank=True, editable=False, help_text="Up to 32 characters before it.", max_length=64
                    ),
                ),
                (
                    "suffix",
                    models.CharField(
                        blank=True, editable=False, help_text="Up to 32 characters after it.", max_length=64
                    ),
                ),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, editable=False, help_text="First character, from 0.", null=True
                    ),
                ),
                (
                    "end",
                    models.PositiveIntegerField(
                        blank=True, editable=False, help_text="One past the last character.", null=True
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("moved", "moved"),
                            ("missing", "missing"),
                            ("ambiguous", "ambiguous"),
                            ("unchecked", "unchecked"),
                        ],
                        default="unchecked",
                        editable=False,
                        help_text="Whether the quote stands in the text.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HedgeCue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                ("text", models.CharField(help_text="The words, verbatim.", max_length=200)),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, help_text="First character in the source's text, in code points from 0.", null=True
                    ),
                ),
                ("end", models.PositiveIntegerField(blank=True, help_text="One past the last character.", null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("modal", "modal"), ("evidential", "evidential"), ("booster", "booster")],
                        help_text="What the words do.",
                        max_length=20,
                    ),
                ),
                (
                    "link",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Whose words they are: the number of the voice, 0 for the outermost."
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="HedgeCueAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                ("text", models.CharField(help_text="The words, verbatim.", max_length=200)),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, help_text="First character in the source's text, in code points from 0.", null=True
                    ),
                ),
                ("end", models.PositiveIntegerField(blank=True, help_text="One past the last character.", null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("modal", "modal"), ("evidential", "evidential"), ("booster", "booster")],
                        help_text="What the words do.",
                        max_length=20,
                    ),
                ),
                (
                    "link",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Whose words they are: the number of the voice, 0 for the outermost."
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("wikidata", "Wikidata"),
                            ("iso3166-1-alpha-2", "ISO 3166-1 alpha-2"),
                            ("iso3166-1-alpha-3", "ISO 3166-1 alpha-3"),
                            ("lei", "LEI"),
                        ],
                        help_text="The register.",
                        max_length=30,
                    ),
                ),
                ("value", models.CharField(help_text="The identifier as the register writes it.", max_length=100)),
                (
                    "evidence",
                    models.CharField(help_text="Where it was read: an address or a citation.", max_length=300),
                ),
                (
                    "checked_on",
                    models.DateField(blank=True, help_text="When it was last compared with the register.", null=True),
                ),
            ],
            options={
                "ordering": ("actor", "scheme", "value", "id"),
            },
        ),
        migrations.CreateModel(
            name="IdentifierAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("wikidata", "Wikidata"),
                            ("iso3166-1-alpha-2", "ISO 3166-1 alpha-2"),
                            ("iso3166-1-alpha-3", "ISO 3166-1 alpha-3"),
                            ("lei", "LEI"),
                        ],
                        help_text="The register.",
                        max_length=30,
                    ),
                ),
                ("value", models.CharField(help_text="The identifier as the register writes it.", max_length=100)),
                (
                    "evidence",
                    models.CharField(help_text="Where it was read: an address or a citation.", max_length=300),
                ),
                (
                    "checked_on",
                    models.DateField(blank=True, help_text="When it was last compared with the register.", null=True),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("subject", "subject"),
                            ("target", "target"),
                            ("addressee", "addressee"),
                            ("beneficiary", "beneficiary"),
                            ("mentioned", "mentioned"),
                        ],
                        help_text="Its part in what is claimed.",
                        max_length=20,
                    ),
                ),
                (
                    "mention",
                    models.CharField(blank=True, help_text="The words of the text for it, verbatim.", max_length=200),
                ),
                (
                    "evaluation",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(-1, "−1 unfavourable"), (0, "0 neutral"), (1, "+1 favourable")],
                        help_text="How the last voice values the actor here, only where it shows.",
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="ParticipantAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("subject", "subject"),
                            ("target", "target"),
                            ("addressee", "addressee"),
                            ("beneficiary", "beneficiary"),
                            ("mentioned", "mentioned"),
                        ],
                        help_text="Its part in what is claimed.",
                        max_length=20,
                    ),
                ),
                (
                    "mention",
                    models.CharField(blank=True, help_text="The words of the text for it, verbatim.", max_length=200),
                ),
                (
                    "evaluation",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(-1, "−1 unfavourable"), (0, "0 neutral"), (1, "+1 favourable")],
                        help_text="How the last voice values the actor here, only where it shows.",
                        null=True,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="As a reader would look for it.", max_length=200)),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 code of the country it lies in; empty where it spans several.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$", "Two capital letters of ISO 3166-1, such as AZ."
                            )
                        ],
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, help_text="Degrees north, WGS 84.", max_digits=8, null=True
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, help_text="Degrees east, WGS 84.", max_digits=8, null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders. Not public.")),
                (
                    "dispute",
                    models.TextField(blank=True, help_text="Public: who disputes what about it, if anybody does."),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlaceAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="As a reader would look for it.", max_length=200)),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 code of the country it lies in; empty where it spans several.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$", "Two capital letters of ISO 3166-1, such as AZ."
                            )
                        ],
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, help_text="Degrees north, WGS 84.", max_digits=8, null=True
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, help_text="Degrees east, WGS 84.", max_digits=8, null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders. Not public.")),
                (
                    "dispute",
                    models.TextField(blank=True, help_text="Public: who disputes what about it, if anybody does."),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "value",
                    models.CharField(
                        choices=[("for", "for"), ("neutral", "neutral"), ("against", "against")],
                        help_text="On which side of the pole.",
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "stated"), ("enacted", "enacted"), ("ascribed", "ascribed")],
                        help_text="How it is known.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="PositionAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "value",
                    models.CharField(
                        choices=[("for", "for"), ("neutral", "neutral"), ("against", "against")],
                        help_text="On which side of the pole.",
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "stated"), ("enacted", "enacted"), ("ascribed", "ascribed")],
                        help_text="How it is known.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "seq",
                    models.BigIntegerField(
                        help_text="1, 2, 3, …, in the order of commit.", primary_key=True, serialize=False
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
                        help_text="Kind of record.",
                        max_length=10,
                    ),
                ),
                ("record", models.BigIntegerField(help_text="Internal number of the record.")),
                ("uid", models.UUIDField(help_text="Identity of the record.")),
                (
                    "slug",
                    models.CharField(
                        blank=True, help_text="Its slug when this was published; claims have none.", max_length=120
                    ),
                ),
                (
                    "op",
                    models.CharField(
                        choices=[
                            ("published", "published"),
                            ("revised", "revised"),
                            ("refreshed", "refreshed"),
                            ("retracted", "retracted"),
                        ],
                        help_text="What was done.",
                        max_length=10,
                    ),
                ),
                ("body", models.TextField(help_text="The document as JSON text; none in a retraction.", null=True)),
                (
                    "salt",
                    models.BinaryField(
                        help_text="16 random bytes, so that an erased body cannot be guessed from its digest."
                    ),
                ),
                ("digest", models.BinaryField(help_text="SHA-256, 32 bytes.")),
                ("chain", models.BinaryField(help_text="SHA-256, 32 bytes.")),
                ("at", models.DateTimeField(help_text="When; never earlier than the row before.")),
                ("first_at", models.DateTimeField(help_text="When the record was first published.")),
                (
                    "first_seq",
                    models.BigIntegerField(help_text="The number under which the record was first published."),
                ),
                ("revised_at", models.DateTimeField(help_text="When it was last revised, up to this row.", null=True)),
                (
                    "by",
                    models.CharField(blank=True, help_text="Account that published it. Not public.", max_length=150),
                ),
                ("reason", models.TextField(blank=True, help_text="Why, in the words of whoever did it.")),
                (
                    "cause",
                    models.BigIntegerField(
                        help_text="Number of the publication that made this one necessary.", null=True
                    ),
                ),
                (
                    "version",
                    models.BigIntegerField(
                        help_text="The workshop's version of the record that was rendered.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ("seq",),
            },
        ),
        migrations.CreateModel(
            name="RecordFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(help_text="Internal number of the record.")),
                ("uid", models.UUIDField(help_text="Identity of the record.")),
                ("from_seq", models.BigIntegerField(help_text="First S at which the fact holds.")),
                (
                    "till_seq",
                    models.BigIntegerField(
                        default=9223372036854775807, help_text="First S at which it no longer holds."
                    ),
                ),
                (
                    "first_seq",
                    models.BigIntegerField(help_text="The number under which the record was first published."),
                ),
                ("first_at", models.DateTimeField(help_text="When the record was first published.")),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Numbers of the terms that hold, in ascending order.",
                        size=None,
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField(help_text="What `q` searches.")),
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
                        max_length=10,
                    ),
                ),
                ("slug", models.CharField(max_length=120)),
                ("name", models.CharField(help_text="Name or title, by which lists are ordered.", max_length=500)),
                (
                    "name_key",
                    models.CharField(help_text="The name in lower case, by which lists are ordered.", max_length=500),
                ),
                ("parent", models.UUIDField(help_text="Of a topic, the uid of the wider one.", null=True)),
                ("low", models.IntegerField(help_text="First day: of publication, or of the happening.", null=True)),
                ("high", models.IntegerField(help_text="Last day.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "article"),
                            ("report", "report"),
                            ("speech", "speech"),
                            ("interview", "interview"),
                            ("statement", "statement"),
                            ("legal_act", "legal act"),
                            ("press", "press coverage"),
                            ("dataset", "dataset"),
                        ],
                        help_text="What sort of document it is.",
                        max_length=20,
                    ),
                ),
                (
                    "title",
                    models.CharField(help_text="Title as printed; for an untitled one, a description.", max_length=500),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="Address at which it was read, if it has one.", max_length=1000
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the text, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                ("published_on", models.DateField(blank=True, help_text="Date of publication.", null=True)),
                (
                    "rights",
                    models.TextField(
                        blank=True, help_text="Public: whose the text is and on what terms it is used here."
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="Credits printed with it, such as a photograph's.", max_length=300
                    ),
                ),
                (
                    "quote_policy",
                    models.CharField(
                        choices=[("quotes", "quotes"), ("none", "no quotes")],
                        default="quotes",
                        help_text="Whether words of the text may be public.",
                        max_length=10,
                    ),
                ),
                (
                    "quote_limit",
                    models.PositiveSmallIntegerField(default=300, help_text="Longest public quote, in characters."),
                ),
                ("reliability_basis", models.TextField(blank=True, help_text="What the rating rests on.")),
                (
                    "coding_depth",
                    models.CharField(
                        choices=[("none", "not coded"), ("main", "main"), ("full", "full")],
                        default="none",
                        help_text="How deep it was coded. Counts compare only at equal depth.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders. Not public.")),
            ],
            options={
                "ordering": ("-published_on", "slug", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourceAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "article"),
                            ("report", "report"),
                            ("speech", "speech"),
                            ("interview", "interview"),
                            ("statement", "statement"),
                            ("legal_act", "legal act"),
                            ("press", "press coverage"),
                            ("dataset", "dataset"),
                        ],
                        help_text="What sort of document it is.",
                        max_length=20,
                    ),
                ),
                (
                    "title",
                    models.CharField(help_text="Title as printed; for an untitled one, a description.", max_length=500),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="Address at which it was read, if it has one.", max_length=1000
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the text, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                ("published_on", models.DateField(blank=True, help_text="Date of publication.", null=True)),
                (
                    "rights",
                    models.TextField(
                        blank=True, help_text="Public: whose the text is and on what terms it is used here."
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="Credits printed with it, such as a photograph's.", max_length=300
                    ),
                ),
                (
                    "quote_policy",
                    models.CharField(
                        choices=[("quotes", "quotes"), ("none", "no quotes")],
                        default="quotes",
                        help_text="Whether words of the text may be public.",
                        max_length=10,
                    ),
                ),
                (
                    "quote_limit",
                    models.PositiveSmallIntegerField(default=300, help_text="Longest public quote, in characters."),
                ),
                ("reliability_basis", models.TextField(blank=True, help_text="What the rating rests on.")),
                (
                    "coding_depth",
                    models.CharField(
                        choices=[("none", "not coded"), ("main", "main"), ("full", "full")],
                        default="none",
                        help_text="How deep it was coded. Counts compare only at equal depth.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders. Not public.")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourceAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the byline, from 0.")),
            ],
            options={
                "ordering": ("source", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="SourceAuthorAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the byline, from 0.")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourceText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(editable=False, help_text="The text, normalised by the rule.")),
                (
                    "rule",
                    models.CharField(
                        editable=False, help_text="Version of the rule that normalised it.", max_length=10
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        editable=False,
                        help_text="SHA-256 of the normalised text in UTF-8, as lower-case hexadecimal.",
                        max_length=64,
                        validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")],
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When this version was stored.",
                    ),
                ),
            ],
            options={
                "ordering": ("source", "-id"),
            },
        ),
        migrations.CreateModel(
            name="SourceTextAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "rule",
                    models.CharField(
                        editable=False, help_text="Version of the rule that normalised it.", max_length=10
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        editable=False,
                        help_text="SHA-256 of the normalised text in UTF-8, as lower-case hexadecimal.",
                        max_length=64,
                        validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")],
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When this version was stored.",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "facet",
                    models.CharField(
                        choices=[
                            ("kind", "Kind"),
                            ("salience", "Salience"),
                            ("negated", "Negated"),
                            ("language", "Language"),
                            ("actor", "Actor"),
                            ("actor_kind", "Actor Kind"),
                            ("subject", "Subject"),
                            ("target", "Target"),
                            ("addressee", "Addressee"),
                            ("beneficiary", "Beneficiary"),
                            ("mentioned", "Mentioned"),
                            ("claimant", "Claimant"),
                            ("via", "Via"),
                            ("own_voice", "Own Voice"),
                            ("form", "Form"),
                            ("commitment", "Commitment"),
                            ("topic", "Topic"),
                            ("event", "Event"),
                            ("place", "Place"),
                            ("country", "Country"),
                            ("source", "Source"),
                            ("publisher", "Publisher"),
                            ("hedged", "Hedged"),
                            ("likelihood", "Likelihood"),
                            ("coding_confidence", "Coding Confidence"),
                            ("credibility", "Credibility"),
                            ("reliability", "Reliability"),
                            ("position", "Position"),
                            ("relation", "Relation"),
                            ("named", "Named"),
                            ("affiliation", "Affiliation"),
                            ("author", "Author"),
                            ("depth", "Depth"),
                            ("cites", "Cites"),
                            ("pole", "Pole"),
                            ("axis", "Axis"),
                        ],
                        max_length=24,
                    ),
                ),
                ("key", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("facet", "key"),
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="As a reader would look for it.", max_length=200)),
                ("definition", models.TextField(blank=True, help_text="One sentence: what belongs here.")),
                (
                    "pole",
                    models.TextField(
                        blank=True,
                        help_text='What "for" means on this topic. Without it no position can be coded on it.',
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TopicAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="As a reader would look for it.", max_length=200)),
                ("definition", models.TextField(blank=True, help_text="One sentence: what belongs here.")),
                (
                    "pole",
                    models.TextField(
                        blank=True,
                        help_text='What "for" means on this topic. Without it no position can be coded on it.',
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As a reader would look for it. Other names go below.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
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
                (
                    "named",
                    models.BooleanField(
                        default=True,
                        help_text='Off for an actor that the text leaves without a name ("officials"); one for each text.',
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For coders: who is meant, how to tell it from others. Not public."
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="One public sentence on who is meant.")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="The actor that this one turned out to be. Rows keep the actor they name; reading follows the merge.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="claims.actor",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActorAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As a reader would look for it. Other names go below.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
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
                (
                    "named",
                    models.BooleanField(
                        default=True,
                        help_text='Off for an actor that the text leaves without a name ("officials"); one for each text.',
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For coders: who is meant, how to tell it from others. Not public."
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="One public sentence on who is meant.")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The actor that this one turned out to be. Rows keep the actor they name; reading follows the merge.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.actor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The name, as it is written.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("alias", "alias"),
                            ("abbreviation", "abbreviation"),
                            ("metonym", "metonym"),
                            ("former", "former name"),
                        ],
                        help_text="What sort of name it is.",
                        max_length=20,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the name, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Whose name it is.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="claims.actor",
                    ),
                ),
            ],
            options={
                "ordering": ("actor", "kind", "name", "id"),
            },
        ),
        migrations.CreateModel(
            name="ActorNameAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(help_text="The name, as it is written.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("alias", "alias"),
                            ("abbreviation", "abbreviation"),
                            ("metonym", "metonym"),
                            ("former", "former name"),
                        ],
                        help_text="What sort of name it is.",
                        max_length=20,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the name, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Whose name it is.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.actorname",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("part_of", "part of"),
                            ("office_of", "office of"),
                            ("controlled_by", "controlled by"),
                            ("member_of", "member of"),
                            ("based_in", "based in"),
                            ("kin", "kin of"),
                        ],
                        help_text="How it belongs to the other.",
                        max_length=20,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text='Office held, in the words of the text: "president".', max_length=200
                    ),
                ),
                ("since", models.DateField(blank=True, help_text="First day; empty when not known.", null=True)),
                (
                    "until",
                    models.DateField(blank=True, help_text="Last day; empty when not known or not over.", null=True),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Who belongs to the other.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affiliations",
                        to="claims.actor",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        help_text="The other actor.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliated",
                        to="claims.actor",
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "ordering": ("actor", "kind", "organisation", "title", "id"),
            },
        ),
        migrations.CreateModel(
            name="AffiliationAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("part_of", "part of"),
                            ("office_of", "office of"),
                            ("controlled_by", "controlled by"),
                            ("member_of", "member of"),
                            ("based_in", "based in"),
                            ("kin", "kin of"),
                        ],
                        help_text="How it belongs to the other.",
                        max_length=20,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text='Office held, in the words of the text: "president".', max_length=200
                    ),
                ),
                ("since", models.DateField(blank=True, help_text="First day; empty when not known.", null=True)),
                (
                    "until",
                    models.DateField(blank=True, help_text="Last day; empty when not known or not over.", null=True),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Who belongs to the other.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The other actor.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                        verbose_name="to",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.affiliation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("asserted", "asserted"),
                            ("said", "said"),
                            ("explained", "explained"),
                            ("reported", "reported"),
                            ("announced", "announced"),
                            ("decided", "decided"),
                            ("demanded", "demanded"),
                            ("ordered", "ordered"),
                            ("proposed", "proposed"),
                            ("promised", "promised"),
                            ("threatened", "threatened"),
                            ("warned", "warned"),
                            ("accused", "accused"),
                            ("denied", "denied"),
                            ("signalled", "signalled"),
                        ],
                        help_text="What the voice did with the claim.",
                        max_length=20,
                    ),
                ),
                (
                    "cue",
                    models.CharField(
                        blank=True, help_text='The words that give the voice: "said", "according to".', max_length=200
                    ),
                ),
                ("said_from", models.DateField(blank=True, help_text="First day on which it was said.", null=True)),
                ("said_to", models.DateField(blank=True, help_text="Last day on which it was said.", null=True)),
                (
                    "said_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                    ),
                ),
                (
                    "said_text",
                    models.CharField(blank=True, help_text="The words of the text that tell when.", max_length=200),
                ),
                ("said_inferred", models.BooleanField(default=False, help_text="Whether you worked the dates out.")),
                (
                    "commitment",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("probable", "probable"),
                            ("possible", "possible"),
                            ("uncommitted", "uncommitted"),
                            ("rejects", "rejects"),
                        ],
                        help_text="How far this voice stands behind the statement.",
                        max_length=20,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Who speaks.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="claims.actor",
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="CitationAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("mention", models.CharField(blank=True, help_text="The words that cite it.", max_length=300)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.citation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "occurred_from",
                    models.DateField(
                        blank=True, help_text="First day; empty when left open.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "occurred_to",
                    models.DateField(
                        blank=True, help_text="Last day; empty when left open.", null=True, verbose_name="to"
                    ),
                ),
                (
                    "occurred_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                        verbose_name="precision",
                    ),
                ),
                (
                    "occurred_text",
                    models.CharField(
                        blank=True,
                        help_text="The words of the text that tell when.",
                        max_length=200,
                        verbose_name="as worded",
                    ),
                ),
                (
                    "occurred_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Whether you worked the dates out, rather than read them.",
                        verbose_name="inferred",
                    ),
                ),
                (
                    "occurred_basis",
                    models.CharField(
                        blank=True,
                        help_text="From what: another date in the text, the date of publication.",
                        max_length=300,
                        verbose_name="inferred from",
                    ),
                ),
                (
                    "statement",
                    models.TextField(
                        help_text="In your own words and self-contained: who, what, toward whom, when. Nothing the source does not say.",
                        max_length=2000,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "event"),
                            ("state", "state"),
                            ("causal", "causal"),
                            ("conditional", "conditional"),
                            ("forecast", "forecast"),
                            ("evaluative", "evaluative"),
                            ("normative", "normative"),
                        ],
                        help_text="The first that fits, from the bottom of the list up.",
                        max_length=20,
                    ),
                ),
                ("negated", models.BooleanField(default=False, help_text="Whether the statement denies something.")),
                (
                    "salience",
                    models.CharField(
                        choices=[("main", "main"), ("detail", "detail"), ("background", "background")],
                        default="main",
                        help_text="Main line, supporting detail, or background that is presupposed.",
                        max_length=20,
                    ),
                ),
                (
                    "condition",
                    models.TextField(
                        blank=True,
                        help_text="Of a conditional, the if; it stands in the statement too, so that half is never shown.",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the statement, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                (
                    "hedging",
                    models.CharField(
                        choices=[("hedged", "hedged"), ("unhedged", "unhedged"), ("not_coded", "not coded")],
                        default="not_coded",
                        help_text="Whether the wording holds back from plain assertion. A source or an if is no hedge.",
                        max_length=10,
                    ),
                ),
                ("coding_confidence_basis", models.TextField(blank=True, help_text="The reason, when it is not high.")),
                (
                    "codebook",
                    models.CharField(default="1", help_text="Version of the codebook it was coded by.", max_length=20),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("published", "published"),
                            ("retracted", "retracted"),
                        ],
                        default="draft",
                        editable=False,
                        help_text="Where it is on its way to the public.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders and reviewers. Not public.")),
                (
                    "coder",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who coded it. Not public.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coded_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "coding_confidence",
                    models.ForeignKey(
                        blank=True,
                        help_text="How sure you are that the source carries this claim, in this voice, as coded.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coded_claims",
                        to="claims.confidencelevel",
                    ),
                ),
                (
                    "credibility",
                    models.ForeignKey(
                        blank=True,
                        help_text="Against other information. Not compared: leave empty.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credible_claims",
                        to="claims.confidencelevel",
                    ),
                ),
                (
                    "likelihood",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only where the words are on the scale or map to it plainly.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="likely_claims",
                        to="claims.confidencelevel",
                    ),
                ),
            ],
            options={
                "ordering": ("source", "id"),
                "permissions": (("publish_claim", "Can publish and retract"),),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AttributionAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("asserted", "asserted"),
                            ("said", "said"),
                            ("explained", "explained"),
                            ("reported", "reported"),
                            ("announced", "announced"),
                            ("decided", "decided"),
                            ("demanded", "demanded"),
                            ("ordered", "ordered"),
                            ("proposed", "proposed"),
                            ("promised", "promised"),
                            ("threatened", "threatened"),
                            ("warned", "warned"),
                            ("accused", "accused"),
                            ("denied", "denied"),
                            ("signalled", "signalled"),
                        ],
                        help_text="What the voice did with the claim.",
                        max_length=20,
                    ),
                ),
                (
                    "cue",
                    models.CharField(
                        blank=True, help_text='The words that give the voice: "said", "according to".', max_length=200
                    ),
                ),
                ("said_from", models.DateField(blank=True, help_text="First day on which it was said.", null=True)),
                ("said_to", models.DateField(blank=True, help_text="Last day on which it was said.", null=True)),
                (
                    "said_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                    ),
                ),
                (
                    "said_text",
                    models.CharField(blank=True, help_text="The words of the text that tell when.", max_length=200),
                ),
                ("said_inferred", models.BooleanField(default=False, help_text="Whether you worked the dates out.")),
                (
                    "commitment",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("probable", "probable"),
                            ("possible", "possible"),
                            ("uncommitted", "uncommitted"),
                            ("rejects", "rejects"),
                        ],
                        help_text="How far this voice stands behind the statement.",
                        max_length=20,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Who speaks.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.attribution",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="What is claimed.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(help_text="Internal number of the record.")),
                ("uid", models.UUIDField(help_text="Identity of the record.")),
                ("from_seq", models.BigIntegerField(help_text="First S at which the fact holds.")),
                (
                    "till_seq",
                    models.BigIntegerField(
                        default=9223372036854775807, help_text="First S at which it no longer holds."
                    ),
                ),
                (
                    "first_seq",
                    models.BigIntegerField(help_text="The number under which the record was first published."),
                ),
                ("first_at", models.DateTimeField(help_text="When the record was first published.")),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Numbers of the terms that hold, in ascending order.",
                        size=None,
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField(help_text="What `q` searches.")),
                (
                    "occurred_key",
                    models.IntegerField(help_text="Day it begins, by which lists are ordered; 0 for undated."),
                ),
                ("occurred_low", models.IntegerField(help_text="First day; 0 for an open beginning.", null=True)),
                ("occurred_high", models.IntegerField(help_text="Last day; 4000000 for an open end.", null=True)),
                (
                    "said_key",
                    models.IntegerField(
                        help_text="Day the claimant said it, by which lists are ordered; 0 for undated."
                    ),
                ),
                ("said_low", models.IntegerField(null=True)),
                ("said_high", models.IntegerField(null=True)),
                ("source_on", models.IntegerField(help_text="Day on which the source was published.", null=True)),
                (
                    "likelihood_low",
                    models.SmallIntegerField(help_text="Percent; 100 for a claim asserted flatly.", null=True),
                ),
                (
                    "likelihood_high",
                    models.SmallIntegerField(help_text="Percent; 101 for a claim asserted flatly.", null=True),
                ),
                (
                    "coding_rank",
                    models.SmallIntegerField(help_text="Rank of the coding confidence in its scale.", null=True),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="claimfact_terms"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="claimfact_words"),
                    models.Index(fields=["occurred_key", "record"], name="claimfact_occurred"),
                    models.Index(fields=["said_key", "record"], name="claimfact_said"),
                    models.Index(fields=["first_seq", "record"], name="claimfact_published"),
                    models.Index(fields=["uid", "-from_seq"], name="claimfact_uid"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "from_seq"), name="claimfact_begins_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("till_seq", 9223372036854775807)),
                        fields=("record",),
                        name="claimfact_is_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("till_seq__gt", models.F("from_seq"))),
                        name="claimfact_lifetime_is_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimPlaceAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("supports", "supports"),
                            ("contradicts", "contradicts"),
                            ("qualifies", "qualifies"),
                            ("causes", "causes"),
                            ("updates", "updates"),
                            ("example_of", "example of"),
                            ("restates", "restates"),
                        ],
                        help_text="… does this to …",
                        max_length=20,
                    ),
                ),
                (
                    "explicit",
                    models.BooleanField(default=False, help_text="Whether the text says so; off where you infer it."),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        help_text="This claim …",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="claims.claim",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        help_text="… this other one.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="related_by",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "order", "id"),
            },
        ),
        migrations.CreateModel(
            name="ClaimRelationAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("supports", "supports"),
                            ("contradicts", "contradicts"),
                            ("qualifies", "qualifies"),
                            ("causes", "causes"),
                            ("updates", "updates"),
                            ("example_of", "example of"),
                            ("restates", "restates"),
                        ],
                        help_text="… does this to …",
                        max_length=20,
                    ),
                ),
                (
                    "explicit",
                    models.BooleanField(default=False, help_text="Whether the text says so; off where you infer it."),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="This claim …",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.claimrelation",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="… this other one.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimTopicAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, help_text="Identity of the record, for good."),
                ),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "occurred_from",
                    models.DateField(
                        blank=True, help_text="First day; empty when left open.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "occurred_to",
                    models.DateField(
                        blank=True, help_text="Last day; empty when left open.", null=True, verbose_name="to"
                    ),
                ),
                (
                    "occurred_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year"), ("period", "period")],
                        help_text="What the text gives: day, month, year, period.",
                        max_length=10,
                        verbose_name="precision",
                    ),
                ),
                (
                    "occurred_text",
                    models.CharField(
                        blank=True,
                        help_text="The words of the text that tell when.",
                        max_length=200,
                        verbose_name="as worded",
                    ),
                ),
                (
                    "occurred_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Whether you worked the dates out, rather than read them.",
                        verbose_name="inferred",
                    ),
                ),
                (
                    "occurred_basis",
                    models.CharField(
                        blank=True,
                        help_text="From what: another date in the text, the date of publication.",
                        max_length=300,
                        verbose_name="inferred from",
                    ),
                ),
                (
                    "statement",
                    models.TextField(
                        help_text="In your own words and self-contained: who, what, toward whom, when. Nothing the source does not say.",
                        max_length=2000,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "event"),
                            ("state", "state"),
                            ("causal", "causal"),
                            ("conditional", "conditional"),
                            ("forecast", "forecast"),
                            ("evaluative", "evaluative"),
                            ("normative", "normative"),
                        ],
                        help_text="The first that fits, from the bottom of the list up.",
                        max_length=20,
                    ),
                ),
                ("negated", models.BooleanField(default=False, help_text="Whether the statement denies something.")),
                (
                    "salience",
                    models.CharField(
                        choices=[("main", "main"), ("detail", "detail"), ("background", "background")],
                        default="main",
                        help_text="Main line, supporting detail, or background that is presupposed.",
                        max_length=20,
                    ),
                ),
                (
                    "condition",
                    models.TextField(
                        blank=True,
                        help_text="Of a conditional, the if; it stands in the statement too, so that half is never shown.",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Language of the statement, as a BCP 47 tag.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR."
                            )
                        ],
                    ),
                ),
                (
                    "hedging",
                    models.CharField(
                        choices=[("hedged", "hedged"), ("unhedged", "unhedged"), ("not_coded", "not coded")],
                        default="not_coded",
                        help_text="Whether the wording holds back from plain assertion. A source or an if is no hedge.",
                        max_length=10,
                    ),
                ),
                ("coding_confidence_basis", models.TextField(blank=True, help_text="The reason, when it is not high.")),
                (
                    "codebook",
                    models.CharField(default="1", help_text="Version of the codebook it was coded by.", max_length=20),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("published", "published"),
                            ("retracted", "retracted"),
                        ],
                        default="draft",
                        editable=False,
                        help_text="Where it is on its way to the public.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For coders and reviewers. Not public.")),
                (
                    "coder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who coded it. Not public.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.claim",
                    ),
                ),
                (
                    "coding_confidence",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="How sure you are that the source carries this claim, in this voice, as coded.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.confidencelevel",
                    ),
                ),
                (
                    "credibility",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Against other information. Not compared: leave empty.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.confidencelevel",
                    ),
                ),
                (
                    "likelihood",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Only where the words are on the scale or map to it plainly.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.confidencelevel",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConfidenceScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Identity of the record, for good.", unique=True
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")),
                (
                    "published_version",
                    models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="The version that is public; empty while none is.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was made.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When the record was last changed.",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Lower-case words and digits with hyphens between them."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="Name of the scale.", max_length=200)),
                (
                    "axis",
                    models.CharField(
                        choices=[
                            ("likelihood", "expressed likelihood"),
                            ("coding_confidence", "coding confidence"),
                            ("reliability", "source reliability"),
                            ("credibility", "information credibility"),
                        ],
                        help_text="What it measures; one thing only.",
                        max_length=20,
                    ),
                ),
                ("edition", models.CharField(help_text="Year or number of the edition.", max_length=50)),
                ("authority", models.CharField(help_text="Who issued it.", max_length=200)),
                ("citation", models.TextField(help_text="Where its terms and ranges were read.")),
                ("description", models.TextField(blank=True, help_text="What a reader must know to use it rightly.")),
            ],
            options={
                "ordering": ("axis", "slug", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("axis__in", ["likelihood", "coding_confidence", "reliability", "credibility"])
                        ),
                        name="scale_axis_is_known",
                        violation_error_message="axis: choose one of likelihood, coding_confidence, reliability, credibility.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="scale_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="scale_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("citation", ""), _negated=True),
                        name="scale_citation_is_given",
                        violation_error_message="citation is empty: write it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfidenceLevelAudit",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "code",
                    models.SlugField(db_index=False, help_text="Short code in addresses and files.", max_length=40),
                ),
                ("label", models.CharField(help_text="The term as the scale words it.", max_length=100)),
                (
                    "synonyms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        help_text="Other terms the scale gives for it.",
                        size=None,
                    ),
                ),
                ("definition", models.TextField(blank=True, help_text="What the scale says it means.")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 is least. Empty for a level that says that nothing can be judged.",
                        null=True,
                    ),
                ),
                (
                    "low",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Lowest percent, where the scale gives a range.", null=True
                    ),
                ),
                (
                    "high",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Highest percent, where the scale gives a range.", null=True
                    ),
                ),
                (
                    "stix",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="STIX 2.1 confidence, 0 to 100, where Appendix A maps this level.",
                        null=True,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.confidencelevel",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The scale it belongs to.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.confidencescale",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        claims.migrations._in_one_go.InOneGo(
            operations=[
                migrations.AddField(
                    model_name="attribution",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="What is claimed.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attribution",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="confidencelevel",
                    name="scale",
                    field=models.ForeignKey(
                        help_text="The scale it belongs to.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="claims.confidencescale",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="050d1f6a8f3a214edf9980d348f9fbbfae5af7e2",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_e5b23",
                            table="claims_confidencescale",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="d006b8a9b11cf2eb0747bddcac38473a06d40155",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_f4134",
                            table="claims_confidencescale",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="d68e550c851a4bd69fe100584d74aa8df60d1a98",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_47c3b",
                            table="claims_confidencescale",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_confidencescaleaudit" ("authority", "axis", "citation", "created_at", "description", "edition", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."authority", NEW."axis", NEW."citation", NEW."created_at", NEW."description", NEW."edition", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="417f82f0397aaacb935f0e474408940477f58e8d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_1a97e",
                            table="claims_confidencescale",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."authority" IS DISTINCT FROM (NEW."authority") OR OLD."axis" IS DISTINCT FROM (NEW."axis") OR OLD."citation" IS DISTINCT FROM (NEW."citation") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."edition" IS DISTINCT FROM (NEW."edition") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_confidencescaleaudit" ("authority", "axis", "citation", "created_at", "description", "edition", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."authority", NEW."axis", NEW."citation", NEW."created_at", NEW."description", NEW."edition", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="c24256b1042d0cbd619fec46f9f4581c824038a6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0df09",
                            table="claims_confidencescale",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescale",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_confidencescaleaudit" ("authority", "axis", "citation", "created_at", "description", "edition", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (OLD."authority", OLD."axis", OLD."citation", OLD."created_at", OLD."description", OLD."edition", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."slug", OLD."uid"); RETURN NULL;',
                            hash="cae7eb3b36d968a6bc7268e5e5c22475ca41e688",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_667ad",
                            table="claims_confidencescale",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="confidencescaleaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="confidencescaleaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.confidencescale",
                    ),
                ),
                migrations.AddField(
                    model_name="claimaudit",
                    name="event",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The happening it tells of, where others tell of it too.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.event",
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="event",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The happening it tells of, where others tell of it too.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.event",
                    ),
                ),
                migrations.AddField(
                    model_name="eventaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="eventaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.event",
                    ),
                ),
                migrations.AddField(
                    model_name="evidence",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="What it carries.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="evidenceaudit",
                    name="claim",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="What it carries.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="evidenceaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="evidenceaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.evidence",
                    ),
                ),
                migrations.AddField(
                    model_name="hedgecue",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="What is hedged.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cues",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="hedgecueaudit",
                    name="claim",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="What is hedged.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="hedgecueaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="hedgecueaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.hedgecue",
                    ),
                ),
                migrations.AddField(
                    model_name="identifier",
                    name="actor",
                    field=models.ForeignKey(
                        help_text="Whose it is.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="identifieraudit",
                    name="actor",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="Whose it is.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="identifieraudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="identifieraudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.identifier",
                    ),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="actor",
                    field=models.ForeignKey(
                        help_text="The actor meant, not the word used.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="The claim.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="participantaudit",
                    name="actor",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="The actor meant, not the word used.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="participantaudit",
                    name="claim",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="The claim.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="participantaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="participantaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.participant",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="place",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="place_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="place",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="place_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="place",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"),
                        name="place_country_is_two_capitals",
                        violation_error_message="country: two capital letters of ISO 3166-1, such as AZ.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="place",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__isnull", False),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="place_point_is_on_earth",
                        violation_error_message="Give latitude (-90 to 90) and longitude (-180 to 180) together, or neither.",
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="places",
                    field=models.ManyToManyField(
                        blank=True, help_text="Where it happened.", related_name="events", to="claims.place"
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="places",
                    field=models.ManyToManyField(
                        blank=True, help_text="Where it happens.", related_name="claims", to="claims.place"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="db149a77b8c7a6e5956f7720be7e16a633ccbd5b",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_4beae",
                            table="claims_place",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="40e10a3dfc859c6c47fd5dd90580162ab606146a",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_d7aa9",
                            table="claims_place",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="161fb07fcd4201f3aeee343394b45068607222af",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_d66e6",
                            table="claims_place",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_placeaudit" ("country", "created_at", "dispute", "id", "latitude", "longitude", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."country", NEW."created_at", NEW."dispute", NEW."id", NEW."latitude", NEW."longitude", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="6279fe8f7f6474b9dc8da9dc8c1d305852a1e5b9",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8df2f",
                            table="claims_place",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."dispute" IS DISTINCT FROM (NEW."dispute") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_placeaudit" ("country", "created_at", "dispute", "id", "latitude", "longitude", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."country", NEW."created_at", NEW."dispute", NEW."id", NEW."latitude", NEW."longitude", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="7257a37e32a6faf947be256207434aafe69aa9fd",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6047d",
                            table="claims_place",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="place",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_placeaudit" ("country", "created_at", "dispute", "id", "latitude", "longitude", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (OLD."country", OLD."created_at", OLD."dispute", OLD."id", OLD."latitude", OLD."longitude", OLD."name", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."slug", OLD."uid"); RETURN NULL;',
                            hash="278630b56ab1a51878fe2429b3c3d61432d651b0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0f179",
                            table="claims_place",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="placeaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="placeaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.place",
                    ),
                ),
                migrations.AddField(
                    model_name="position",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="What shows it.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="position",
                    name="holder",
                    field=models.ForeignKey(
                        help_text="Whose position it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="positionaudit",
                    name="claim",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="What shows it.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="positionaudit",
                    name="holder",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="Whose position it is.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="positionaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="positionaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.position",
                    ),
                ),
                migrations.AddIndex(
                    model_name="publication",
                    index=models.Index(fields=["kind", "record", "-seq"], name="publication_of_record"),
                ),
                migrations.AddIndex(
                    model_name="publication",
                    index=models.Index(
                        condition=models.Q(("slug", ""), _negated=True),
                        fields=["kind", "slug"],
                        name="publication_of_slug",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publication",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["claim", "actor", "source", "topic", "event", "place", "scale"])
                        ),
                        name="publication_kind_is_known",
                        violation_error_message="kind: choose one of claim, actor, source, topic, event, place, scale.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publication",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("op__in", ["published", "revised", "refreshed", "retracted"])),
                        name="publication_op_is_known",
                        violation_error_message="op: choose one of published, revised, refreshed, retracted.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publication",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1)), name="publication_seq_is_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publication",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", True), ("op", "retracted")),
                            models.Q(models.Q(("op", "retracted"), _negated=True), ("body__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_has_body_unless_retracted",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="publication",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="465622903f83e869f8bf5c29d193df08a4c0b571",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_65083",
                            table="claims_publication",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="recordfact",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="recordfact_terms"),
                ),
                migrations.AddIndex(
                    model_name="recordfact",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="recordfact_words"),
                ),
                migrations.AddIndex(
                    model_name="recordfact",
                    index=models.Index(fields=["kind", "slug"], name="recordfact_slug"),
                ),
                migrations.AddIndex(
                    model_name="recordfact",
                    index=models.Index(fields=["kind", "name_key", "record"], name="recordfact_name"),
                ),
                migrations.AddIndex(
                    model_name="recordfact",
                    index=models.Index(fields=["kind", "parent"], name="recordfact_parent"),
                ),
                migrations.AddConstraint(
                    model_name="recordfact",
                    constraint=models.UniqueConstraint(
                        fields=("kind", "record", "from_seq"), name="recordfact_begins_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recordfact",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("till_seq", 9223372036854775807)),
                        fields=("kind", "record"),
                        name="recordfact_is_open_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recordfact",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("till_seq__gt", models.F("from_seq"))),
                        name="recordfact_lifetime_is_in_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recordfact",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["claim", "actor", "source", "topic", "event", "place", "scale"])
                        ),
                        name="recordfact_kind_is_known",
                        violation_error_message="kind: choose one of claim, actor, source, topic, event, place, scale.",
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="publisher",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Who published it. Where nobody is named, an actor that is marked unnamed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_sources",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="reliability",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="How far the source as such can be relied on. Not rated: leave empty.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rated_sources",
                        to="claims.confidencelevel",
                    ),
                ),
                migrations.AddField(
                    model_name="claimaudit",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="The document that makes the claim.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="source",
                    field=models.ForeignKey(
                        help_text="The document that makes the claim.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="citationaudit",
                    name="cited",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="The one it cites.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="citationaudit",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="The one that cites.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="cited",
                    field=models.ForeignKey(
                        help_text="The one it cites.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_by",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="source",
                    field=models.ForeignKey(
                        help_text="The one that cites.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceaudit",
                    name="publisher",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who published it. Where nobody is named, an actor that is marked unnamed.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceaudit",
                    name="reliability",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="How far the source as such can be relied on. Not rated: leave empty.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.confidencelevel",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthor",
                    name="actor",
                    field=models.ForeignKey(
                        help_text="Who wrote it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authored",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthor",
                    name="source",
                    field=models.ForeignKey(
                        help_text="What was written.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthoraudit",
                    name="actor",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="Who wrote it.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.actor",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthoraudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthoraudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.sourceauthor",
                    ),
                ),
                migrations.AddField(
                    model_name="sourceauthoraudit",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="What was written.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcetext",
                    name="source",
                    field=models.ForeignKey(
                        help_text="Whose text it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="claims.source",
                    ),
                ),
                migrations.AddField(
                    model_name="evidenceaudit",
                    name="text",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        help_text="The version of the text in which it was found.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.sourcetext",
                    ),
                ),
                migrations.AddField(
                    model_name="evidence",
                    name="text",
                    field=models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The version of the text in which it was found.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="claims.sourcetext",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcetextaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcetextaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.sourcetext",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcetextaudit",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="Whose text it is.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.source",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="term",
                    constraint=models.UniqueConstraint(fields=("facet", "key"), name="term_is_one_number"),
                ),
                migrations.AddField(
                    model_name="topic",
                    name="parent",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The wider topic.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="claims.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="positionaudit",
                    name="topic",
                    field=models.ForeignKey(
                        db_constraint=False,
                        help_text="A topic with a pole.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="position",
                    name="topic",
                    field=models.ForeignKey(
                        help_text="A topic with a pole.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="claims.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="topics",
                    field=models.ManyToManyField(
                        blank=True, help_text="What it is about.", related_name="claims", to="claims.topic"
                    ),
                ),
                migrations.AddField(
                    model_name="topicaudit",
                    name="parent",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The wider topic.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="topicaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="topicaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.topic",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "state",
                                    "government_body",
                                    "person",
                                    "party",
                                    "organisation",
                                    "international_organisation",
                                    "company",
                                    "media",
                                    "military",
                                    "group",
                                ],
                            )
                        ),
                        name="actor_kind_is_known",
                        violation_error_message="kind: choose one of state, government_body, person, party, organisation, international_organisation, company, media, military, group.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="actor_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="actor_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="actor_is_not_merged_into_itself",
                        violation_error_message="merged_into: an actor cannot be merged into itself; choose the other one.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="b792f296bb97fda1e1f857fe22e49aad82e016c0",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_43aff",
                            table="claims_actor",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="c8dcc5b02e216a92ba60c30d07d721274f09d4af",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_845c4",
                            table="claims_actor",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="af358b194230fbf967c66aca56cd5bd6656df050",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_3f4b8",
                            table="claims_actor",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_actoraudit" ("created_at", "description", "id", "kind", "merged_into_id", "name", "named", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."description", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."named", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="b6db0181b13060a31302b775b3d858ea4dbc70de",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4bf6d",
                            table="claims_actor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."named" IS DISTINCT FROM (NEW."named") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_actoraudit" ("created_at", "description", "id", "kind", "merged_into_id", "name", "named", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."description", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."named", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="48ef81d47109ad6b442d7e108044e2f75af41411",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_30599",
                            table="claims_actor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_actoraudit" ("created_at", "description", "id", "kind", "merged_into_id", "name", "named", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (OLD."created_at", OLD."description", OLD."id", OLD."kind", OLD."merged_into_id", OLD."name", OLD."named", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."slug", OLD."uid"); RETURN NULL;',
                            hash="ad02197e1ad1ae74eae12c3dc1c82124e9231203",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_02c94",
                            table="claims_actor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actoraudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9ecb360d70c170d0791e09754913af2319b11af3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_331ad",
                            table="claims_actoraudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actorname",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["alias", "abbreviation", "metonym", "former"])),
                        name="actorname_kind_is_known",
                        violation_error_message="kind: choose one of alias, abbreviation, metonym, former.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actorname",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="actorname_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actorname",
                    constraint=models.UniqueConstraint(
                        fields=("actor", "name", "kind"),
                        name="actorname_is_given_once",
                        violation_error_message="This actor has that name already: change the one that is there.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; RETURN NULL;",
                            hash="28c81a63d7a8b3f7d67ce5d5409677bb1f7f4e90",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_a4927",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; IF NEW.actor_id IS DISTINCT FROM OLD.actor_id THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; END IF; END IF; RETURN NULL;",
                            hash="e6e9d537d5628588278fbdf815d99c33e4179c91",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_84064",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; RETURN NULL;",
                            hash="c80330795bec3808ab4cf18cdb876bb0c13e3ff6",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_e8ffa",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_actornameaudit" ("actor_id", "id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."kind", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="96c794501dd20a5215f194250c5159dfebc98846",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_1dbea",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_actornameaudit" ("actor_id", "id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."kind", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="941bb94d1255bd67d03250e520a02d69190b706b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7fc09",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actorname",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_actornameaudit" ("actor_id", "id", "kind", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actor_id", OLD."id", OLD."kind", OLD."language", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="48007a0a5d07cd8d795308a54506822f4ebc8f33",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_369b0",
                            table="claims_actorname",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actornameaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7479c8ecf26564fdfaa9f8983e0ee7c06f9544b0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cd7a2",
                            table="claims_actornameaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="affiliation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["part_of", "office_of", "controlled_by", "member_of", "based_in", "kin"])
                        ),
                        name="affiliation_kind_is_known",
                        violation_error_message="kind: choose one of part_of, office_of, controlled_by, member_of, based_in, kin.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="affiliation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="affiliation_since_is_in_order",
                        violation_error_message="until lies before since: swap them, or leave one open.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="affiliation",
                    constraint=models.UniqueConstraint(
                        fields=("actor", "kind", "organisation", "title"),
                        name="affiliation_is_given_once",
                        violation_error_message="This affiliation is there already: change it instead of adding another.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="affiliation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("actor", models.F("organisation")), _negated=True),
                        name="affiliation_is_to_another",
                        violation_error_message="organisation: an actor is not affiliated to itself; choose the other one.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; RETURN NULL;",
                            hash="5e39f07d3e11c2dbf791640d7d85be688c446ddc",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_ed9d2",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; IF NEW.actor_id IS DISTINCT FROM OLD.actor_id THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; END IF; END IF; RETURN NULL;",
                            hash="832c782d0f884edf5bff8ec5180b8b10757a8cac",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_f8be8",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; RETURN NULL;",
                            hash="9192d19cb7043073953bee438551084b979631c5",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_515d2",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_affiliationaudit" ("actor_id", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "title", "until") VALUES (NEW."actor_id", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."title", NEW."until"); RETURN NULL;',
                            hash="c80db91e60ec803fe816464319a003d5e78288e4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d0b08",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_affiliationaudit" ("actor_id", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "title", "until") VALUES (NEW."actor_id", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."title", NEW."until"); RETURN NULL;',
                            hash="167b8631bfe07da7bb1b9900591f52d2cb247c35",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_95502",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_affiliationaudit" ("actor_id", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "title", "until") VALUES (OLD."actor_id", OLD."id", OLD."kind", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."since", OLD."title", OLD."until"); RETURN NULL;',
                            hash="573dca384a36bc2220e8112f4c7a82b1ac8f5acd",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_843c1",
                            table="claims_affiliation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="affiliationaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4571037d23035d51424515d48db9ddc4ed698b79",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_616dd",
                            table="claims_affiliationaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attributionaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2b3a9286eab786a16633076c139c3ef4584f5f3e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_51ee7",
                            table="claims_attributionaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="attribution_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "form__in",
                                [
                                    "asserted",
                                    "said",
                                    "explained",
                                    "reported",
                                    "announced",
                                    "decided",
                                    "demanded",
                                    "ordered",
                                    "proposed",
                                    "promised",
                                    "threatened",
                                    "warned",
                                    "accused",
                                    "denied",
                                    "signalled",
                                ],
                            )
                        ),
                        name="attribution_form_is_known",
                        violation_error_message="form: choose one of asserted, said, explained, reported, announced, decided, demanded, ordered, proposed, promised, threatened, warned, accused, denied, signalled.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("commitment__in", ["certain", "probable", "possible", "uncommitted", "rejects"])
                        ),
                        name="attribution_commitment_is_known",
                        violation_error_message="commitment: choose one of certain, probable, possible, uncommitted, rejects.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("said_precision__in", ["day", "month", "year", "period", ""])),
                        name="attribution_said_precision_is_known",
                        violation_error_message="said_precision: choose one of day, month, year, period.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("said_from__isnull", True),
                            ("said_to__isnull", True),
                            ("said_to__gte", models.F("said_from")),
                            _connector="OR",
                        ),
                        name="attribution_said_is_in_order",
                        violation_error_message="said_to lies before said_from: swap them, or leave one open.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attribution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("said_from__isnull", True), ("said_to__isnull", True)),
                            models.Q(("said_precision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attribution_said_has_precision",
                        violation_error_message="said_precision: say whether the text gives day, month, year or period.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="0b7f8e91e94bd0c478a703337984d9e16303ba9e",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_cdea4",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="d88fef7eb8d1611bd8a27cf73da8bbe05f1a54ad",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_025dd",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="7646b73d5ca36c7d73f369bde3ef43f9629d332c",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_45a2a",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_attributionaudit" ("actor_id", "claim_id", "commitment", "cue", "form", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_from", "said_inferred", "said_precision", "said_text", "said_to") VALUES (NEW."actor_id", NEW."claim_id", NEW."commitment", NEW."cue", NEW."form", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."said_from", NEW."said_inferred", NEW."said_precision", NEW."said_text", NEW."said_to"); RETURN NULL;',
                            hash="711024c67053169fd699c1904c893b55a0935bf5",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_43dca",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_attributionaudit" ("actor_id", "claim_id", "commitment", "cue", "form", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_from", "said_inferred", "said_precision", "said_text", "said_to") VALUES (NEW."actor_id", NEW."claim_id", NEW."commitment", NEW."cue", NEW."form", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said_from", NEW."said_inferred", NEW."said_precision", NEW."said_text", NEW."said_to"); RETURN NULL;',
                            hash="ee5f5d2c157615589cead9c4bffe65c0f6974bc9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_37070",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attribution",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_attributionaudit" ("actor_id", "claim_id", "commitment", "cue", "form", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_from", "said_inferred", "said_precision", "said_text", "said_to") VALUES (OLD."actor_id", OLD."claim_id", OLD."commitment", OLD."cue", OLD."form", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."said_from", OLD."said_inferred", OLD."said_precision", OLD."said_text", OLD."said_to"); RETURN NULL;',
                            hash="d55352143a56197962010a568bedba6470aa3583",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_430b2",
                            table="claims_attribution",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claimrelation",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="relation_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claimrelation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                ["supports", "contradicts", "qualifies", "causes", "updates", "example_of", "restates"],
                            )
                        ),
                        name="relation_type_is_known",
                        violation_error_message="type: choose one of supports, contradicts, qualifies, causes, updates, example_of, restates.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claimrelation",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "type", "target"),
                        name="relation_is_given_once",
                        violation_error_message="This relation is there already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claimrelation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("claim", models.F("target")), _negated=True),
                        name="relation_is_to_another",
                        violation_error_message="target: a claim is not related to itself; choose the other one.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="6df582662ddae99dbccfa1a683b7a5493e282dd6",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_5e963",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="e2f4e1732d437ca145b59d6a6c0a962914a27a7f",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_dfb04",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="c873a564ab09c96582805a237c801d335ccc6891",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_115ad",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimrelationaudit" ("claim_id", "explicit", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "type") VALUES (NEW."claim_id", NEW."explicit", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."target_id", NEW."type"); RETURN NULL;',
                            hash="90fa8351b431c63228b0cbf1766571a27f09c825",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_42e2f",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_claimrelationaudit" ("claim_id", "explicit", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "type") VALUES (NEW."claim_id", NEW."explicit", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."target_id", NEW."type"); RETURN NULL;',
                            hash="8ce128a165cacf94eb9a23118ad878bc49a78143",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0398a",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimrelationaudit" ("claim_id", "explicit", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "type") VALUES (OLD."claim_id", OLD."explicit", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."target_id", OLD."type"); RETURN NULL;',
                            hash="04e91faca1d1d565a98a53975dca11e1648da1f7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8a84e",
                            table="claims_claimrelation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimrelationaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4171071bb9a33efee49d1642cb31db3c70e872bd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8e3b7",
                            table="claims_claimrelationaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevelaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="184cbe9ead9f4191d4ec1e5b1acbe9ca5877f8a8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f19fa",
                            table="claims_confidencelevelaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        name="level_code_is_given",
                        violation_error_message="code is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True),
                        name="level_label_is_given",
                        violation_error_message="label is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.UniqueConstraint(
                        fields=("scale", "code"),
                        name="level_code_is_given_once",
                        violation_error_message="The scale has a level of this code already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.UniqueConstraint(
                        fields=("scale", "rank"),
                        name="level_rank_is_given_once",
                        violation_error_message="The scale has a level of this rank already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high__isnull", True), ("low__isnull", True)),
                            models.Q(
                                ("high__isnull", False),
                                ("high__lte", 100),
                                ("low__gte", 0),
                                ("low__isnull", False),
                                ("low__lte", models.F("high")),
                            ),
                            _connector="OR",
                        ),
                        name="level_range_is_a_percentage",
                        violation_error_message="Give low and high together, in percent, low first; or neither.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="confidencelevel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("stix__isnull", True), ("stix__lte", 100), _connector="OR"),
                        name="level_stix_is_a_percentage",
                        violation_error_message="stix: a whole number from 0 to 100, or empty.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_confidencescale SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.scale_id; RETURN NULL;",
                            hash="b072b274995edff57bf36d838bcba4a1e3867a0c",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_8f1f7",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_confidencescale SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.scale_id; IF NEW.scale_id IS DISTINCT FROM OLD.scale_id THEN UPDATE claims_confidencescale SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.scale_id; END IF; END IF; RETURN NULL;",
                            hash="212de379172cb121d10cce28771a01e9f1158ef7",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_51ba8",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_confidencescale SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.scale_id; RETURN NULL;",
                            hash="442f937404ac6e7f63288be85daa1f721ace4288",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_118ef",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_confidencelevelaudit" ("code", "definition", "high", "id", "label", "low", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "scale_id", "stix", "synonyms") VALUES (NEW."code", NEW."definition", NEW."high", NEW."id", NEW."label", NEW."low", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."scale_id", NEW."stix", NEW."synonyms"); RETURN NULL;',
                            hash="9ac2e57eff36a794a4dd52744de84ff89d273650",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e8a8a",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_confidencelevelaudit" ("code", "definition", "high", "id", "label", "low", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "scale_id", "stix", "synonyms") VALUES (NEW."code", NEW."definition", NEW."high", NEW."id", NEW."label", NEW."low", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."scale_id", NEW."stix", NEW."synonyms"); RETURN NULL;',
                            hash="b3de373e6d3e166860dfb1b43c94cd62c15a05b6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1ec58",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_confidencelevelaudit" ("code", "definition", "high", "id", "label", "low", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "scale_id", "stix", "synonyms") VALUES (OLD."code", OLD."definition", OLD."high", OLD."id", OLD."label", OLD."low", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rank", OLD."scale_id", OLD."stix", OLD."synonyms"); RETURN NULL;',
                            hash="9d19a6bd98cc211b83d2515b101a2621f1eddc7a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5aa36",
                            table="claims_confidencelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="confidencescaleaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0b417198027bc65df7f45540067f2a2730a289a0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1fcb8",
                            table="claims_confidencescaleaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="35f41c84ad9bed3ec4fb2138a1cbe998d5fd85b3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_aa2fe",
                            table="claims_eventaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hedgecue",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="hedgecue_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hedgecue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="hedgecue_text_is_given",
                        violation_error_message="text is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hedgecue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["modal", "evidential", "booster"])),
                        name="hedgecue_kind_is_known",
                        violation_error_message="kind: choose one of modal, evidential, booster.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hedgecue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            models.Q(("end__isnull", False), ("start__isnull", False), ("start__lt", models.F("end"))),
                            _connector="OR",
                        ),
                        name="hedgecue_offsets_are_a_range",
                        violation_error_message="Give start and end together, start first; or neither.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="7bdc02cbe56fb5bfdff826e5735528c518c38a7a",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_45d42",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="dc1eaca114f7ef2b10da5ed86717de35a22e8971",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_301b6",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="42a19681f9fac6a87db170450b17639365d4c027",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_2b43a",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_hedgecueaudit" ("claim_id", "end", "id", "kind", "link", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start", "text") VALUES (NEW."claim_id", NEW."end", NEW."id", NEW."kind", NEW."link", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."start", NEW."text"); RETURN NULL;',
                            hash="0717962a1f62c4cabcbdfca0be070ee656ba9fb9",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cb965",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_hedgecueaudit" ("claim_id", "end", "id", "kind", "link", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start", "text") VALUES (NEW."claim_id", NEW."end", NEW."id", NEW."kind", NEW."link", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."start", NEW."text"); RETURN NULL;',
                            hash="a7b27b5d7a39500f8a0432fa6dab1dbb8ae7364e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bb544",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_hedgecueaudit" ("claim_id", "end", "id", "kind", "link", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start", "text") VALUES (OLD."claim_id", OLD."end", OLD."id", OLD."kind", OLD."link", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."start", OLD."text"); RETURN NULL;',
                            hash="07348f9016ef31daf358da7c4ae0fa5c8f3d647a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a0a96",
                            table="claims_hedgecue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hedgecueaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ad3398b66b44ece8483d1b505ee12bcf6eb6e5e7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_28307",
                            table="claims_hedgecueaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identifier",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("scheme__in", ["wikidata", "iso3166-1-alpha-2", "iso3166-1-alpha-3", "lei"])
                        ),
                        name="identifier_scheme_is_known",
                        violation_error_message="scheme: choose one of wikidata, iso3166-1-alpha-2, iso3166-1-alpha-3, lei.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identifier",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True),
                        name="identifier_value_is_given",
                        violation_error_message="value is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identifier",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("evidence", ""), _negated=True),
                        name="identifier_evidence_is_given",
                        violation_error_message="evidence is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identifier",
                    constraint=models.UniqueConstraint(
                        fields=("scheme", "value"),
                        name="identifier_names_one_actor",
                        violation_error_message="Another actor has this identifier: are the two one actor? Then merge them.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; RETURN NULL;",
                            hash="8378988a47a695fb879a998cee6c5575c46aa0ac",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_70449",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.actor_id; IF NEW.actor_id IS DISTINCT FROM OLD.actor_id THEN UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; END IF; END IF; RETURN NULL;",
                            hash="a1a3028e7049d43c3b893c8fb84d673537cb4980",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_75d19",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_actor SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.actor_id; RETURN NULL;",
                            hash="7c34224d6b8671836fa4dec74e6217b56e15c5a2",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_d51fe",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_identifieraudit" ("actor_id", "checked_on", "evidence", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (NEW."actor_id", NEW."checked_on", NEW."evidence", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scheme", NEW."value"); RETURN NULL;',
                            hash="3108966d1224bd22e2ff3a6793b6f7c8a2bdd5e4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_77baa",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_identifieraudit" ("actor_id", "checked_on", "evidence", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (NEW."actor_id", NEW."checked_on", NEW."evidence", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme", NEW."value"); RETURN NULL;',
                            hash="47faf3c4e92390f1969610a9979e63dcbafcf8ad",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_03477",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifier",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_identifieraudit" ("actor_id", "checked_on", "evidence", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme", "value") VALUES (OLD."actor_id", OLD."checked_on", OLD."evidence", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."scheme", OLD."value"); RETURN NULL;',
                            hash="6d482e396234daca8a1d87de2ff8f9308a7923e8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b0e33",
                            table="claims_identifier",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="identifieraudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="251921b3a9049380a90537707899be8f8a898ed9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1040b",
                            table="claims_identifieraudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="participant_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["subject", "target", "addressee", "beneficiary", "mentioned"])
                        ),
                        name="participant_role_is_known",
                        violation_error_message="role: choose one of subject, target, addressee, beneficiary, mentioned.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "actor", "role"),
                        name="participant_has_a_role_once",
                        violation_error_message="This actor has this role already: one row for each actor and role.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("evaluation__isnull", True), ("evaluation__in", (-1, 0, 1)), _connector="OR"
                        ),
                        name="participant_evaluation_is_a_sign",
                        violation_error_message="evaluation: -1, 0 or +1, or leave it empty.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="beb31466ae5e23a5008757d1587cf1faf040dbbf",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_88771",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="2987ca137756748953431fe984314b801e056930",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_70597",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="494d6f5a3da5cb8267b2a101574d30e7ce82e9db",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_4e712",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_participantaudit" ("actor_id", "claim_id", "evaluation", "id", "mention", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."actor_id", NEW."claim_id", NEW."evaluation", NEW."id", NEW."mention", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role"); RETURN NULL;',
                            hash="973d2d68048da601ba9ff6e17777af61684e9e7e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_479a2",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_participantaudit" ("actor_id", "claim_id", "evaluation", "id", "mention", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."actor_id", NEW."claim_id", NEW."evaluation", NEW."id", NEW."mention", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role"); RETURN NULL;',
                            hash="ce991a1807aed36d1f7658fdf9c116a258cffd91",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_83609",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participant",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_participantaudit" ("actor_id", "claim_id", "evaluation", "id", "mention", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (OLD."actor_id", OLD."claim_id", OLD."evaluation", OLD."id", OLD."mention", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role"); RETURN NULL;',
                            hash="336cb70871ab682261be30fe562737d3b4e66012",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e25cb",
                            table="claims_participant",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="participantaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ca560e7bf73516e0c18f8abe04a2af628504c6af",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_48107",
                            table="claims_participantaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="event_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="event_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("occurred_precision__in", ["day", "month", "year", "period", ""])),
                        name="event_occurred_precision_is_known",
                        violation_error_message="occurred_precision: choose one of day, month, year, period.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_from__isnull", True),
                            ("occurred_to__isnull", True),
                            ("occurred_to__gte", models.F("occurred_from")),
                            _connector="OR",
                        ),
                        name="event_occurred_is_in_order",
                        violation_error_message="occurred_to lies before occurred_from: swap them, or leave one open.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occurred_from__isnull", True), ("occurred_to__isnull", True)),
                            models.Q(("occurred_precision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="event_occurred_has_precision",
                        violation_error_message="occurred_precision: say whether the text gives day, month, year or period.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="bc7f49a8ae83bd11a3d66e9f9a84472a70581079",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_f7e6f",
                            table="claims_event",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="f8d7b5f4e2b94c0503437e270dc0b71f1ab13ef9",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_e4a14",
                            table="claims_event",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="a1a0897838d635d976341390f27e1e42a23ccf35",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_e599b",
                            table="claims_event",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_eventaudit" ("created_at", "description", "id", "name", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."description", NEW."id", NEW."name", NEW."occurred_basis", NEW."occurred_from", NEW."occurred_inferred", NEW."occurred_precision", NEW."occurred_text", NEW."occurred_to", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="2b903a3aba0f649f4ac3a513a2221a84c4435ce6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b3c93",
                            table="claims_event",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."occurred_basis" IS DISTINCT FROM (NEW."occurred_basis") OR OLD."occurred_from" IS DISTINCT FROM (NEW."occurred_from") OR OLD."occurred_inferred" IS DISTINCT FROM (NEW."occurred_inferred") OR OLD."occurred_precision" IS DISTINCT FROM (NEW."occurred_precision") OR OLD."occurred_text" IS DISTINCT FROM (NEW."occurred_text") OR OLD."occurred_to" IS DISTINCT FROM (NEW."occurred_to") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_eventaudit" ("created_at", "description", "id", "name", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."description", NEW."id", NEW."name", NEW."occurred_basis", NEW."occurred_from", NEW."occurred_inferred", NEW."occurred_precision", NEW."occurred_text", NEW."occurred_to", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="2147c03e4de874f3118bf4a60926d2988b4632d8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_46be8",
                            table="claims_event",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="event",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_eventaudit" ("created_at", "description", "id", "name", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "slug", "uid") VALUES (OLD."created_at", OLD."description", OLD."id", OLD."name", OLD."occurred_basis", OLD."occurred_from", OLD."occurred_inferred", OLD."occurred_precision", OLD."occurred_text", OLD."occurred_to", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."slug", OLD."uid"); RETURN NULL;',
                            hash="22b184c7c8f93bff3009df08ca407628572ba60b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_57e56",
                            table="claims_event",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placeaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9478f31c1c9dd06538bf5593b6ad953c902a05e8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cf29f",
                            table="claims_placeaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "article",
                                    "report",
                                    "speech",
                                    "interview",
                                    "statement",
                                    "legal_act",
                                    "press",
                                    "dataset",
                                ],
                            )
                        ),
                        name="source_kind_is_known",
                        violation_error_message="kind: choose one of article, report, speech, interview, statement, legal_act, press, dataset.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quote_policy__in", ["quotes", "none"])),
                        name="source_quote_policy_is_known",
                        violation_error_message="quote_policy: choose one of quotes, none.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("coding_depth__in", ["none", "main", "full"])),
                        name="source_coding_depth_is_known",
                        violation_error_message="coding_depth: choose one of none, main, full.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="source_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="source_title_is_given",
                        violation_error_message="title is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quote_limit__gte", 1)),
                        name="source_quote_limit_is_positive",
                        violation_error_message="quote_limit: at least 1; to publish no quotes choose the policy none.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("reliability__isnull", True),
                            models.Q(("reliability_basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_reliability_has_basis",
                        violation_error_message="reliability_basis: say what the rating rests on, or take the rating away.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="de222451e768c2bc52801c18bb3a8a54f74f2318",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_4617d",
                            table="claims_source",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="5e165e674e0e43c54ef57e85fa6abbea23bd203f",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_16995",
                            table="claims_source",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="f59c151bb82169d5e63ea2f2a29e8b1588104db4",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_ed619",
                            table="claims_source",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourceaudit" ("coding_depth", "created_at", "credit", "id", "kind", "language", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_version", "publisher_id", "quote_limit", "quote_policy", "reliability_basis", "reliability_id", "rights", "slug", "title", "uid", "url") VALUES (NEW."coding_depth", NEW."created_at", NEW."credit", NEW."id", NEW."kind", NEW."language", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_on", NEW."published_version", NEW."publisher_id", NEW."quote_limit", NEW."quote_policy", NEW."reliability_basis", NEW."reliability_id", NEW."rights", NEW."slug", NEW."title", NEW."uid", NEW."url"); RETURN NULL;',
                            hash="514e818c93e193796cc97035c094ad2c06b40419",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bbb94",
                            table="claims_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."coding_depth" IS DISTINCT FROM (NEW."coding_depth") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credit" IS DISTINCT FROM (NEW."credit") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."publisher_id" IS DISTINCT FROM (NEW."publisher_id") OR OLD."quote_limit" IS DISTINCT FROM (NEW."quote_limit") OR OLD."quote_policy" IS DISTINCT FROM (NEW."quote_policy") OR OLD."reliability_id" IS DISTINCT FROM (NEW."reliability_id") OR OLD."reliability_basis" IS DISTINCT FROM (NEW."reliability_basis") OR OLD."rights" IS DISTINCT FROM (NEW."rights") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."uid" IS DISTINCT FROM (NEW."uid") OR OLD."url" IS DISTINCT FROM (NEW."url"))',
                            func='INSERT INTO "claims_sourceaudit" ("coding_depth", "created_at", "credit", "id", "kind", "language", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_version", "publisher_id", "quote_limit", "quote_policy", "reliability_basis", "reliability_id", "rights", "slug", "title", "uid", "url") VALUES (NEW."coding_depth", NEW."created_at", NEW."credit", NEW."id", NEW."kind", NEW."language", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_on", NEW."published_version", NEW."publisher_id", NEW."quote_limit", NEW."quote_policy", NEW."reliability_basis", NEW."reliability_id", NEW."rights", NEW."slug", NEW."title", NEW."uid", NEW."url"); RETURN NULL;',
                            hash="dd9fc3a428fc383d357794567df427146f79377a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fde8d",
                            table="claims_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourceaudit" ("coding_depth", "created_at", "credit", "id", "kind", "language", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_version", "publisher_id", "quote_limit", "quote_policy", "reliability_basis", "reliability_id", "rights", "slug", "title", "uid", "url") VALUES (OLD."coding_depth", OLD."created_at", OLD."credit", OLD."id", OLD."kind", OLD."language", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_on", OLD."published_version", OLD."publisher_id", OLD."quote_limit", OLD."quote_policy", OLD."reliability_basis", OLD."reliability_id", OLD."rights", OLD."slug", OLD."title", OLD."uid", OLD."url"); RETURN NULL;',
                            hash="35bb20291dcdcaeaed4863aea42526ea8e97f4e0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_249e2",
                            table="claims_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c75586dea6881ed1b3e1818c10c1db8d931b43a5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_679dc",
                            table="claims_claimaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citationaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2b2ddd158188f7b9c250c85b61368d65aaeabb33",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ee4c3",
                            table="claims_citationaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="citation",
                    constraint=models.UniqueConstraint(
                        fields=("source", "cited"),
                        name="citation_is_given_once",
                        violation_error_message="This citation is there already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="citation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("source", models.F("cited")), _negated=True),
                        name="citation_is_of_another",
                        violation_error_message="cited: a source does not cite itself; choose the other document.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; RETURN NULL;",
                            hash="e8dfd76c06f8e73a987836a5cf542a5099493c2b",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_fe050",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; IF NEW.source_id IS DISTINCT FROM OLD.source_id THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; END IF; END IF; RETURN NULL;",
                            hash="643c23f0345627a89996d0bd5abc285ba5a71915",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_61afd",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; RETURN NULL;",
                            hash="f22c9d72c584f8e2beb35a2dee5e16274ac7339a",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_ca7cb",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_citationaudit" ("cited_id", "id", "mention", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."cited_id", NEW."id", NEW."mention", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_id"); RETURN NULL;',
                            hash="c88225a20c1b1dd2e8ceebc0eda8d7a6f02fe059",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_862e0",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_citationaudit" ("cited_id", "id", "mention", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."cited_id", NEW."id", NEW."mention", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id"); RETURN NULL;',
                            hash="7bf05bb5b0a0c7ea0e7309153ef47faa7950a096",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c0cc6",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_citationaudit" ("cited_id", "id", "mention", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (OLD."cited_id", OLD."id", OLD."mention", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_id"); RETURN NULL;',
                            hash="fab0942afe71e0332435b1d4e771e816ea61e377",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_35611",
                            table="claims_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="47c7a8d508eb3df789ea09f943ac2822c4cb6801",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ad290",
                            table="claims_sourceaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sourceauthor",
                    constraint=models.UniqueConstraint(
                        fields=("source", "order"),
                        name="sourceauthor_place_is_taken_once",
                        violation_error_message="order: two authors have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sourceauthor",
                    constraint=models.UniqueConstraint(
                        fields=("source", "actor"),
                        name="sourceauthor_is_given_once",
                        violation_error_message="This author is there already.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; RETURN NULL;",
                            hash="b6fe13a8ae9a08a2bda42dc067f4570309ac9804",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_c0429",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; IF NEW.source_id IS DISTINCT FROM OLD.source_id THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; END IF; END IF; RETURN NULL;",
                            hash="56971c5ec15352c154885eb0cf177f9ebd5d79f9",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_776d0",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; RETURN NULL;",
                            hash="e81a7ddfdeaf3596a5c0030c2008749511ba5890",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_70331",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourceauthoraudit" ("actor_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."actor_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_id"); RETURN NULL;',
                            hash="f747c08303e7370d079674cabce3538e48c86340",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bc9f6",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_sourceauthoraudit" ("actor_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."actor_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id"); RETURN NULL;',
                            hash="4acd77dcdf376f4fb748d03cd772f8d5e988ebfe",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_427ac",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourceauthoraudit" ("actor_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (OLD."actor_id", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_id"); RETURN NULL;',
                            hash="cb3cb32594b97121bc76bf6228fbfc27fe9a322e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_58778",
                            table="claims_sourceauthor",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourceauthoraudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5dc7dfa9b9527764b7e096c01e11381a6b821e12",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7e13a",
                            table="claims_sourceauthoraudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sourcetext",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="sourcetext_text_is_given",
                        violation_error_message="text is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sourcetext",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="sourcetext_sha256_is_hex",
                        violation_error_message="sha256: 64 hexadecimal digits in lower case.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sourcetext",
                    constraint=models.UniqueConstraint(
                        fields=("source", "sha256"),
                        name="sourcetext_is_stored_once",
                        violation_error_message="This version of the text is stored already.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; RETURN NULL;",
                            hash="e443c1ada7cd0055c7b40e227914b69a0553cb39",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_88ade",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.source_id; IF NEW.source_id IS DISTINCT FROM OLD.source_id THEN UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; END IF; END IF; RETURN NULL;",
                            hash="5ade38e2439602932ae04737fbe7fdd78ebfa065",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_c6cfa",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_source SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.source_id; RETURN NULL;",
                            hash="2e1e34912ca8a7c533c9f1a51a0473638a472bcc",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_1397e",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="protect_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="d0d25601050735a5465eb2357cce37b7039e134a",
                            operation="UPDATE",
                            pgid="pgtrigger_protect_update_596f9",
                            table="claims_sourcetext",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourcetextaudit" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "sha256", "source_id") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rule", NEW."sha256", NEW."source_id"); RETURN NULL;',
                            hash="288d83c978df2fe2199f806af08e526abe888562",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b1ae0",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."rule" IS DISTINCT FROM (NEW."rule") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id"))',
                            func='INSERT INTO "claims_sourcetextaudit" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "sha256", "source_id") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rule", NEW."sha256", NEW."source_id"); RETURN NULL;',
                            hash="54a3899f65445019dd4566db4323a2d6b5b6c7ce",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7e41e",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetext",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_sourcetextaudit" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "sha256", "source_id") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rule", OLD."sha256", OLD."source_id"); RETURN NULL;',
                            hash="d25f80618750d1031525d2720ed4d774a5599770",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6ef7f",
                            table="claims_sourcetext",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidenceaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6b95354c67751f310dfc43f76b7872964abc42c1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c3ac5",
                            table="claims_evidenceaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="evidence_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("exact", ""), _negated=True),
                        name="evidence_exact_is_given",
                        violation_error_message="exact is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["exact", "moved", "missing", "ambiguous", "unchecked"])),
                        name="evidence_status_is_known",
                        violation_error_message="status: choose one of exact, moved, missing, ambiguous, unchecked.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("exact", "moved")), _negated=True),
                            models.Q(
                                ("end__gt", models.F("start")),
                                ("paragraph__isnull", False),
                                ("start__isnull", False),
                                ("text__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_found_has_offsets",
                        violation_error_message="A quote that was found has a text, a paragraph and offsets.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="23f43e95a30cb8c63bae8e01b64a85f35732cc80",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_0be6f",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="dac68467e5e8470e7e39f00ad4add9f37bbdcf92",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_16bd3",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="fcb504246687c7d41e65ab0a2db152e48c8e1958",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_958a2",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_evidenceaudit" ("claim_id", "end", "exact", "id", "order", "paragraph", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "start", "status", "suffix", "text_id") VALUES (NEW."claim_id", NEW."end", NEW."exact", NEW."id", NEW."order", NEW."paragraph", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prefix", NEW."start", NEW."status", NEW."suffix", NEW."text_id"); RETURN NULL;',
                            hash="29274aa1589a163048ef320b4fe955c78cb02df4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d2960",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_evidenceaudit" ("claim_id", "end", "exact", "id", "order", "paragraph", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "start", "status", "suffix", "text_id") VALUES (NEW."claim_id", NEW."end", NEW."exact", NEW."id", NEW."order", NEW."paragraph", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prefix", NEW."start", NEW."status", NEW."suffix", NEW."text_id"); RETURN NULL;',
                            hash="c3712dd3b1fa91f58e026fe1842cf2f524d412c8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0cf54",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_evidenceaudit" ("claim_id", "end", "exact", "id", "order", "paragraph", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "start", "status", "suffix", "text_id") VALUES (OLD."claim_id", OLD."end", OLD."exact", OLD."id", OLD."order", OLD."paragraph", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prefix", OLD."start", OLD."status", OLD."suffix", OLD."text_id"); RETURN NULL;',
                            hash="9836d6f9ef03986c2264817a7fa58ca609dca0ad",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_26a0f",
                            table="claims_evidence",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcetextaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e8ad01dde8fb049a6e1aeb2920d7cf4f7a94a9e5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_696eb",
                            table="claims_sourcetextaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="topic",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="topic_name_is_given",
                        violation_error_message="name is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="topic",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="topic_slug_is_plain",
                        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="topic",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="topic_is_not_its_own_parent",
                        violation_error_message="parent: a topic cannot be its own parent; choose a wider one.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="270aee64a2de9ae35a7c86de9fa2c7f1919c13d3",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_a8ff2",
                            table="claims_topic",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="7592bc9d403b2582945d19f1b80726a70bb262db",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_c6ff4",
                            table="claims_topic",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="ba8938c7a7b45b9c794ae305f094136bb6ade1b0",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_88e43",
                            table="claims_topic",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_topicaudit" ("created_at", "definition", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pole", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."definition", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pole", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="62b459fc5a89cdd1a1738d520da781c49f1c8565",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5f998",
                            table="claims_topic",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."pole" IS DISTINCT FROM (NEW."pole") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_topicaudit" ("created_at", "definition", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pole", "published_version", "slug", "uid") VALUES (NEW."created_at", NEW."definition", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pole", NEW."published_version", NEW."slug", NEW."uid"); RETURN NULL;',
                            hash="63c67cdc30b0c93b20d28cfef0d5f54f3c932ed4",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_010ac",
                            table="claims_topic",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_topicaudit" ("created_at", "definition", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pole", "published_version", "slug", "uid") VALUES (OLD."created_at", OLD."definition", OLD."id", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pole", OLD."published_version", OLD."slug", OLD."uid"); RETURN NULL;',
                            hash="c77f90834cad870c0ba8290ec0983e50a5fbe81c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a32b8",
                            table="claims_topic",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="positionaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="da8195f975d0887526afb6a884713f6ee97149ad",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_380d7",
                            table="claims_positionaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="position",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "order"),
                        name="position_place_is_taken_once",
                        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="position",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value__in", ["for", "neutral", "against"])),
                        name="position_value_is_known",
                        violation_error_message="value: choose one of for, neutral, against.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="position",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("basis__in", ["stated", "enacted", "ascribed"])),
                        name="position_basis_is_known",
                        violation_error_message="basis: choose one of stated, enacted, ascribed.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="position",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "holder", "topic"),
                        name="position_is_taken_once",
                        violation_error_message="This holder has a position on this topic already: one for each claim.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="0c64360d74fe220dfa138c4ee593c8b25851b53f",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_3de80",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="aca2e915f81c758e7dec942edc856aac7d06aff1",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_cc7e8",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="d8c4bdba577fd87f67feafa7155effcc02868087",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_a7e34",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_positionaudit" ("basis", "claim_id", "holder_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id", "value") VALUES (NEW."basis", NEW."claim_id", NEW."holder_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id", NEW."value"); RETURN NULL;',
                            hash="67d2c3425f6887fcce5ea79f4eb92701f58f017c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5b996",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_positionaudit" ("basis", "claim_id", "holder_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id", "value") VALUES (NEW."basis", NEW."claim_id", NEW."holder_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id", NEW."value"); RETURN NULL;',
                            hash="e742feccbb3ee5bc1092b56c1d0534276c2c0ece",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_58969",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="position",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_positionaudit" ("basis", "claim_id", "holder_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id", "value") VALUES (OLD."basis", OLD."claim_id", OLD."holder_id", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id", OLD."value"); RETURN NULL;',
                            hash="0d176ae6c6ee87bae0ea06e06f056ecb19017704",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e6cfd",
                            table="claims_position",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(fields=["state", "-updated_at"], name="claim_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True),
                        name="claim_statement_is_given",
                        violation_error_message="statement is empty: write it.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["event", "state", "causal", "conditional", "forecast", "evaluative", "normative"],
                            )
                        ),
                        name="claim_kind_is_known",
                        violation_error_message="kind: choose one of event, state, causal, conditional, forecast, evaluative, normative.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("salience__in", ["main", "detail", "background"])),
                        name="claim_salience_is_known",
                        violation_error_message="salience: choose one of main, detail, background.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("hedging__in", ["hedged", "unhedged", "not_coded"])),
                        name="claim_hedging_is_known",
                        violation_error_message="hedging: choose one of hedged, unhedged, not_coded.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review", "published", "retracted"])),
                        name="claim_state_is_known",
                        violation_error_message="state: choose one of draft, in_review, published, retracted.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("occurred_precision__in", ["day", "month", "year", "period", ""])),
                        name="claim_occurred_precision_is_known",
                        violation_error_message="occurred_precision: choose one of day, month, year, period.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_from__isnull", True),
                            ("occurred_to__isnull", True),
                            ("occurred_to__gte", models.F("occurred_from")),
                            _connector="OR",
                        ),
                        name="claim_occurred_is_in_order",
                        violation_error_message="occurred_to lies before occurred_from: swap them, or leave one open.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occurred_from__isnull", True), ("occurred_to__isnull", True)),
                            models.Q(("occurred_precision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_occurred_has_precision",
                        violation_error_message="occurred_precision: say whether the text gives day, month, year or period.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("likelihood__isnull", True), ("hedging", "hedged"), _connector="OR"),
                        name="claim_likelihood_is_hedged",
                        violation_error_message="likelihood: only a hedged claim has one; set hedging, or take the level away.",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.published_version IS NOT NULL AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="3dcd0ec012c21589031338e26522d718f2e293ee",
                            operation="INSERT",
                            pgid="pgtrigger_guard_insert_9205c",
                            table="claims_claim",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF current_setting('claims.door', true) = 'open' OR pg_trigger_depth() > 1 THEN\n        RETURN NEW;\n    END IF;\n    NEW.uid := OLD.uid;\n    NEW.created_at := OLD.created_at;\n    NEW.updated_at := OLD.updated_at;\n    NEW.published_version := OLD.published_version;\n    NEW.version := OLD.version;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.updated_at := clock_timestamp();\n    END IF;\n    IF to_jsonb(NEW) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[]\n            IS DISTINCT FROM to_jsonb(OLD) - '{version,published_version,created_at,updated_at,state,coder_id,note}'::text[] THEN\n        NEW.version := OLD.version + 1;\n    END IF;\n    RETURN NEW;\n",
                            hash="a792f9300356074b45a53232e609f5bd3bbd26d1",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_update_3dffa",
                            table="claims_claim",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF OLD.published_version IS NOT NULL THEN\n        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN OLD;\n",
                            hash="11610d641f96ca568ac77bfa66b1eb46d6aaa7f4",
                            operation="DELETE",
                            pgid="pgtrigger_guard_delete_3533e",
                            table="claims_claim",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_state_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.state IN ('published', 'retracted') AND current_setting('claims.door', true) IS DISTINCT FROM 'open' THEN\n        RAISE EXCEPTION 'state % is set by publish() and retract() alone: leave it draft', NEW.state\n            USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n    RETURN NEW;\n",
                            hash="45b571ad861e21d089c94165c7fe9aaf709af9ed",
                            operation="INSERT",
                            pgid="pgtrigger_guard_state_insert_dc2f8",
                            table="claims_claim",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guard_state_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.state IS DISTINCT FROM OLD.state AND current_setting('claims.door', true) IS DISTINCT FROM 'open'\n            AND pg_trigger_depth() = 1 THEN\n        IF NEW.state IN ('published', 'retracted') THEN\n            RAISE EXCEPTION 'state % is set by publish() and retract() alone', NEW.state\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF OLD.state IN ('published', 'retracted') THEN\n            NEW.state := OLD.state;\n        END IF;\n    END IF;\n    RETURN NEW;\n",
                            hash="d17f2b18829cbba0f5343de1ec57b194ad04d971",
                            operation="UPDATE",
                            pgid="pgtrigger_guard_state_update_717ff",
                            table="claims_claim",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimaudit" ("codebook", "coder_id", "coding_confidence_basis", "coding_confidence_id", "condition", "created_at", "credibility_id", "event_id", "hedging", "id", "kind", "language", "likelihood_id", "negated", "note", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "salience", "source_id", "state", "statement", "uid") VALUES (NEW."codebook", NEW."coder_id", NEW."coding_confidence_basis", NEW."coding_confidence_id", NEW."condition", NEW."created_at", NEW."credibility_id", NEW."event_id", NEW."hedging", NEW."id", NEW."kind", NEW."language", NEW."likelihood_id", NEW."negated", NEW."note", NEW."occurred_basis", NEW."occurred_from", NEW."occurred_inferred", NEW."occurred_precision", NEW."occurred_text", NEW."occurred_to", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_version", NEW."salience", NEW."source_id", NEW."state", NEW."statement", NEW."uid"); RETURN NULL;',
                            hash="e527d0284be82c66c924d5c013cb2dd2f8cad5b8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_df8fa",
                            table="claims_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."codebook" IS DISTINCT FROM (NEW."codebook") OR OLD."coder_id" IS DISTINCT FROM (NEW."coder_id") OR OLD."coding_confidence_id" IS DISTINCT FROM (NEW."coding_confidence_id") OR OLD."coding_confidence_basis" IS DISTINCT FROM (NEW."coding_confidence_basis") OR OLD."condition" IS DISTINCT FROM (NEW."condition") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credibility_id" IS DISTINCT FROM (NEW."credibility_id") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."hedging" IS DISTINCT FROM (NEW."hedging") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."likelihood_id" IS DISTINCT FROM (NEW."likelihood_id") OR OLD."negated" IS DISTINCT FROM (NEW."negated") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."occurred_basis" IS DISTINCT FROM (NEW."occurred_basis") OR OLD."occurred_from" IS DISTINCT FROM (NEW."occurred_from") OR OLD."occurred_inferred" IS DISTINCT FROM (NEW."occurred_inferred") OR OLD."occurred_precision" IS DISTINCT FROM (NEW."occurred_precision") OR OLD."occurred_text" IS DISTINCT FROM (NEW."occurred_text") OR OLD."occurred_to" IS DISTINCT FROM (NEW."occurred_to") OR OLD."published_version" IS DISTINCT FROM (NEW."published_version") OR OLD."salience" IS DISTINCT FROM (NEW."salience") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."uid" IS DISTINCT FROM (NEW."uid"))',
                            func='INSERT INTO "claims_claimaudit" ("codebook", "coder_id", "coding_confidence_basis", "coding_confidence_id", "condition", "created_at", "credibility_id", "event_id", "hedging", "id", "kind", "language", "likelihood_id", "negated", "note", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "salience", "source_id", "state", "statement", "uid") VALUES (NEW."codebook", NEW."coder_id", NEW."coding_confidence_basis", NEW."coding_confidence_id", NEW."condition", NEW."created_at", NEW."credibility_id", NEW."event_id", NEW."hedging", NEW."id", NEW."kind", NEW."language", NEW."likelihood_id", NEW."negated", NEW."note", NEW."occurred_basis", NEW."occurred_from", NEW."occurred_inferred", NEW."occurred_precision", NEW."occurred_text", NEW."occurred_to", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_version", NEW."salience", NEW."source_id", NEW."state", NEW."statement", NEW."uid"); RETURN NULL;',
                            hash="f4837f04b81af59580741c769776f5bcbda2b730",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fe4ba",
                            table="claims_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimaudit" ("codebook", "coder_id", "coding_confidence_basis", "coding_confidence_id", "condition", "created_at", "credibility_id", "event_id", "hedging", "id", "kind", "language", "likelihood_id", "negated", "note", "occurred_basis", "occurred_from", "occurred_inferred", "occurred_precision", "occurred_text", "occurred_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_version", "salience", "source_id", "state", "statement", "uid") VALUES (OLD."codebook", OLD."coder_id", OLD."coding_confidence_basis", OLD."coding_confidence_id", OLD."condition", OLD."created_at", OLD."credibility_id", OLD."event_id", OLD."hedging", OLD."id", OLD."kind", OLD."language", OLD."likelihood_id", OLD."negated", OLD."note", OLD."occurred_basis", OLD."occurred_from", OLD."occurred_inferred", OLD."occurred_precision", OLD."occurred_text", OLD."occurred_to", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_version", OLD."salience", OLD."source_id", OLD."state", OLD."statement", OLD."uid"); RETURN NULL;',
                            hash="1326d874b89ac70b002ec367db70f86bffd732f4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_dbf31",
                            table="claims_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="topicaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7cc1726354a9800d9f50c03f7566fc1393b00205",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0fb2a",
                            table="claims_topicaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EventPlace",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("claims.event_places",),
        ),
        migrations.CreateModel(
            name="ClaimPlace",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("claims.claim_places",),
        ),
        migrations.CreateModel(
            name="ClaimTopic",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("claims.claim_topics",),
        ),
        claims.migrations._in_one_go.InOneGo(
            operations=[
                migrations.AddField(
                    model_name="eventplaceaudit",
                    name="event",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.event",
                    ),
                ),
                migrations.AddField(
                    model_name="eventplaceaudit",
                    name="pgh_context",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                migrations.AddField(
                    model_name="eventplaceaudit",
                    name="place",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.place",
                    ),
                ),
                migrations.AddField(
                    model_name="claimplaceaudit",
                    name="place",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.place",
                    ),
                ),
                migrations.AddField(
                    model_name="claimtopicaudit",
                    name="topic",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="eventplaceaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.eventplace",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_event SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.event_id; RETURN NULL;",
                            hash="5def38b38f52d38e749502e01d94eb43f387371a",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_3ed55",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_event SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.event_id; IF NEW.event_id IS DISTINCT FROM OLD.event_id THEN UPDATE claims_event SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.event_id; END IF; END IF; RETURN NULL;",
                            hash="dfe28797954064ae9c377f88e50409c7ac45d901",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_dc683",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_event SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.event_id; RETURN NULL;",
                            hash="d8aa03fe420bb74ba4d069207a25968a81657374",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_6d7ad",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_eventplaceaudit" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."event_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id"); RETURN NULL;',
                            hash="4692e2cd5e54d4b9d31df1007b4a2f1ed09ef576",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5dd89",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_eventplaceaudit" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."event_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id"); RETURN NULL;',
                            hash="dccce119c640bbb9c4e7fccadc959f50ae406e58",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_da72b",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_eventplaceaudit" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."event_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id"); RETURN NULL;',
                            hash="41c0c41b7c5b575ed94098b2ff21922bff56cc43",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e89d0",
                            table="claims_event_places",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="claimplaceaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.claimplace",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="32a965ea4cdf8bd733e29613ff2a9fe3d7aa7b45",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_c183e",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="03c8b08f399585a68714e073452fad4d6a91dc37",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_1aa09",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="3836e79df94ce8982be287bb937f847feaafa9c4",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_43715",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimplaceaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."claim_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id"); RETURN NULL;',
                            hash="a270296c35753b78b3dbc8e2786c6e7e0ceec9bb",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b7f45",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_claimplaceaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."claim_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id"); RETURN NULL;',
                            hash="becb1b1ec2de98f8af855bbc1f83edeac33ecca0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_414a3",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplace",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimplaceaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."claim_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id"); RETURN NULL;',
                            hash="cac6680f5bd2e38d15a0bc9e2510eb511064a118",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_07cdf",
                            table="claims_claim_places",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="claimtopicaudit",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        to="claims.claimtopic",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; RETURN NULL;",
                            hash="2896e1693aa9ea50232256a6a5a60b19b0822820",
                            operation="INSERT",
                            pgid="pgtrigger_count_insert_bca60",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = NEW.claim_id; IF NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; END IF; END IF; RETURN NULL;",
                            hash="c5e7d01c6a77f238f58321fcffa4f0a9308079ba",
                            operation="UPDATE",
                            pgid="pgtrigger_count_update_5553d",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="count_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE claims_claim SET version = version + 1, updated_at = clock_timestamp() WHERE id = OLD.claim_id; RETURN NULL;",
                            hash="e3aa7022639cd3c391ef88fb66014f26cc320923",
                            operation="DELETE",
                            pgid="pgtrigger_count_delete_f26ec",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimtopicaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."claim_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id"); RETURN NULL;',
                            hash="b4687db829fe2e56ba00fe5c3dade39825f3861e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e3f7f",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "claims_claimtopicaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."claim_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id"); RETURN NULL;',
                            hash="5aee1b7edc1a248e62e819c52f66de32c0b9467e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e96f8",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopic",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "claims_claimtopicaudit" ("claim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (OLD."claim_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id"); RETURN NULL;',
                            hash="c8011ee6d93ab9ed509ef38b8be49dd23a15999a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_28e40",
                            table="claims_claim_topics",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="eventplaceaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c9eb11f6b1634b91595949682c0fd27897da7b79",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e4e9b",
                            table="claims_eventplaceaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimplaceaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9bdfca759740d069e6c0421aa9399ff5f3b5c11d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a1211",
                            table="claims_claimplaceaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimtopicaudit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4a20deaa3838d2f8c1a6f2f44b281bf40e6286a0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9cc24",
                            table="claims_claimtopicaudit",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
