"""Widgets drawn without the template engine: the page of a claim with a hundred rows of each kind has four thousand.

Django draws each by a template that includes others, for a select one for each option. Here the usual ones are put
together directly, to the same HTML; whatever else goes the usual way.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.translation import gettext

Widget = Mapping[str, Any]

# Every field is asked for its errors, and hardly any has some.
ERRORS = frozenset(("django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"))
_WRAPPER = "admin/widgets/related_widget_wrapper.html"


class Renderer(DjangoTemplates):
    """Django's own renderer of forms, but for the widgets of `DRAWN`."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if draw := DRAWN.get(template_name):
            return draw(context["widget"])
        if template_name in ERRORS and not context["errors"]:
            return ""
        if template_name == _WRAPPER and not any(
            context.get(f"can_{do}_related") for do in ("change", "delete", "view")
        ):
            return wrapped(context)
        drawn: str = super().render(template_name, context, request)
        return drawn


def attributes(attrs: Mapping[str, Any]) -> str:
    """As they stand in a tag; one that is True has its name alone, one that is False is left out."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def drawn_input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>'


def drawn_textarea(widget: Widget) -> str:
    value = conditional_escape(localize(widget["value"])) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def drawn_select(widget: Widget) -> str:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{conditional_escape(localize(group))}">')
        for option in options:
            value, label = conditional_escape(option["value"]), conditional_escape(localize(option["label"]))
            parts.append(f'\n  <option value="{value}"{attributes(option["attrs"])}>{label}</option>')
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def wrapped(context: Mapping[str, Any]) -> str:
    """A widget with the "+" by which a related row is added."""
    model = (
        ""
        if context.get("model_has_limit_choices_to")
        else f'data-model-ref="{conditional_escape(context["model_name"])}"'
    )
    add = ""
    if not context["is_hidden"] and context["can_add_related"]:
        title = conditional_escape(gettext("Add another %(model)s") % {"model": context["model"]})
        add = (
            f'<a class="related-widget-wrapper-link add-related" id="add_id_{conditional_escape(context["name"])}" '
            f'data-popup="yes" href="{conditional_escape(context["add_related_url"])}?'
            f'{conditional_escape(context["url_params"])}" title="{title}">'
            f'<img src="{conditional_escape(static("admin/img/icon-addlink.svg"))}" alt="" width="24" height="24"></a>'
        )
    return f'<div class="related-widget-wrapper" {model}>{context["rendered_widget"]}{add}</div>'


DRAWN: Mapping[str, Callable[[Widget], str]] = {
    **{
        f"django/forms/widgets/{kind}.html": drawn_input
        for kind in ("checkbox", "date", "email", "hidden", "number", "password", "text", "url")
    },
    "django/forms/widgets/textarea.html": drawn_textarea,
    "django/forms/widgets/select.html": drawn_select,
}
