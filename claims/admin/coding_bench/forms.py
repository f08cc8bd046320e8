"""The forms of the coding bench: a claim and the rows that belong to it, with records typed by name."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import inlineformset_factory

from claims.admin.coding import EvidenceForm, EvidenceFormSet, HedgeCueForm, HedgeCueFormSet
from claims.admin.coding_bench.naming import Directory, NamedField, NamedListField
from claims.admin.confidence import AXES, LevelField
from claims.admin.forms import stamp
from claims.admin.numbering import NumberedForm, NumberedFormSet
from claims.admin.widgets import Day
from claims.choices import ActorKind, ClaimKind, Commitment, Form, HedgingState, Role, Salience, Vocabulary
from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel

# The key, after its group's, that chooses a code: see static/claims/bench/keys.js.
KEYS: dict[type[Vocabulary], dict[str, str]] = {
    ClaimKind: {
        "e": "event",
        "s": "state",
        "c": "causal",
        "i": "conditional",
        "f": "forecast",
        "v": "evaluative",
        "n": "normative",
    },
    Salience: {"m": "main", "d": "detail", "b": "background"},
    HedgingState: {"h": "hedged", "u": "unhedged", "n": "not_coded"},
    Role: {"s": "subject", "t": "target", "a": "addressee", "b": "beneficiary", "m": "mentioned"},
    Form: {
        "a": "asserted",
        "s": "said",
        "e": "explained",
        "r": "reported",
        "n": "announced",
        "d": "decided",
        "m": "demanded",
        "o": "ordered",
        "p": "proposed",
        "u": "promised",
        "t": "threatened",
        "w": "warned",
        "c": "accused",
        "x": "denied",
        "g": "signalled",
    },
    Commitment: {"c": "certain", "p": "probable", "o": "possible", "u": "uncommitted", "r": "rejects"},
}


class CodeSelect(forms.RadioSelect):
    """The codes of a vocabulary side by side, each with its key and the sentence that defines it."""

    template_name = "admin/claims/bench/codes.html"
    option_template_name = "admin/claims/bench/code.html"

    def __init__(self, vocabulary: type[Vocabulary], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        keys = {code: key for key, code in KEYS[self.vocabulary].items()}
        option["key"] = keys.get(str(value), "")
        option["definition"] = self.vocabulary(value).definition if value else ""
        return option


class NamingForm(forms.ModelForm):
    """A form with fields for records that are typed by name."""

    def __init__(self, *args: Any, directory: Directory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directory = directory
        for name, field in self.fields.items():
            if isinstance(field, NamedField):
                field.directory = directory
                if self.is_bound:
                    field.expect(self.data.get(self.add_prefix(name)))
                if self.instance.pk and name in self._meta.fields:  # type: ignore[operator]
                    self.initial[name] = self._label(name, field)
                elif not self.initial.get(name):
                    self.initial[name] = ""

    def add_error(self, field: str | None, error: Any) -> None:
        """What cannot be chosen is told with what can."""
        if getattr(error, "code", "") == "invalid_choice" and field is not None:
            error = not_among(self.fields[field], (error.params or {}).get("value"))
        super().add_error(field, error)

    def _label(self, name: str, field: NamedField) -> Any:
        if isinstance(field, NamedListField):
            return self.directory.labels(sorted(getattr(self.instance, name).all(), key=lambda record: record.slug))
        return self.directory.label(getattr(self.instance, name))


def not_among(field: Any, value: Any) -> ValidationError:
    """That a field has no such choice, and which it has."""
    labels = [str(label) for code, label in field.choices if code]
    listed = " or ".join([", ".join(labels[:-1]), *labels[-1:]] if len(labels) > 1 else labels)
    told = f"choose {listed}" if labels else "there is nothing to choose yet, so leave it empty"
    return ValidationError(f"“{str(value)[:60]}” is not among the choices: {told}.", code="invalid_choice")


def kept(**initial: Any) -> forms.IntegerField:
    """The offset at which words were selected in the text, in code points; empty where they were typed."""
    return forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-at": ""}), **initial)


class RowForm(NamingForm, NumberedForm):
    # Fields that are shown on demand: seldom filled in, and many.
    folded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = self.fields.pop("place")  # the last stop of the cursor: it is seldom typed

    def _post_clean(self) -> None:  # Django's own hook, which its stubs leave out
        """A row that is stored and was not touched is not asked about again: each of its constraints costs a query."""
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    @property
    def has_folded(self) -> bool:
        """Whether anything stands in the fields that are shown on demand."""
        return any(self[name].value() for name in self.folded)


class ActorRowForm(RowForm):
    """A row with an actor, who may be new: then its kind makes it."""

    new_kind = forms.ChoiceField(
        label="if new",
        required=False,
        choices=[("", "–"), *ActorKind.choices],
        help_text="Only for an actor that is not there yet: what sort of actor it is. It is made when you save.",
    )
    new_unnamed = forms.BooleanField(label="unnamed", required=False, help_text="The text gives it no name.")
    actor = NamedField("actor", help_text="A name, an alias or a slug.")

    field_order = ("actor", "new_kind", "new_unnamed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, name = self["new_kind"].data, self["actor"].data
        if self.is_bound and name and kind in ActorKind.values:
            self.directory.announce(name, kind, named=not self["new_unnamed"].data)


class BenchEvidenceForm(RowForm, EvidenceForm):
    at = kept()

    class Meta:
        model = Evidence
        fields = ("exact", "paragraph")
        widgets: ClassVar = {"exact": forms.Textarea(attrs={"rows": 2, "class": "quote"})}


class VoiceForm(ActorRowForm):
    folded = ("said_text", "counted_from", "said_from", "said_to", "said_precision", "said_inferred")

    counted_from = NamedField(
        "claim", required=False, label="counted from", help_text="The claim that “later” is counted from."
    )

    class Meta:
        model = Attribution
        fields = (
            "actor",
            "form",
            "cue",
            "commitment",
            "said_text",
            "said_from",
            "said_to",
            "said_precision",
            "said_inferred",
        )
        widgets: ClassVar = {"said_from": Day(), "said_to": Day()}
        labels: ClassVar = {
            "said_text": "said, as worded",
            "said_from": "said from",
            "said_to": "to",
            "said_precision": "precision",
            "said_inferred": "inferred",
        }


class ParticipantForm(ActorRowForm):
    class Meta:
        model = Participant
        fields = ("actor", "role", "mention", "evaluation")


class PositionForm(RowForm):
    holder = NamedField("actor", help_text="Whose position it is: a voice or participant of the claim.")
    topic = NamedField("topic", help_text="A topic with a pole.")

    class Meta:
        model = Position
        fields = ("holder", "topic", "value", "basis")


class BenchCueForm(RowForm, HedgeCueForm):
    at = kept()

    class Meta(HedgeCueForm.Meta):
        model = HedgeCue
        fields = ("text", "kind", "link")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        at, words = cleaned.get("at"), cleaned.get("text")
        if at is not None and words:
            self.instance.start, self.instance.end = at, at + len(words)
        return cleaned


class RelationForm(RowForm):
    target = NamedField("claim", help_text="Words of the other claim, or the beginning of its uid.")

    class Meta:
        model = ClaimRelation
        fields = ("type", "target", "explicit")


class ClaimForm(NamingForm):
    """The claim itself. `version` and `base` are what it was when the page was opened; `opened` is the page's token."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    topics = NamedListField("topic", required=False, help_text="Names, with semicolons between them.")
    event = NamedField("event", required=False, help_text="The happening it tells of, where others tell of it too.")
    places = NamedListField("place", required=False, help_text="Where it happens; semicolons between names.")
    counted_from = NamedField(
        "claim", required=False, label="counted from", help_text="The claim that “later” is counted from."
    )

    class Meta:
        model = Claim
        fields = (
            "statement",
            "kind",
            "salience",
            "negated",
            "condition",
            "occurred_text",
            "occurred_from",
            "occurred_to",
            "occurred_precision",
            "occurred_inferred",
            "occurred_basis",
            "topics",
            "event",
            "places",
            "hedging",
            "likelihood",
            "coding_confidence",
            "coding_confidence_basis",
            "credibility",
            "language",
            "note",
        )
        widgets: ClassVar = {
            "statement": forms.Textarea(attrs={"rows": 3}),
            "condition": forms.TextInput(attrs={"placeholder": " "}),  # by which the style sheet sees that it is empty
            "coding_confidence_basis": forms.TextInput(),
            "note": forms.TextInput(),
            "occurred_from": Day(),
            "occurred_to": Day(),
            "kind": CodeSelect(ClaimKind),
            "salience": CodeSelect(Salience),
            "hedging": CodeSelect(HedgingState),
        }

    def __init__(self, *args: Any, levels: list[ConfidenceLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "salience", "hedging"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            coded: Any = field.choices
            field.choices = [choice for choice in coded if choice[0]]
        for name in ("likelihood", "coding_confidence", "credibility"):
            self.fields[name] = LoadedLevelField(levels, name)
        self.initial["version"] = stamp(self.instance)


class LoadedLevelField(forms.TypedChoiceField):
    """The levels of one axis, which were read once for all such fields."""

    def __init__(self, levels: list[ConfidenceLevel], name: str) -> None:
        mine = {str(level.pk): level for level in levels if level.scale.axis == AXES[name]}
        label = LevelField(ConfidenceLevel.objects.none()).label_from_instance
        choices = [("", "not coded"), *((key, label(level)) for key, level in mine.items())]
        super().__init__(choices=choices, required=False, empty_value=None, coerce=lambda key: mine[str(key)])
        self.label = name.replace("_", " ")
        self.help_text = str(getattr(Claim._meta.get_field(name), "help_text", ""))


ROWS: dict[str, tuple[type[Model], type[RowForm], type[NumberedFormSet], tuple[str, ...]]] = {
    "evidence": (Evidence, BenchEvidenceForm, EvidenceFormSet, ()),
    "attribution": (Attribution, VoiceForm, NumberedFormSet, ("actor",)),
    "participants": (Participant, ParticipantForm, NumberedFormSet, ("actor",)),
    "positions": (Position, PositionForm, NumberedFormSet, ("holder", "topic")),
    "cues": (HedgeCue, BenchCueForm, HedgeCueFormSet, ()),
    "relations": (ClaimRelation, RelationForm, NumberedFormSet, ("target",)),
}
MOST_ROWS = 100


def row_sets(
    claim: Claim, directory: Directory, *, data: Any = None, initial: dict[str, list[dict[str, Any]]] | None = None
) -> Iterator[tuple[str, Any]]:
    """The formsets of what belongs to the claim, by name: with an empty row each, and before it those of `initial`."""
    for name, (model, form, formset, related) in ROWS.items():
        rows = (initial or {}).get(name, [])
        made = inlineformset_factory(
            Claim,
            model,
            form=form,
            formset=formset,
            fk_name="claim",
            extra=len(rows) + 1,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS,
        )
        queryset = model._default_manager.select_related(*related) if related else model._default_manager.all()
        yield (
            name,
            made(
                data,
                instance=claim,
                prefix=name,
                initial=rows or None,
                queryset=queryset,
                form_kwargs={"directory": directory},
            ),
        )
