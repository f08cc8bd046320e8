"""What pages of the admin ask that no view of ours makes."""

from typing import Any

from django import template
from django.contrib.admin.helpers import AdminField, AdminReadonlyField, InlineAdminForm, InlineAdminFormSet
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.curation import queues
from claims.curation.rights import Right, may

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_counts(context: dict[str, Any]) -> list[tuple[queues.Queue, int]]:
    """The queues of work with how many claims wait in each for whoever looks; none for whoever may not read claims."""
    account = context["request"].user
    return queues.counts(account) if may(account, Right.READ) else []


@register.simple_tag
def part_rows(formset: InlineAdminFormSet) -> SafeString:
    """The rows of an inline, and the empty one that a script copies; put together here, since a claim may have hundreds
    of them with ten fields each.
    """
    rows = list(formset)
    last = len(rows) - 1 if formset.has_add_permission else None
    return mark_safe("".join(_row(formset, row, n, is_empty=n == last) for n, row in enumerate(rows)))  # noqa: S308


def _row(formset: InlineAdminFormSet, row: InlineAdminForm, number: int, *, is_empty: bool) -> SafeString:
    """A row as HTML; above it what is wrong with it as a whole."""
    cells = [_cell(field) for fieldset in row for line in fieldset for field in line]
    prefix = formset.formset.prefix
    wrong = row.form.non_field_errors()
    width = len(cells) + 2
    return format_html(
        '{}<tr class="form-row{}{}" id="{}-{}"><td class="original">{}{}{}</td>{}<td class="delete">{}</td></tr>\n',
        format_html('<tr class="row-form-errors"><td colspan="{}">{}</td></tr>', width, wrong) if wrong else "",
        " has_original" if row.original else "",
        " empty-form" if is_empty else "",
        prefix,
        "empty" if is_empty else number,
        format_html("<p>{}</p>", row.original) if row.original else "",
        row.pk_field().field if row.needs_explicit_pk_field() else "",
        row.fk_field().field if row.fk_field() else "",
        mark_safe("".join(cells)),  # noqa: S308
        row.deletion_field().field
        if row.original and formset.formset.can_delete and formset.has_delete_permission
        else "",
    )


def _cell(field: AdminField | AdminReadonlyField) -> SafeString:
    if isinstance(field, AdminReadonlyField):
        return format_html('<td class="field-{}"><p>{}</p></td>', field.field["name"], field.contents())
    bound = field.field
    hidden = " hidden" if bound.is_hidden else ""
    return format_html('<td class="field-{}{}">{}{}</td>', bound.name, hidden, bound.errors.as_ul(), bound)
