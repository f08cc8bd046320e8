"""What belongs to a claim, as tables on its page: evidence, voices, participants, positions, cues, relations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.http import HttpRequest

from claims.admin.base import PartInline
from claims.admin.numbering import NumberedForm, NumberedFormSet
from claims.curation import anchoring
from claims.curation.evidence import anchor, anchor_cue, is_anchored_in
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.sources import SourceText
from claims.models.topics import Topic


class CodingInline(PartInline):
    """A numbered list that belongs to a claim."""

    form = NumberedForm
    formset = NumberedFormSet


# --- Evidence ------------------------------------------------------------------------------------


class EvidenceForm(NumberedForm):
    def clean_exact(self) -> str:
        """The quote as a text would hold it, so that it can be compared character for character."""
        try:
            return anchoring.normalise(self.cleaned_data["exact"])
        except anchoring.UnstorableCharacter as error:
            raise ValidationError(str(error)) from error


class EvidenceFormSet(NumberedFormSet):
    """Looks its quotes up in the source's current text as it saves them; `remarks` says where one is not as thought."""

    remarks: list[str]

    def save(self, commit: bool = True) -> list[Any]:
        text = current_text(self.instance.source_id)
        said: list[tuple[Evidence, str]] = []
        looked_up = []
        for form in self.forms:
            row = form.instance
            if form in self.deleted_forms or not (row.pk or form.has_changed()):
                continue
            rewritten, placed = ("exact" in form.changed_data, "paragraph" in form.changed_data and bool(row.paragraph))
            if rewritten or "paragraph" in form.changed_data or not is_anchored_in(row, text):
                at = form.cleaned_data.get("at")
                remark = anchor(row, text, rewritten=rewritten, placed=placed, at=at)
                looked_up.append(row)
                if remark:
                    said.append((row, remark))
        saved = super().save(commit)
        for row in looked_up:
            if row not in saved:  # nobody touched the row, but the source or its text is another
                row.save()
        self.remarks = [f"Quote {row.order} {remark}" for row, remark in said]
        return saved


class EvidenceInline(CodingInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    fields = ("place", "exact", "paragraph", "anchored")
    readonly_fields = ("anchored",)
    verbose_name = "quote"
    verbose_name_plural = "evidence: quotes from the text"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "exact":
            field.widget = forms.Textarea(attrs={"rows": 2, "class": "quote"})
        return field

    def anchored(self, row: Evidence) -> str:
        return row.get_status_display() if row.pk else "when saved"


def current_text(source: int | None) -> SourceText | None:
    """The newest text of a source; None where none is stored."""
    return SourceText.objects.filter(source=source).order_by("-pk").first() if source else None


# --- Voices, actors, cues ------------------------------------------------------------------------


class AttributionForm(NumberedForm):
    class Meta:
        labels = {
            "said_from": "said from",
            "said_to": "to",
            "said_precision": "precision",
            "said_text": "as worded",
            "said_inferred": "inferred",
        }


class AttributionInline(CodingInline):
    model = Attribution
    form = AttributionForm
    autocomplete_fields = ("actor",)
    select_related = ("actor",)
    fields = (
        "place",
        "actor",
        "form",
        "cue",
        "commitment",
        "said_from",
        "said_to",
        "said_precision",
        "said_text",
        "said_inferred",
    )
    verbose_name = "voice"
    verbose_name_plural = "voices, the outermost first: author or publisher … claimant"


class ParticipantInline(CodingInline):
    model = Participant
    autocomplete_fields = ("actor",)
    select_related = ("actor",)
    fields = ("place", "actor", "role", "mention", "evaluation")
    verbose_name_plural = "participants: who is in it"


class PositionInline(CodingInline):
    model = Position
    autocomplete_fields = ("holder", "topic")
    select_related = ("holder", "topic")
    fields = ("place", "holder", "topic", "value", "basis")
    verbose_name_plural = "positions: who is for or against what"

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "topic":
            kwargs["queryset"] = Topic.objects.exclude(pole="")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class HedgeCueForm(NumberedForm):
    class Meta:
        labels = {"link": "voice no."}


class HedgeCueFormSet(NumberedFormSet):
    """Cues stay with their voices when the page renumbers these, and know where they stand in the quotes."""

    def settle(self, moves: dict[int, int]) -> list[str]:
        """Call when voices, quotes and cues are saved. `moves`: the new number of each voice that was there.

        Returns a remark on each cue whose voice is gone.
        """
        left_alone = {form.instance.pk for form in self.initial_forms if "link" not in form.changed_data}
        text, remarks = current_text(self.instance.source_id), []
        quotes = list(self.instance.evidence.all())
        for cue in HedgeCue.objects.filter(claim=self.instance):
            before = (cue.link, cue.start, cue.end)
            if cue.pk in left_alone and cue.link in moves:
                cue.link = moves[cue.link]
            elif cue.pk in left_alone:
                remarks.append(f"The cue “{cue.text}” belongs to no voice: say whose words it is.")
            anchor_cue(cue, quotes, text)
            if before != (cue.link, cue.start, cue.end):
                cue.save()
        return remarks


class HedgeCueInline(CodingInline):
    model = HedgeCue
    form = HedgeCueForm
    formset = HedgeCueFormSet
    fields = ("place", "text", "kind", "link")
    verbose_name = "cue"
    verbose_name_plural = "hedge cues: words that weaken or strengthen"


class RelationInline(CodingInline):
    model = ClaimRelation
    fk_name = "claim"
    autocomplete_fields = ("target",)
    select_related = ("target",)
    fields = ("place", "type", "target", "explicit")
    verbose_name = "relation"
    verbose_name_plural = "relations: this claim … another"
