"""Template tags of every page: `{% load technopole %}`.

They give HTML; how a value is worded is decided in `technopole.pages.display`.
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.pages import display
from technopole.web import statuses

register = template.Library()

_HTML_LANGUAGE = {"en": "en", "zh": "zh-Hans"}
_MARK = {"en": "EN", "zh": "中"}


@register.simple_tag
def html_lang() -> str:
    """The language of the page as HTML names it: `en`, `zh-Hans`."""
    return _HTML_LANGUAGE[display.short_language(get_language())]


@register.simple_tag
def path(rest: str = "") -> str:
    """A path of this site under the prefix it is served at: `{% path 'events/' %}`."""
    return get_script_prefix() + rest.lstrip("/")


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """`light` or `dark` if the reader chose one (kept in a cookie), otherwise empty: the system decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


_BESIDE = {
    "scoreboard/": (
        "indicators/", "compare/", "composite/", "clusters/", "specialisation/", "networks/", "emerging/",
    ),
}  # fmt: skip
"""Pages that belong to an entry of the header though their address does not begin with its own."""


@register.simple_tag(takes_context=True)
def primary_nav(context: Context) -> list[dict[str, Any]]:
    """The links of the header: [{"label", "url", "current"}]."""
    entries = (
        ("organisations/", _("Organisations")),
        ("hubs/", _("Hubs")),
        ("facilities/", _("Facilities")),
        ("events/", _("Events")),
        ("showcase/", _("Showcase")),
        ("policies/", _("Policies")),
        ("exchange/", pgettext("of technologies", "Exchange")),
        ("needs/", _("Needs")),
        ("scoreboard/", _("Observatory")),
        ("search", _("Search")),
    )
    request = context.get("request")
    here = request.path if request else ""
    return [
        {
            "label": label,
            "url": path(url),
            "current": any(here.startswith(path(each).rstrip("/")) for each in (url, *_BESIDE.get(url, ()))),
        }
        for url, label in entries
    ]


@register.simple_tag
def language_choices() -> list[dict[str, Any]]:
    """The languages of the portal, each in its own name: [{"code", "name", "lang", "current"}]."""
    names = {"en": "English", "zh": "中文"}
    current = display.short_language(get_language())
    choices = []
    for code, name in settings.LANGUAGES:
        short = display.short_language(code)
        choices.append({
            "code": code, "name": names.get(short, name), "lang": _HTML_LANGUAGE[short], "current": short == current,
        })
    return choices


@register.simple_tag
def bilingual(value: Any, mark: bool = True) -> SafeString | str:
    """A bilingual value in the reader's language; another language is marked, and read out in its own voice.

    `value` is {"en", "zh"}, a list of names, or text. `mark=False` leaves the visible mark out.
    """
    chosen = display.choose(value, get_language())
    if not chosen.fallback or chosen.language is None:
        return format_html("{}", chosen.text)
    text = format_html('<span lang="{}">{}</span>', _HTML_LANGUAGE[chosen.language], chosen.text)
    if not mark:
        return text
    title = _("Only in English") if chosen.language == "en" else _("Only in Chinese")
    return format_html('{}<span class="lang-mark" title="{}">{}</span>', text, title, _MARK[chosen.language])


@register.filter
def in_language(value: Any) -> str:
    """The bare text of a bilingual value, for titles and attributes."""
    return display.choose(value, get_language()).text


@register.simple_tag
def other_name(value: Any) -> SafeString | str:
    """The name in the other language with its `lang`, or nothing where there is none."""
    chosen = display.other(value, get_language())
    if not chosen.text or chosen.language is None:
        return ""
    return format_html('<span lang="{}">{}</span>', _HTML_LANGUAGE[chosen.language], chosen.text)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """A number with thousands separators: `{{ n|number }}`, `{{ n|number:1 }}`."""
    return "" if value in (None, "") else display.number(value, get_language(), decimals)


@register.filter
def compact_number(value: Any) -> str:
    """A large number in words: 14 million, 1400万."""
    return "" if value in (None, "") else display.compact_number(value, get_language())


@register.simple_tag
def quantity(value: Any, unit: Any = None, decimals: int | None = None) -> SafeString | str:
    """A number with its unit; the words of the unit can be set smaller."""
    if value in (None, ""):
        return ""
    figure, space, words = display.quantity_parts(value, unit, get_language(), decimals)
    if not words:
        return format_html('<span class="number">{}</span>', figure)
    return format_html('<span class="number">{}</span>{}<span class="unit">{}</span>', figure, space, words)


@register.filter
def partial_date(value: Any) -> str:
    """A date as far as it is known: 1905, July 2021, 2021年7月."""
    return display.partial_date(value, get_language())


@register.simple_tag
def date(value: Any) -> SafeString | str:
    """A partial date inside <time>."""
    if value in (None, ""):
        return ""
    machine = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return format_html('<time datetime="{}">{}</time>', machine, display.partial_date(value, get_language()))


@register.simple_tag
def date_range(start: Any, end: Any) -> str:
    """Two partial dates as one phrase."""
    return display.date_range(start, end, get_language())


@register.simple_tag
def colon() -> str:
    """The colon of the page's language, with the space that follows it or without."""
    return "：" if display.short_language(get_language()) == "zh" else ": "


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of the one sprite file; hidden from screen readers unless it has a label."""
    href = f"{static('technopole/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.simple_tag
def badge(label: Any, tone: str = "quiet") -> SafeString:
    """A word with a shape. Tones: good, warn, bad, accent, quiet."""
    tone = tone if tone in statuses.SHAPES else "quiet"
    return format_html(
        '<span class="badge {}"><svg class="shape" viewBox="0 0 10 10" aria-hidden="true">{}</svg>{}</span>',
        tone, mark_safe(statuses.SHAPES[tone]), display.choose(label, get_language()).text,
    )


@register.simple_tag
def status_badge(status: Any) -> SafeString | str:
    """The badge of a status: a key such as `active` or `on_track`, or {"label", "tone"} for words of one's own."""
    if not status:
        return ""
    if isinstance(status, dict) and "label" in status:
        return badge(status["label"], status.get("tone", "quiet"))
    label, tone = statuses.describe(str(status))
    return badge(label, tone)


@register.simple_tag
def trust_mark(kind: str) -> SafeString | str:
    """The label of what is not a plain count: claim, estimate, sample, approximate, synthetic; else nothing."""
    labels = {
        "claim": (_("claim"), _("Said by somebody, not measured")),
        "estimate": (_("estimate"), _("Calculated from partial data")),
        "sample": (_("sample"), _("Counted in a part of the records only")),
        "approximate": (_("approximate place"), _("The exact place is not known")),
        "synthetic": (_("Synthetic data"), _("Made up for tests, not real")),
    }
    if kind not in labels:
        return ""
    return format_html('<span class="mark-{}" title="{}">{}</span>', kind, labels[kind][1], labels[kind][0])


@register.simple_tag
def table_cell(cell: Any, link: Any = "") -> SafeString:
    """What stands in a cell: its text, linked if there is a link, its badge and mark, and a line below.

    Made here rather than in a template of its own: a list has hundreds of cells, and including a template for each
    takes longer than all the rest of the page.
    """
    text = cell.get("text")
    shown = bilingual(text) if text not in (None, "") else ""
    if shown and link:
        shown = format_html('<a href="{}">{}</a>', link, shown)
    parts = [shown]
    if cell.get("badge"):
        parts.append(format_html(" {}", status_badge(cell["badge"])))
    if cell.get("mark"):
        parts.append(format_html(" {}", trust_mark(cell["mark"])))
    if cell.get("sub"):
        parts.append(format_html('<span class="sub">{}</span>', bilingual(cell["sub"])))
    return format_html("<span>{}</span>", format_html_join("", "{}", ((part,) for part in parts)))


@register.simple_tag
def external_link(url: Any, text: Any = "") -> SafeString | str:
    """A link to another site; anything but http and https is shown as text and not linked."""
    address = str(url or "").strip()
    shown = display.choose(text, get_language()).text
    try:
        parts = urlsplit(address)
    except ValueError:
        return shown or address
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return shown or address
    if not shown:
        rest = parts.path.rstrip("/")
        shown = parts.netloc.removeprefix("www.") + (rest if len(rest) <= 40 else rest[:39] + "…")
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', address, shown)


@register.simple_tag(takes_context=True)
def kept_parameters(context: Context, *without: str) -> SafeString | str:
    """Hidden fields that carry the query of the page through a form, but for the names given."""
    request = context.get("request")
    if request is None:
        return ""
    pairs = ((key, value) for key, values in request.GET.lists() if key not in without for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.filter
def item(thing: Any, key: Any) -> Any:
    """An entry of a mapping or an attribute of an object, or None; never a method such as `dict.values`."""
    if hasattr(thing, "get"):
        return thing.get(key)
    return None if isinstance(thing, str) else getattr(thing, str(key), None)


@register.filter
def at(sequence: Any, index: int) -> Any:
    """The entry of a list at a place, or None."""
    try:
        return sequence[index]
    except (IndexError, TypeError, KeyError):
        return None


@register.simple_tag
def points_script(points: Any, name: str) -> SafeString:
    """The places of a map as a data block that map.js reads, their names in the reader's language."""
    return json_script([
        {
            "name": display.choose(point["name"], get_language()).text,
            "url": point.get("url") or "",
            "at": [float(point["longitude"]), float(point["latitude"])],
            "approximate": bool(point.get("approximate")),
            "weight": float(point.get("weight") or 1),
            **({"own": True} if point.get("own") else {}),
        }
        for point in points
        if point.get("longitude") not in (None, "") and point.get("latitude") not in (None, "")
    ], f"{name}-points")


@register.simple_tag
def spec_script(spec: Any, name: str = "") -> SafeString:
    """A chart's specification as a data block that chart.js reads."""
    return json_script(spec, f"{name or 'chart'}-spec")
