"""Finding: search by the language of a text and without accents, words, names, quotes."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# Facts follow from the ledger, and are made anew after the migration.
EMPTIED = ["DELETE FROM claims_claimfact", "DELETE FROM claims_recordfact", "DELETE FROM claims_linkfact"]
# Those of PostgreSQL 15 for which claims/models/languages.py has one of ours.
CONFIGS = [
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "simple",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
]


def made(config: str) -> list[str]:
    """A configuration like this one of PostgreSQL, that takes accents off before anything else."""
    stems = "simple" if config == "simple" else f"{config}_stem"
    return [
        f"CREATE TEXT SEARCH CONFIGURATION claims_{config} (COPY = pg_catalog.{config})",
        f"ALTER TEXT SEARCH CONFIGURATION claims_{config} ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stems}",
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_counting"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(
            [statement for config in CONFIGS for statement in made(config)],
            [f"DROP TEXT SEARCH CONFIGURATION claims_{config}" for config in CONFIGS],
        ),
        migrations.RunSQL(EMPTIED, EMPTIED),
        migrations.AddField(
            model_name="claimfact",
            name="config",
            field=models.CharField(
                default="english", help_text="How its words are read: see languages.py.", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="recordfact",
            name="config",
            field=models.CharField(
                default="english", help_text="How its words are read: see languages.py.", max_length=20
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="facet",
            field=models.CharField(
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
                    ("url", "Url"),
                    ("pole", "Pole"),
                    ("axis", "Axis"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="NameFact",
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
                        help_text="Kind of the record.",
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(help_text="The name from this word on, folded.", max_length=200)),
                ("place", models.SmallIntegerField(help_text="Number of this word in the name; 0 for the first.")),
                ("name", models.CharField(help_text="The whole name, as it is written.", max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(models.F("key"), name="text_pattern_ops"),
                        name="namefact_key",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "record", "key", "from_seq"), name="namefact_begins_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("till_seq", 9223372036854775807)),
                        fields=("kind", "record", "key"),
                        name="namefact_is_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("till_seq__gt", models.F("from_seq"))), name="namefact_lifetime_is_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["claim", "actor", "source", "topic", "event", "place", "scale"])
                        ),
                        name="namefact_kind_is_known",
                        violation_error_message="kind: choose one of claim, actor, source, topic, event, place, scale.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuoteFact",
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
                ("number", models.SmallIntegerField(help_text="Its place among the evidence of the claim, from 0.")),
                ("key", models.TextField(help_text="Its words, folded, with a blank around each.")),
                ("head", models.CharField(help_text="Its first four words, by which it is looked up.", max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["head"], name="quotefact_head"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("key"), name="gin_trgm_ops"),
                        name="quotefact_within",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number", "from_seq"), name="quotefact_begins_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("till_seq", 9223372036854775807)),
                        fields=("record", "number"),
                        name="quotefact_is_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("till_seq__gt", models.F("from_seq"))),
                        name="quotefact_lifetime_is_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
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
                        help_text="Kind of the records.",
                        max_length=10,
                    ),
                ),
                ("word", models.CharField(help_text="The word, folded.", max_length=40)),
                ("from_seq", models.BigIntegerField(help_text="First S at which a document has it.")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("word"), name="gist_trgm_ops"),
                        name="word_like",
                    ),
                    models.Index(fields=["from_seq"], name="word_from"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "word"), name="word_is_there_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["claim", "actor", "source", "topic", "event", "place", "scale"])
                        ),
                        name="word_kind_is_known",
                        violation_error_message="kind: choose one of claim, actor, source, topic, event, place, scale.",
                    ),
                ],
            },
        ),
    ]
