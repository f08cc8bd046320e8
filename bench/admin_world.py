"""What `bench.curation` has the pages of the admin show, made in its transaction on a generated database."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

ACTORS = 5_000
ROWS = 100  # of each kind that a claim may have; and of the small file that is handed in
ERRORS = 2_000
CHOSEN = 500  # claims of a bulk action: as many as it takes

HEADER = "id,source,statement,kind,date,actor,actor kind\n"


@dataclass
class World:
    """A record for each model by its name; and pages without an address of their own, each with how it is asked for."""

    records: dict[str, Any]
    drafts: dict[str, Any]
    asked: dict[str, Callable[[Any], int]]


def prepare(user: Any) -> World:
    """Makes 5,000 actors in all, an import of 1,000 claims, a bulk edit, claims in review, a claim with 100 rows of
    each kind, an import with 2,000 errors; of all other kinds one record.
    """
    import pghistory
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.db.models import Count

    from claims.curation import commenting
    from claims.curation.imports import pipeline
    from claims.models.actors import Actor
    from claims.models.claims import Claim
    from claims.models.coding import Attribution, Evidence
    from claims.models.confidence import ConfidenceScale
    from claims.models.imports import ColumnMapping
    from claims.models.ledger import Publication, Release
    from claims.models.reviewing import ChangeSet, SavedFilter
    from claims.models.sources import Source
    from claims.models.tokens import ApiToken
    from claims.models.topics import Event, Place, Topic
    from claims.models.work import Refresh

    missing = max(0, ACTORS - Actor.objects.count())
    Actor.objects.bulk_create(Actor(slug=f"more-{n}", name=f"More {n}", kind="person") for n in range(missing))
    with_text = Source.objects.filter(texts__isnull=False)
    source = with_text.annotate(size=Count("claims", distinct=True)).order_by("-size", "pk")[0]
    with pghistory.context(act="bulk", title="Conditions", by="measurer", reason="To measure."):
        Claim.objects.filter(source=source).update(condition="If it is measured.")
    with pghistory.context(act="import", title="many.csv", by="measurer", reason="To measure."):
        made = Claim.objects.bulk_create(Claim(source=source, statement=f"S{n}.", kind="state") for n in range(1_000))
        voice = {"actor": Actor.objects.order_by("pk")[0], "form": "asserted", "commitment": "certain"}
        Attribution.objects.bulk_create(Attribution(claim=claim, **voice) for claim in made)
        words = source.current_text.text if source.current_text else ""
        Evidence.objects.bulk_create(
            Evidence(claim=claim, exact=words[(at := 37 * n % (len(words) - 60)) : at + 50].strip())
            for n, claim in enumerate(made)
        )
    Claim.objects.filter(pk__in=[claim.pk for claim in made[:300]]).update(state="in_review")
    edited = Claim.objects.filter(source=source).order_by("pk")[0]
    slugs = list(Source.objects.order_by("pk").values_list("slug", flat=True)[:ROWS])
    commenting.comment(edited, "Which of the two is meant?", "measurer")
    right = pipeline.stage([table(slugs, ROWS, wrong=False)], "small.csv", user)
    wrong = pipeline.check(pipeline.stage([table(slugs, ERRORS, wrong=True)], "wrong.csv", user))
    records: dict[str, Any] = {
        "actor": voice["actor"], "apitoken": ApiToken.objects.issue(user, "To measure") and ApiToken.objects.first(),
        "changeset": ChangeSet.objects.filter(metadata__act="import").order_by("-created_at")[0], "claim": edited,
        "columnmapping": ColumnMapping.objects.create(name="To measure", mapping={"claim": "statement"}),
        "confidencescale": ConfidenceScale.objects.order_by("pk")[0], "event": Event.objects.order_by("pk").first(),
        "group": Group.objects.order_by("pk").first(), "import": wrong, "place": Place.objects.order_by("pk").first(),
        "publication": Publication.objects.order_by("-seq")[0],
        "refresh": Refresh.objects.create(cause=1, kind="actor", record=1), "release": Release.objects.first(),
        "savedfilter": SavedFilter.objects.create(owner=user, name="To measure", query="kind=forecast", shared=True),
        "source": source, "topic": Topic.objects.order_by("pk")[0], "user": user,
    }  # fmt: skip
    draft = {"slug": "to-delete", "name": "To delete"}
    drafts = {
        "claim": made[-1],
        "actor": Actor.objects.create(**draft, kind="person"), "topic": Topic.objects.create(**draft),
        "place": Place.objects.create(**draft), "event": Event.objects.create(**draft),
        "source": Source.objects.create(slug="to-delete", title="To delete", kind="article", coding_depth="none"),
        "confidencescale": ConfidenceScale.objects.create(
            **draft, axis="likelihood", edition="1", authority="Bench", citation="Bench"
        ),
    }  # fmt: skip
    large = large_claim(made[-2])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return World(records, drafts, {**by_forms(source, edited, made, wrong), **of_imports(right, wrong), **of(large)})


def table(sources: Sequence[str], rows: int, *, wrong: bool) -> bytes:
    """So many claims of these sources; where they are wrong, with no day and a name that is new."""
    day, actor = ("never", "Unheard of {}") if wrong else ("2025-03-04", "More 7")
    lines = (
        f"p{number},{sources[number % len(sources)]},Page {number} was measured.,event,{day},{actor.format(number)},\n"
        for number in range(rows)
    )
    return (HEADER + "".join(lines)).encode()


def large_claim(claim: Any) -> Any:
    """The claim with as many rows of each kind as its page takes."""
    from claims.models.actors import Actor
    from claims.models.claims import Claim
    from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
    from claims.models.topics import Topic

    actors = list(Actor.objects.order_by("pk")[:ROWS])
    others = list(Claim.objects.exclude(pk=claim.pk).order_by("pk")[:ROWS])
    topics = Topic.objects.bulk_create(
        Topic(slug=f"pole-{n}", name=f"Pole {n}", pole="more of it") for n in range(ROWS)
    )
    for model in (Attribution, Evidence):
        model._default_manager.filter(claim=claim).delete()
    Evidence.objects.bulk_create(Evidence(claim=claim, order=n, exact=f"words {n}") for n in range(ROWS))
    Attribution.objects.bulk_create(
        Attribution(claim=claim, order=n, actor=actor, form="reported", commitment="certain")
        for n, actor in enumerate(actors)
    )
    Participant.objects.bulk_create(
        Participant(claim=claim, order=n, actor=actor, role="mentioned") for n, actor in enumerate(actors)
    )
    Position.objects.bulk_create(
        Position(claim=claim, order=n, holder=actor, topic=topic, value="for", basis="stated")
        for n, (actor, topic) in enumerate(zip(actors, topics, strict=True))
    )
    HedgeCue.objects.bulk_create(HedgeCue(claim=claim, order=n, text=f"may {n}", kind="modal") for n in range(ROWS))
    ClaimRelation.objects.bulk_create(
        ClaimRelation(claim=claim, order=n, type="supports", target=other) for n, other in enumerate(others)
    )
    return claim


# --- Pages that have no address of their own -----------------------------------------------------


def got(address: str) -> Callable[[Any], int]:
    """Asks for an address, of a file to its end."""

    def ask(client: Any) -> int:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return int(answer.status_code)

    return ask


def posted(address: str, form: Any) -> Callable[[Any], int]:
    body = urlencode(form, doseq=True)
    kind = "application/x-www-form-urlencoded"
    return lambda client: int(client.post(address, body, content_type=kind).status_code)


def of(large: Any) -> dict[str, Callable[[Any], int]]:
    bench = f"/admin/claims/source/{large.source_id}/code/{large.pk}/"
    return {
        f"claim/change/ ({ROWS} rows of each kind)": got(f"/admin/claims/claim/{large.pk}/change/"),
        f"source/code/ (a claim with {ROWS} rows of each kind)": got(bench),
    }


def by_forms(source: Any, claim: Any, made: Any, wrong: Any) -> dict[str, Callable[[Any], int]]:
    """Queues and stops; what the bench asks while one types; acts on a selection, as they ask and as they show."""
    from claims.curation.queues import QUEUES

    bench, lists = f"/admin/claims/source/{source.pk}/code/", "/admin/claims/claim/"
    typed = {
        "statement": claim.statement[:-12], "occurred_text": "in March", "evidence-TOTAL_FORMS": "1",
        "evidence-0-exact": claim.evidence.order_by("order")[0].exact, "participants-TOTAL_FORMS": "1",
        "participants-0-actor": claim.participants.order_by("order")[0].actor.name,
    }  # fmt: skip
    chosen = {"_selected_action": [one.pk for one in made[:CHOSEN]], "index": "0"}
    edit = chosen | {"action": "edit", "kind": "forecast", "reason": "To measure.", "previewed": "1"}
    words = {"actor": "an", "topic": "a", "event": "the", "claim": claim.statement[:20]}
    return {
        **{f"claim/?queue={queue.name}": got(f"{lists}?queue={queue.name}") for queue in QUEUES},
        "claim/?q=… (search)": got(f"{lists}?q=dues+more"),
        **{f"source/review/?at={at}": got(f"/admin/claims/source/{source.pk}/review/?at={at}") for at in (5, 9_999)},
        "source/code/keep/ (while one types)": posted(f"{bench}keep/", typed),
        **{
            f"source/code/suggest/ ({kind})": got(f"{bench}suggest/?{urlencode({'kind': kind, 'q': said})}")
            for kind, said in words.items()
        },
        f"claim/ (bulk edit of {CHOSEN} asked for)": posted(lists, chosen | {"action": "edit"}),
        f"claim/ (bulk edit of {CHOSEN} previewed)": posted(lists, edit),
        **{
            f"claim/ ({act} of {number} asked for)": posted(
                lists, {"action": act, "index": "0", "_selected_action": chosen["_selected_action"][:number]}
            )
            for act, number in (("publish", 50), ("publish", 200), ("retract", 50), ("delete_selected", 50))
        },
        "source/publish-claims/?which=all": got(f"/admin/claims/source/{source.pk}/publish-claims/?which=all"),
    }


def of_imports(right: Any, wrong: Any) -> dict[str, Callable[[Any], int]]:
    folder = "/admin/claims/import/"
    options = {f"column_{n}": right.mapping.get(name, "") for n, name in enumerate(right.header)}
    options |= {"duplicates": "skip", "accept": "all", "day_first": "on", "_check": "Check"}

    def hand_in(client: Any) -> int:
        file = io.BytesIO(table(["nowhere"], ROWS, wrong=False))
        file.name = "small.csv"
        return int(client.post(f"{folder}add/", {"file": file}).status_code)

    return {
        f"import/add/ (upload of {ROWS} rows)": hand_in,
        "import/change/ (columns)": got(f"{folder}{right.pk}/change/"),
        f"import/change/ (check of {ROWS} rows)": posted(f"{folder}{right.pk}/change/", options),
        f"import/change/?p=40 (of {wrong.counts['errors']:,} errors)": got(f"{folder}{wrong.pk}/change/?p=40"),
    }
