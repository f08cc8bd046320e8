"""Widgets drawn without the template engine: the page of a claim with a hundred rows of each kind has four thousand.

Django draws each by a template that includes others, for a select one for each option. Here the usual ones are put
together directly, to the same HTML; whatever else goes the usual way.
"""

import html
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.translation import gettext

Widget = Mapping[str, Any]

# Every field is asked for its errors, and hardly any has some.
ERRORS = frozenset(("django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"))
# Texts that are remembered as they are escaped: codes, labels, names of attributes.
SHORT = 60
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


def escaped(value: Any) -> str:
    """What `conditional_escape` gives; it looks at each call for what is translated late, which plain texts are not."""
    if type(value) is not str:
        return conditional_escape(value)
    return _escaped(value) if len(value) <= SHORT else html.escape(value)


@lru_cache(maxsize=4_096)
def _escaped(text: str) -> str:
    return html.escape(text)


def attributes(attrs: Mapping[str, Any]) -> str:
    """As they stand in a tag; one that is True has its name alone, one that is False is left out."""
    return "".join(
        f" {escaped(name)}" + ("" if value is True else f'="{escaped(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def drawn_input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>'


def drawn_textarea(widget: Widget) -> str:
    value = escaped(localize(widget["value"])) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def drawn_select(widget: Widget) -> str:
    parts = [f'<select name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{escaped(localize(group))}">')
        for option in options:
            value, label = escaped(option["value"]), escaped(localize(option["label"]))
            parts.append(f'\n  <option value="{value}"{attributes(option["attrs"])}>{label}</option>')
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def wrapped(context: Mapping[str, Any]) -> str:
    """A widget with the "+" by which a related row is added."""
    model = "" if context.get("model_has_limit_choices_to") else f'data-model-ref="{escaped(context["model_name"])}"'
    add = ""
    if not context["is_hidden"] and context["can_add_related"]:
        title = escaped(gettext("Add another %(model)s") % {"model": context["model"]})
        add = (
            f'<a class="related-widget-wrapper-link add-related" id="add_id_{escaped(context["name"])}" '
            f'data-popup="yes" href="{escaped(context["add_related_url"])}?'
            f'{escaped(context["url_params"])}" title="{title}">'
            f'<img src="{escaped(static("admin/img/icon-addlink.svg"))}" alt="" width="24" height="24"></a>'
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
