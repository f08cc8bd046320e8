"""Every page of the admin, on the claims of the seed article: what the resolver knows, and what a form answers with."""

from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.curation import commenting, workflow
from claims.curation.releasing import release
from claims.curation.versions import versions
from claims.models.claims import Claim
from claims.models.imports import ColumnMapping, Import
from claims.models.ledger import Publication
from claims.models.reviewing import ChangeSet, SavedFilter
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from claims.models.work import Refresh
from tests import factories
from tests.admin.benches import bench, coded_source, shared_claim
from tests.admin.forms import fields_of
from tests.admin.walking import addresses, url
from tests.curation.imports.handing_in import checked, handed_in, imported, table
from tests.e2e.people import account

# Addresses that are no page to look at: what scripts ask, files, and ways elsewhere.
NO_PAGES = {
    "autocomplete", "jsi18n", "logout", "view_on_site",
    "claims_source_suggest", "claims_source_restated", "claims_source_code_keep", "claims_source_code_claim_keep",
    "claims_import_rejected",
}  # fmt: skip
# Pages that not even a superuser is given: the ledger and its kin are not written by hand.
REFUSED = {
    "claims_publication_add", "claims_publication_delete", "claims_changeset_add", "claims_changeset_delete",
    "claims_release_delete", "claims_refresh_add", "claims_refresh_delete",
    "claims_columnmapping_add", "claims_apitoken_delete",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page by the name of its address; one that a form answers with has what the form sends."""

    name: str
    where: str
    sent: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def records(person: User) -> dict[str, Any]:
    """A record of each kind that the admin shows, by the name of its model, in a state that has much to show."""
    call_command("load_seeds", verbosity=0)
    claims = list(Claim.objects.order_by("pk"))
    shown = claims[3]
    with (
        transaction.atomic(),
        pghistory.context(act="bulk", title="Edit of 12 claims: salience: detail", by="curator", reason="New."),
    ):
        Claim.objects.filter(pk__in=[claim.pk for claim in claims[:12]]).update(salience="detail")
    change_set = ChangeSet.objects.get(metadata__act="bulk")
    factories.edit(shown, statement=f"{shown.statement} It was said twice.")
    commenting.write(shown, "Which of the two bridges is meant here? The text names both.", "curator")
    commenting.resolve(commenting.write(shown, "The voice is the ministry's.", "curator"), "curator")
    wrong = {"source": shown.source.slug, "statement": "Dues rose.", "actor": "Nobody Known", "date": "never"}
    ApiToken.objects.issue(person, "Nightly import")
    coder = account("cora", "coder")
    return {
        "actor": shown.participants.all()[0].actor,
        "apitoken": ApiToken.objects.get(),
        "changeset": change_set,
        "claim": shown,
        "confidencescale": factories.scale("credibility"),
        "columnmapping": ColumnMapping.objects.create(name="Ministry's table", mapping={"claim": "statement"}),
        "group": coder.groups.get(),
        "import": checked(table([wrong, wrong | {"actor": "they", "kind": "opinion"}]), name="dues.csv"),
        "publication": Publication.objects.order_by("seq")[0],
        "refresh": Refresh.objects.create(cause=1, kind="actor", record=1),
        "release": release("summer-2025"),
        "savedfilter": SavedFilter.objects.create(
            owner=person, name="Forecasts in review", query="kind=forecast&queue=to-review", shared=True
        ),
        "source": shown.source,
        "user": coder,
    }


def from_the_resolver(found: dict[str, Any]) -> list[Page]:
    """All that has an address of its own; what the test lacks a record for fails with its name."""
    others = {"app_label": "claims", "id": found["user"].pk}
    for address in addresses():
        if address.model and address.model not in found:
            model = address.model
            found[model] = factories.place() if model == "place" else _first(model)
    for_a_draft = found | drafts()
    return [
        Page(at.name, url(at, for_a_draft if at.page == "delete" else found, others))
        for at in addresses()
        if at.name not in NO_PAGES | REFUSED
    ]


def drafts() -> dict[str, Any]:
    """Records that nobody has published: what is public is not deleted, and a public scale not edited."""
    claim = factories.claim(source=factories.source())
    return {
        "claim": claim,
        "source": factories.source(),
        "actor": factories.actor(),
        "topic": factories.topic(),
        "event": factories.event(),
        "place": factories.place(),
        "confidencescale": factories.scale("reliability"),
    }


def _first(model: str) -> Any:
    from django.apps import apps

    record = apps.get_model("claims", model)._default_manager.order_by("pk").first()
    assert record is not None, f"No {model} is there to show the pages of; make one."
    return record


def by_their_states(found: dict[str, Any], client: Client) -> list[Page]:
    """What has no address of its own: the answers to forms, the steps of an import, lists of queues, refusals."""
    shown, source = found["claim"], found["source"]
    lists = "/admin/claims/claim/"
    old = [one for one in versions(shown) if not one.is_talk][1].at.isoformat().replace("+", "%2B")
    pages = [
        Page("queue", f"{lists}?queue=changed"),
        Page("facets", f"{lists}?_facets=True"),
        Page("nothing-found", f"{lists}?q=nothing+of+the+kind"),
        Page("restore-version", reverse("admin:claims_claim_restore", args=[shown.pk]) + f"?to={old}"),
        Page("saved-filter-of-query", "/admin/claims/savedfilter/add/?query=state%3Ddraft"),
        Page(
            "new-token", "/admin/claims/apitoken/add/", {"user": found["user"].pk, "name": "Second", "_continue": "1"}
        ),
        Page("errors-in-a-form", f"{lists}add/", fields_of(client.get(f"{lists}add/"))),
        Page("not-found", "/admin/claims/no-such-page/", status=404),
        Page("forbidden", reverse("admin:claims_publication_add"), status=403),
    ]
    return [*pages, *_of_many(shown, client), *_of_flow(source, client), *_of_bench(client), *_of_texts(source),
            *_of_imports(source), *_of_undoing(), *_of_failure()]  # fmt: skip


def _of_many(shown: Claim, client: Client) -> list[Page]:
    """Acts on a selection, each asked and each shown before it is done."""
    chosen = {"_selected_action": [shown.pk, *Claim.objects.values_list("pk", flat=True)[5:8]], "index": "0"}
    where = "/admin/claims/claim/"
    edit = chosen | {"action": "edit"}
    form = fields_of(client.post(where, edit)) | {"kind": "forecast", "reason": "Codebook 1.2.", "previewed": "1"}
    places = [factories.place(name="A place to delete").pk for _ in range(2)]
    return [
        Page("bulk-edit", where, edit),
        Page("bulk-edit-preview", where, form),
        Page("bulk-publish", where, chosen | {"action": "publish"}),
        Page("bulk-retract", where, chosen | {"action": "retract"}),
        Page("bulk-delete", "/admin/claims/place/", {"action": "delete_selected", "_selected_action": places}),
    ]


def _of_flow(source: Source, client: Client) -> list[Page]:
    """Claims in each state of the work, with and without problems in the way of publishing."""
    quote = Claim.objects.order_by("pk")[0].evidence.all()[0].exact
    bare = factories.claim(source=source, quotes=[], voices=[], participants=[], topics=[], statement="Bare.")
    waiting, accepted = (factories.claim(source=source, quotes=[quote]) for _ in range(2))
    workflow.send_to_review([waiting, accepted])
    workflow.accept(Claim.objects.filter(pk=accepted.pk), by="curator")
    return [
        Page("act-with-problems", reverse("admin:claims_claim_publish", args=[bare.pk])),
        Page("act-refused", reverse("admin:claims_claim_accept", args=[bare.pk])),
        *(
            Page(f"{act}-in-its-turn", reverse(f"admin:claims_claim_{act}", args=[claim.pk]))
            for act, claim in (("accept", waiting), ("send-back", waiting), ("publish", accepted), ("reopen", accepted))
        ),
        Page("review-of-a-stop", reverse("admin:claims_source_review", args=[source.pk]) + "?at=2"),
        Page("publish-source-ready", reverse("admin:claims_source_publish-claims", args=[source.pk])),
    ]


def _of_bench(client: Client) -> list[Page]:
    """The bench as it answers: mistakes, another's save come first, a draft found again."""
    source = coded_source()
    shared = shared_claim(source)
    page = bench(source, shared)
    mine = fields_of(client.get(page)) | {"statement": "The dues rose.", "note": "See the table.", "_save": "1"}
    client.post(
        page, fields_of(client.get(page)) | {"statement": "Harbour dues rose.", "condition": "if so", "_save": "1"}
    )
    empty = fields_of(client.get(bench(source))) | {"statement": "", "kind": "opinion", "_save": "1"}
    return [
        Page("bench-mistakes", bench(source), empty, status=422),
        Page("bench-conflict", page, mine, status=409),
        Page("bench-restating", f"{bench(source)}?restates={shared.uid}"),
    ]


def _of_texts(source: Source) -> list[Page]:
    """A text before it is kept, and quotes that are not where they were."""
    told = factories.source("quoted")
    for quote in ("raised harbour dues", "Dues have doubled", "denies that dues"):
        factories.claim(source=told, quotes=[quote], statement=f"It says “{quote}”.")
    newer = f"Corrected.\n\n{factories.TEXT.replace('have doubled', 'have tripled')}"
    moved = factories.source("moved")
    for quote in ("raised harbour dues", "Dues have doubled", "dues"):
        factories.claim(source=moved, quotes=[quote])
    factories.store_text(moved, newer)
    return [
        Page("text-nothing-pasted", reverse("admin:claims_source_new"), {"pasted": "", "_preview": "1"}),
        Page("new-source-preview", reverse("admin:claims_source_new"), {"pasted": newer, "_preview": "1"}),
        Page("text-preview", reverse("admin:claims_source_text", args=[told.pk]), {"pasted": newer, "_preview": "1"}),
        Page("anchors-to-settle", reverse("admin:claims_source_anchors", args=[moved.pk])),
        Page("anchors-none", reverse("admin:claims_source_anchors", args=[source.pk])),
    ]


def _of_imports(source: Source) -> list[Page]:
    """An import handed in, in the background, without mistakes, and done; the one with mistakes has its addresses."""
    right = table([{"source": source.slug, "statement": "Dues rose.", "date": "2025-05"}])
    waits = Import.objects.filter(pk=handed_in(right, name="waits.csv").pk)
    waits.update(task="check")
    jobs = {
        "import-handed-in": handed_in(right, name="handed-in.csv"),
        "import-checked": checked(right, name="right.csv"),
        "import-at-work": waits.get(),
        "import-done": imported(right, name="done.csv"),
    }
    return [
        *(Page(name, reverse("admin:claims_import_change", args=[job.pk])) for name, job in jobs.items()),
        Page("import-without-a-file", reverse("admin:claims_import_add"), {"_save": "1"}),
    ]


def _of_undoing() -> list[Page]:
    """A change set on which something stands."""
    with pghistory.context(act="bulk", title="Two made", by="curator", reason="A trial."):
        made = [factories.claim(source=factories.source()) for _ in range(2)]
    factories.publish_all(made[0])
    change_set = ChangeSet.objects.get(metadata__title="Two made")
    return [Page("undo-with-problems", reverse("admin:claims_changeset_undo", args=[change_set.pk]))]


def _of_failure() -> list[Page]:
    """What is sent is too large, in fields or in letters."""
    fields = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)}
    return [
        Page("too-many-fields", "/admin/claims/claim/add/", {"statement": "Dues rose."} | fields, status=413),
        Page(
            "too-large", reverse("admin:claims_source_new"), {"pasted": "word " * 600_000, "_preview": "1"}, status=413
        ),
    ]
