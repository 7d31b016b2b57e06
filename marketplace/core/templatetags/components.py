"""The pieces that pages are made of; each one's template in `templates/components/` lists its variables."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django import template
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.forms import BaseForm, BaseFormSet, Field
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

REQUIRED = Field.default_error_messages["required"]


@register.simple_tag(takes_context=True)
def council(context: Context) -> Any:
    """Return the council's settings, or nothing where the site has none."""
    try:
        return context["settings"]["cms"]["CouncilSettings"]
    except (KeyError, RuntimeError, ObjectDoesNotExist):
        return None


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon of the site's own set; words beside it must say the same. A page of results draws a hundred."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter
def page_numbers(paginator: Paginator[Any], number: int) -> Iterator[int | str]:
    """Return the pages to link from the page with this number, with an ellipsis where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """Show where the page is: text and address of each page above it, then the text of the page itself."""
    *above, current = steps
    return {"above": list(zip(above[::2], above[1::2], strict=True)), "current": current}


@register.inclusion_tag("components/tag.html")
def status_tag(text: str, kind: str = "neutral") -> dict[str, str]:
    """Show a status; kind is success, info, waiting, warning, danger or neutral."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("components/money_bar.html")
def money_bar(*, spent: int, reserved: int, left: int, label: str = "") -> dict[str, Any]:
    """Show pence spent, reserved and left as a bar, with the amounts in words beneath."""
    amounts = {"spent": spent, "reserved": reserved, "left": left}
    total = sum(max(pence, 0) for pence in amounts.values()) or 1
    parts, start = [], 0.0
    for name, pence in amounts.items():
        end = start + 100 * max(pence, 0) / total
        word = name if pence >= 0 else "overspent"
        parts.append({"name": name, "word": word, "pence": abs(pence), "start": f"{start:.2f}%", "end": f"{end:.2f}%"})
        start = end
    return {"parts": parts, "label": label}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """List every error of the forms and formsets, each linked to its field."""
    return {"errors": [error for form in forms if form for error in _linked_errors(form)]}


def _linked_errors(form: BaseForm | BaseFormSet) -> Iterator[tuple[str, Any]]:
    if isinstance(form, BaseFormSet):
        for message in form.non_form_errors():
            yield f"{form.prefix}-errors", message
        for each in form.forms:
            yield from _linked_errors(each)
        return
    for message in form.non_field_errors():
        yield f"{form.prefix or 'form'}-errors", message
    for field in form.visible_fields():
        # A group has no input of its own: its error leads to the first of them.
        target = field.id_for_label or f"{field.auto_id}_0"
        for error in field.errors.as_data():
            for message in error.messages:
                # Away from its field, Django's own "This field is required." says too little.
                yield target, f"{field.label} – {message}" if message == REQUIRED else message


def _block(name: str, content: str, **variables: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **variables})


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Draw attention to what stands between the tags; kind is info, success, warning or danger."""
    return _block("notice", content, kind=kind, title=title)


@register.simple_block_tag
def panel(content: str, title: str, reference: str = "") -> SafeString:
    """Say that something is done."""
    return _block("panel", content, title=title, reference=reference)


@register.simple_block_tag
def disclosure(content: str, summary: str, opened: bool = False) -> SafeString:
    """Hide what stands between the tags until it is asked for."""
    return _block("disclosure", content, summary=summary, opened=opened)


@register.simple_block_tag
def data_table(
    content: str, caption: str, id: str = "", caption_hidden: bool = False, stacked: bool = False
) -> SafeString:
    """Put `thead` and `tbody` into a table that scrolls by itself on a narrow screen.

    One that is `stacked` becomes a list there instead, each cell behind its `data-label`.
    """
    return _block(
        "data_table", content, caption=caption, id=id or "table", caption_hidden=caption_hidden, stacked=stacked
    )


@register.simple_block_tag
def filter_panel(content: str, title: str = "Filters", applied: int = 0, opened: object = False) -> SafeString:
    """Keep a filter form folded away on a phone (unless opened) and open beside the results elsewhere."""
    return _block("filter_panel", content, title=title, applied=applied, opened=opened)


@register.simple_block_tag
def nothing_yet(content: str, heading: str) -> SafeString:
    """Say that there is nothing here yet, and what to do about it."""
    return _block("nothing_yet", content, heading=heading)


@register.simple_block_tag
def chart(content: str, title: str, source: str = "", svg: str = "", summary: str = "") -> SafeString:
    """Show a picture of figures, with the same figures in a table (`thead` and `tbody` between the tags)."""
    return _block("chart", content, title=title, source=source, svg=svg, summary=summary)
