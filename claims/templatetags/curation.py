"""What pages of the admin ask that no view of ours makes."""

from typing import Any

from django import template

from claims.curation import queues
from claims.curation.rights import Right, may

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_counts(context: dict[str, Any]) -> list[tuple[queues.Queue, int]]:
    """The queues of work with how many claims wait in each for whoever looks; none for whoever may not read claims."""
    account = context["request"].user
    return queues.counts(account) if may(account, Right.READ) else []
