"""Comments on a claim: read, written, called resolved, opened again."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from claims.admin import acts
from claims.admin.coding_bench import typed
from claims.admin.pages import number, page, way_back
from claims.curation import commenting
from claims.curation.rights import Right, may
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.reviewing import Comment

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin as Base
else:
    Base = object


def left_by_others(claims: Iterable[Claim], account: int) -> Iterator[str]:
    """Of each claim at which others typed what they did not save: that, and the remedy."""
    claims = list(claims)
    drafts = CodingDraft.objects.filter(claim__in=claims).exclude(user=account).select_related("user")
    typing = {draft.claim_id: draft.user for draft in drafts if typed.holds(draft)}
    for claim in claims:
        if claim.pk in typing:
            yield f"“{claim}” is being edited by {typing[claim.pk]}, who has not saved it yet: ask a reviewer."


class CommentPages(Base):
    """Of the admin of claims: the page of a claim's comments, and a line about them on the claim's own."""

    def get_urls(self) -> list[URLPattern]:
        view = page(self, self.comments_view, Right.READ)
        return [path("<int:claim>/comments/", view, name="claims_claim_comments"), *super().get_urls()]

    def comments_view(self, request: HttpRequest, claim: int) -> HttpResponse:
        on = get_object_or_404(Claim, pk=claim)
        back = way_back(request, acts.change_url(on))
        if request.method == "POST":
            self._write(request, on)
            here = reverse("admin:claims_claim_comments", args=[on.pk])
            return HttpResponseRedirect(back if "text" in request.POST else f"{here}?{urlencode({'back': back})}")
        context = {
            **self.admin_site.each_context(request),
            "title": "Comments",
            "opts": self.opts,
            "media": self.media,
            "claim": on,
            "status": acts.status(on),
            "comments": on.comments.select_related("author", "resolved_by"),
            "back": back,
        }
        return TemplateResponse(request, "admin/claims/comments.html", context)

    def _write(self, request: HttpRequest, on: Claim) -> None:
        by = request.user.get_username()
        if "text" in request.POST:
            text = request.POST["text"]
            longest = Comment._meta.get_field("text").max_length or 0
            if len(text) > longest:
                messages.error(request, f"text: {len(text)} characters, {longest} are allowed: say it in two comments.")
                return
            try:
                commenting.write(on, text, by)
            except ValueError as error:
                messages.error(request, f"Nothing was written. {error}")
            else:
                messages.success(request, "Your comment stands at the claim.")
            return
        asked = number(request.POST.get("resolve") or request.POST.get("reopen"))
        remark = None if asked is None else on.comments.filter(pk=asked).first()
        if remark is None:
            messages.error(request, "Nothing was done: there is no such comment on this claim.")
        elif "resolve" in request.POST:
            commenting.resolve(remark, by)
        else:
            commenting.reopen(remark, by)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What others are typing is in no audit and goes with the claim for good: that is for a reviewer to say."""
        to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        left = () if may(request.user, Right.PUBLISH) else left_by_others(objs, request.user.pk or 0)
        return to_delete, counts, perms, [*protected, *left]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        claim: Claim | None = context["original"]
        if claim is not None:
            context["comments"] = [
                remark for remark in claim.comments.select_related("author") if not remark.resolved_at
            ]
            url = reverse("admin:claims_claim_comments", args=[claim.pk])
            context.setdefault("tools", []).append({"url": url, "words": "Comments"})
        return super().render_change_form(request, context, *args, **kwargs)
