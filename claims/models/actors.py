"""Actors: whoever claims, acts or is acted on; their names, affiliations and identifiers."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from claims.choices import ActorKind, ActorNameKind, AffiliationKind, IdentifierScheme, RecordKind
from claims.models.base import NamedRecord, Part, given, in_order, language_tag, one_of, slugged
from claims.models.triggers import audited, counts_for

RECORD_BOOKKEEPING = ("version", "updated_at")


@audited(exclude=RECORD_BOOKKEEPING)
class Actor(NamedRecord):
    """The actor meant, not the word used: two bodies of one state, a state and its people, are different actors."""

    record_kind = RecordKind.ACTOR

    name = models.CharField(max_length=200, help_text="As a reader would look for it. Other names go below.")
    kind = models.CharField(max_length=30, choices=ActorKind.choices, help_text="What sort of actor it is.")
    named = models.BooleanField(
        default=True, help_text='Off for an actor that the text leaves without a name ("officials"); one for each text.'
    )
    note = models.TextField(blank=True, help_text="For coders: who is meant, how to tell it from others. Not public.")
    description = models.TextField(blank=True, help_text="One public sentence on who is meant.")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The actor that this one turned out to be. Rows keep the actor they name; reading follows the merge.",
    )

    class Meta(NamedRecord.Meta):
        ordering = ("name", "id")
        indexes = (
            models.Index(Lower("name"), name="actor_name"),
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="actor_name_like"),
        )
        constraints = (
            one_of("actor", "kind", ActorKind),
            given("actor", "name"),
            slugged("actor"),
            models.CheckConstraint(
                name="actor_is_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                violation_error_message="merged_into: an actor cannot be merged into itself; choose the other one.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def canonical(self) -> "Actor":
        """The actor that this one stands for once merges are followed; itself where there is none.

        A public actor stands for itself until its merge is published too. Raises ValueError where merges run in a
        circle.
        """
        if self.merged_into is None:
            return self
        seen, found, actor = {self.pk}, self, self
        while actor.merged_into is not None:
            if not found.is_public:
                found = actor.merged_into
            actor = actor.merged_into
            if actor.pk in seen:
                raise ValueError(f"The merges of actor {self.slug} run in a circle: undo one of them.")
            seen.add(actor.pk)
        return found


@audited()
class ActorName(Part):
    """Another name of an actor, as some text uses it."""

    owner_field = "actor"
    natural_key_fields: ClassVar = ("actor__slug", "name", "kind")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names", help_text="Whose name it is.")
    name = models.CharField(max_length=200, help_text="The name, as it is written.")
    kind = models.CharField(max_length=20, choices=ActorNameKind.choices, help_text="What sort of name it is.")
    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="Language of the name, as a BCP 47 tag."
    )

    class Meta:
        ordering = ("actor_id", "kind", "name", "id")
        triggers = counts_for("claims_actor", "actor_id")
        indexes = (
            models.Index(Lower("name"), name="actorname_name"),
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="actorname_name_like"),
        )
        constraints = (
            one_of("actorname", "kind", ActorNameKind),
            given("actorname", "name"),
            models.UniqueConstraint(
                fields=("actor", "name", "kind"),
                name="actorname_is_given_once",
                violation_error_message="This actor has that name already: change the one that is there.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.actor.slug, self.name, self.kind)


@audited()
class Affiliation(Part):
    """A tie between two actors that a text gives."""

    owner_field = "actor"
    natural_key_fields: ClassVar = ("actor__slug", "kind", "organisation__slug", "title")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="affiliations", help_text="Who belongs to the other."
    )
    kind = models.CharField(max_length=20, choices=AffiliationKind.choices, help_text="How it belongs to the other.")
    organisation = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="affiliated", verbose_name="to", help_text="The other actor."
    )
    title = models.CharField(
        max_length=200, blank=True, help_text='Office held, in the words of the text: "president".'
    )
    since = models.DateField(null=True, blank=True, help_text="First day; empty when not known.")
    until = models.DateField(null=True, blank=True, help_text="Last day; empty when not known or not over.")

    class Meta:
        ordering = ("actor_id", "kind", "organisation", "title", "id")
        triggers = counts_for("claims_actor", "actor_id")
        constraints = (
            one_of("affiliation", "kind", AffiliationKind),
            in_order("affiliation", "since", "until"),
            models.UniqueConstraint(
                fields=("actor", "kind", "organisation", "title"),
                name="affiliation_is_given_once",
                violation_error_message="This affiliation is there already: change it instead of adding another.",
            ),
            models.CheckConstraint(
                name="affiliation_is_to_another",
                condition=~Q(actor=models.F("organisation")),
                violation_error_message="organisation: an actor is not affiliated to itself; choose the other one.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()

    def natural_key(self) -> tuple[str, ...]:
        return (self.actor.slug, self.kind, self.organisation.slug, self.title)


@audited()
class Identifier(Part):
    """The actor's number in a public register, never guessed: each says where it was read."""

    owner_field = "actor"
    natural_key_fields: ClassVar = ("scheme", "value")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="identifiers", help_text="Whose it is.")
    scheme = models.CharField(max_length=30, choices=IdentifierScheme.choices, help_text="The register.")
    value = models.CharField(max_length=100, help_text="The identifier as the register writes it.")
    evidence = models.CharField(max_length=300, help_text="Where it was read: an address or a citation.")
    checked_on = models.DateField(null=True, blank=True, help_text="When it was last compared with the register.")

    class Meta:
        ordering = ("actor_id", "scheme", "value", "id")
        triggers = counts_for("claims_actor", "actor_id")
        constraints = (
            one_of("identifier", "scheme", IdentifierScheme),
            given("identifier", "value"),
            given("identifier", "evidence"),
            models.UniqueConstraint(
                fields=("scheme", "value"),
                name="identifier_names_one_actor",
                violation_error_message="Another actor has this identifier: are the two one actor? Then merge them.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.scheme, self.value)
