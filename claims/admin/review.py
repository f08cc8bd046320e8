"""The reviewer's page: through a source sentence by sentence; and the publishing of a source as one act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from claims.admin import acts
from claims.admin.act_page import ActPage
from claims.admin.coding_bench.addresses import may_code
from claims.admin.differences import ShownChange, all_differences
from claims.admin.pages import page, words
from claims.admin.quotes import Segment, Span, segments
from claims.curation import checks, commenting, workflow
from claims.curation.batches import fresh, key_of
from claims.curation.publishing import Refused, with_dependencies
from claims.curation.reviewing import Standing, Stop, Walk, Which, standing, to_publish, walk
from claims.curation.rights import Right, may
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.reviewing import Comment
from claims.models.sources import Source

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin as Base
else:
    Base = object

SHOWN = 20  # claims at one stop; more than a sentence carries, but what has no place in the text stands at one


@dataclass(frozen=True, slots=True)
class Card:
    """A claim as its reviewer reads it."""

    claim: Claim
    number: int  # from 1, at its stop; its quotes are marked by it
    changes: Sequence[ShownChange]
    problems: Sequence[str]  # what would keep it from being published
    comments: Sequence[Comment]  # the open ones
    on_bench: bool  # whether it is edited beside the text

    @property
    def standing(self) -> Standing:
        return standing(self.claim)

    @property
    def waits(self) -> bool:
        return self.standing == Standing.WAITING

    @property
    def can_be_accepted(self) -> bool:
        return workflow.acceptable(self.claim)

    @property
    def status(self) -> str:
        return acts.status(self.claim)

    @property
    def url(self) -> str:
        """Where it is edited: on the coding bench where there is a text, else in the form of its page."""
        if self.on_bench:
            return reverse("admin:claims_source_code_claim", args=[self.claim.source_id, self.claim.pk])
        return acts.change_url(self.claim)


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of the text, its words cut where the quotes of the claims in view begin and end."""

    stop: Stop
    segments: Sequence[Segment]
    after: str  # what stands between it and the next one of its paragraph
    here: bool


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    number: int
    sentences: Sequence[ReadSentence]


class ReviewPages(Base):
    """Of the admin of sources: the addresses of the two pages."""

    def get_urls(self) -> list[URLPattern]:
        views = {"review": self.review_view, "publish-claims": self.publish_view}
        own = [
            path(f"<int:source>/{name}/", page(self, view, Right.PUBLISH), name=f"claims_source_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        source: Source | None = context["original"]
        if source is not None and may(request.user, Right.PUBLISH):
            review = reverse("admin:claims_source_review", args=[source.pk])
            context.setdefault("tools", []).append({"url": review, "words": "Review"})
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Sentence by sentence --------------------------------------------------------------------

    def review_view(self, request: HttpRequest, source: int) -> HttpResponse:
        read = get_object_or_404(Source.objects.select_related("publisher"), pk=source)
        way = walk(read)
        stop = way.at(_number(request.GET.get("at"), _first(way)))
        if request.method == "POST":
            return HttpResponseRedirect(self._reviewed(request, read, stop))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Review: {read}",
            "opts": self.opts,
            "media": self.media,
            "is_nav_sidebar_enabled": False,
            "source": read,
            "walk": way,
            "stop": stop,
            "cards": (cards := _cards(stop, on_bench=way.text is not None and may_code(request.user))),
            "more": len(stop.claims) - len(cards),
            "paragraphs": list(_paragraphs(way, stop, cards)),
            "here": address(read, stop),
            "before": address(read, way.at(stop.number - 1)) if stop.number > 1 else None,
            "after": address(read, way.at(stop.number + 1)) if stop.number < len(way.stops) else None,
            "waiting": address(read, waiting) if (waiting := way.next_waiting(stop.number)) else None,
            "counts": {which.value: way.count(which) for which in Standing},
            "publish": reverse("admin:claims_source_publish-claims", args=[read.pk]),
        }
        return TemplateResponse(request, "admin/claims/review.html", context)

    def _reviewed(self, request: HttpRequest, source: Source, stop: Stop) -> str:
        """Does what the form of a claim asks, and gives the address to go on with."""
        claim = get_object_or_404(Claim, pk=_number(request.POST.get("claim"), 0), source=source)
        claim.version = _number(request.POST.get("version"), 0)  # as it was read
        try:
            text = words(request, "text", Comment._meta.get_field("text").max_length or 0)
            match request.POST.get("do"):
                case "accept":
                    acts.perform(request, acts.ACCEPT, [claim])
                case "send-back" if text and claim.state == "in_review":
                    acts.perform(request, acts.SEND_BACK, [claim], text)
                case "send-back" | "comment" if text:
                    commenting.write(claim, text, request.user.get_username())
                    messages.success(request, "Your comment stands at the claim.")
                    return address(source, stop)
                case "send-back" | "comment":
                    messages.error(request, "Nothing was done: say in the comment what you noticed.")
                    return address(source, stop)
                case _:
                    messages.error(request, "Nothing was done: choose accept, send back or comment.")
                    return address(source, stop)
        except ValidationError as error:
            messages.error(request, "Nothing was done: " + " ".join(error.messages))
            return address(source, stop)
        except Refused as refusal:
            messages.error(request, "Nothing was done: " + " ".join(p.message for p in refusal.problems))
            return address(source, stop)
        way = walk(source)
        here = way.at(stop.number)
        following = here if here.waits else way.next_waiting(here.number)
        if following is None:
            messages.success(request, "Nothing in this source waits for you any more. It can be published.")
        return address(source, following or here)

    # --- Publishing it whole ---------------------------------------------------------------------

    def publish_view(self, request: HttpRequest, source: int) -> HttpResponse:
        read = get_object_or_404(Source, pk=source)
        found = to_publish(read)
        wanted = request.GET.get("which") or Which.ACCEPTED
        which = Which(wanted) if wanted in list(Which) else Which.ACCEPTED
        records = found[which]
        back = reverse("admin:claims_source_review", args=[read.pk])
        # The source itself, and what only it names, may be published with no claim of it.
        claims = {one: sum(isinstance(record, Claim) for record in found[one]) for one in Which}
        if not claims[which]:
            more = " Choose below what is to be published." if claims[Which.ALL] else ""
            messages.info(request, f"No claim of this source is accepted and waits to be published.{more}")
        asked = ActPage(self, request, acts.PUBLISH, records)
        return asked.respond(back, {
            "title": f"Publish claims of “{read}”",
            "choices": [
                {"which": one, "words": _WORDS[one], "size": claims[one], "chosen": one == which} for one in Which
            ],
            "left": claims[Which.ALL] - claims[Which.ACCEPTED] if which == Which.ACCEPTED else 0,
            "nothing": not records,
        })  # fmt: skip


_WORDS = {
    Which.ACCEPTED: "what was accepted",
    Which.REVIEWED: "what was accepted, and what waits for review",
    Which.ALL: "all, drafts as well",
}


def address(source: Source, stop: Stop) -> str:
    """Of the reviewer's page at a stop."""
    return f"{reverse('admin:claims_source_review', args=[source.pk])}?{urlencode({'at': stop.number})}"


def _first(way: Walk) -> int:
    """Where a reviewer begins who names no sentence: where something waits, or at the top."""
    waiting = way.next_waiting(0)
    return waiting.number if waiting else 1


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else default


def _cards(stop: Stop, on_bench: bool) -> list[Card]:
    """The claims of a stop, up to `SHOWN`; where there are more, those that wait before the others."""
    claims = stop.claims
    if len(claims) > SHOWN:
        claims = sorted(claims, key=lambda claim: standing(claim) != Standing.WAITING)[:SHOWN]
    if not claims:
        return []
    changes = all_differences(claims)
    problems: dict[str, list[str]] = {}
    for problem in checks.check(fresh(claims), with_dependencies(claims)):
        problems.setdefault(problem.record, []).append(f"{problem.field}: {problem.message}")
    comments: dict[int, list[Comment]] = {}
    for remark in Comment.objects.open().filter(claim__in=claims).select_related("author"):
        comments.setdefault(remark.claim_id, []).append(remark)
    return [
        Card(
            claim,
            number,
            [change for change in changes.get(key_of(claim), []) if change.before != change.after],
            problems.get(checks.name_of(claim), []) if workflow.acceptable(claim) else (),
            comments.get(claim.pk, []),
            on_bench,
        )
        for number, claim in enumerate(claims, 1)
    ]


def _paragraphs(way: Walk, stop: Stop, cards: Sequence[Card]) -> Iterator[ReadParagraph]:
    if way.text is None:
        return
    text = way.text.text
    numbers = {card.claim.pk: card.number for card in cards}
    quotes = Evidence.objects.filter(claim__in=numbers, text=way.text, start__isnull=False)
    spans = [
        Span(row.start, row.end, numbers[row.claim_id])
        for row in quotes
        if row.start is not None and row.end is not None
    ]
    held: dict[int, list[ReadSentence]] = {}
    placed = [one for one in way.stops if one.sentence]
    for one, following in zip(placed, [*placed[1:], None], strict=True):
        assert one.sentence is not None
        same = (
            following is not None
            and following.sentence is not None
            and following.sentence.paragraph == one.sentence.paragraph
        )
        after = text[one.sentence.end : following.sentence.start] if same and following and following.sentence else ""
        words = list(segments(text, one.sentence.start, one.sentence.end, spans))
        held.setdefault(one.sentence.paragraph, []).append(ReadSentence(one, words, after, one is stop))
    for number, read in held.items():
        yield ReadParagraph(number, read)
