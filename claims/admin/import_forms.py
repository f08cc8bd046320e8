"""The forms of an import's page: what the columns hold, how it is done, and whom names mean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

from claims.choices import ActorKind
from claims.curation.imports.actors import decide
from claims.curation.imports.columns import OF_CLAIM, OF_PARTICIPANT, follows
from claims.curation.rights import Right, may
from claims.models.actors import Actor
from claims.models.coding import Participant
from claims.models.imports import ColumnMapping, Import, ImportActor
from claims.models.sources import Source

NOTHING = ("", "– left out –")
TARGET_CHOICES = [
    NOTHING,
    ("The claim", [(target.name, f"{target.name}: {target.what}") for target in OF_CLAIM]),
    ("A participant", [(target.name, f"{target.name}: {target.what}") for target in OF_PARTICIPANT]),
]


def may_write_over(account: Any, kept: ColumnMapping) -> bool:
    """Whether somebody may change columns that are kept: their own, or as whoever may undo what is another's.

    The next file with these columns is read by them, whoever hands it in.
    """
    return kept.by_id == account.pk or may(account, Right.PUBLISH)


class ColumnsForm(forms.Form):
    """What each column of the file holds."""

    save_as = forms.CharField(
        max_length=100, required=False, label="Keep as", help_text="A name under which the next file can use this."
    )
    use = forms.ModelChoiceField(
        ColumnMapping.objects.all(), required=False, label="Use", empty_label="– the columns as chosen –"
    )

    def __init__(self, job: Import, account: Any, data: Any = None) -> None:
        super().__init__(data)
        self.job, self.account = job, account
        for number, name in enumerate(job.header):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                choices=TARGET_CHOICES, required=False, initial=job.mapping.get(name, ""), label=name
            )

    def clean_save_as(self) -> str:
        name: str = self.cleaned_data["save_as"]
        kept = ColumnMapping.objects.filter(name=name).select_related("by").first() if name else None
        if kept is not None and not may_write_over(self.account, kept):
            raise ValidationError(f"“{name}” is kept by {kept.by or 'another'}: choose another name.")
        return name

    def of_columns(self) -> Iterator[tuple[forms.BoundField, bool]]:
        """A field for each column, and whether it need not be asked about."""
        for number, name in enumerate(self.job.header):
            yield self[f"column_{number}"], follows(name)

    def mapping(self) -> dict[str, str]:
        """The targets by column."""
        chosen = ((name, self.cleaned_data[f"column_{number}"]) for number, name in enumerate(self.job.header))
        return {name: target for name, target in chosen if target}


class OptionsForm(forms.ModelForm):
    """How the file is read, what is done with it, and why."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        help_text="It stands in the history of what is imported. May be left empty.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Import
        fields = ("duplicates", "accept", "makes_records", "source", "actor_kind", "day_first")
        labels = {
            "duplicates": "A claim that is there",
            "accept": "Rows with something wrong",
            "makes_records": "Make what is missing",
            "source": "Source of all rows",
            "actor_kind": "Kind of new actors",
            "day_first": "3/4/2025 is 3 April",
        }
        help_texts = {
            "duplicates": "It is there if one has its uid or id or, in the same source, its statement.",
            "accept": "Their claims are given back as a file, to be corrected and handed in again.",
            "makes_records": "Sources, topics, events and places that are not there. Actors are made in any case.",
            "source": "Slug of the source of rows that name none.",
            "actor_kind": "Of actors that are new, and of which the file gives no kind; empty to be asked of each.",
            "day_first": "Else it is 4 March. Of 3.4.2025 and 2025-04-03 there is no doubt.",
        }
        widgets = {"source": forms.TextInput(attrs={"class": "vTextField"}), "accept": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept"].choices = Import._meta.get_field("accept").choices  # type: ignore[attr-defined]

    def clean_source(self) -> str:
        slug: str = self.cleaned_data["source"].strip()
        if slug and not Source.objects.filter(slug=slug).exists():
            raise ValidationError(f"There is no source {slug}: give the slug of one that is there, or add it first.")
        return slug


class SettleForm(forms.Form):
    """Whom one name means: one of those like it, another, or a new actor."""

    choice = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    other = forms.ModelChoiceField(Actor.objects.all(), required=False)
    kind = forms.ChoiceField(choices=[("", "kind …"), *ActorKind.choices], required=False)
    as_alias = forms.BooleanField(required=False, label="and remember the name as an alias")

    def __init__(self, row: ImportActor, site: AdminSite, data: Any = None) -> None:
        super().__init__(data, prefix=f"actor{row.pk}", initial={"kind": row.kind})
        self.row = row
        candidates = [(str(c["actor"]), self._told(c)) for c in row.candidates]
        more = [("other", "another actor:"), ("new", "a new actor:"), ("", "later")]
        self.fields["choice"].choices = [*candidates, *more]  # type: ignore[attr-defined]
        self.fields["other"].widget = AutocompleteSelect(
            Participant._meta.get_field("actor"),
            site,
            choices=self.fields["other"].choices,  # type: ignore[attr-defined]
        )

    @staticmethod
    def _told(candidate: dict[str, Any]) -> str:
        alike = f", {candidate['alike']:.2f} alike" if candidate["alike"] < 1 else ""
        return f"{candidate['name']} ({candidate['slug']}{alike})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == "other" and not cleaned.get("other"):
            self.add_error("other", "Choose the actor.")
        if cleaned.get("choice") == "new" and not cleaned.get("kind"):
            self.add_error("kind", "Say what kind of actor it is.")
        return cleaned

    def decide(self) -> bool:
        """Keeps what was chosen; whether anything was."""
        chosen = self.cleaned_data["choice"]
        if not chosen:
            return False
        actor = None
        if chosen == "other":
            actor = self.cleaned_data["other"]
        elif chosen != "new":
            actor = Actor.objects.get(pk=chosen)
        decide(self.row, actor, kind=self.cleaned_data["kind"], as_alias=self.cleaned_data["as_alias"])
        return True
