"""Pages about the portal itself: what it is, its data, its licence, its accessibility; the whole history of a thing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

import technopole
from technopole.centre.reading import LAND
from technopole.core import kinds
from technopole.core.models import Change, SourceRecord
from technopole.interop.dump.views import FORMS as WHOLE_FORMS
from technopole.pages import exports, objects
from technopole.registry.models import Hub, Organisation
from technopole.registry.vocabulary import FIELDS

HISTORY_AT_MOST = 500


def about(request: HttpRequest) -> HttpResponse:
    """What this portal is, and how to read what it shows."""
    return render(request, "technopole/about.html", {"version": technopole.__version__})


def licence(request: HttpRequest) -> HttpResponse:
    return render(request, "technopole/licence.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "technopole/accessibility.html")


def data(request: HttpRequest) -> HttpResponse:
    """Every list as CSV, JSON and Parquet; the whole register; the protocols that programs speak."""
    lists = (
        (_("Organisations"), "registry:organisations"),
        (_("Facilities"), "programme:facilities"),
        (_("Events"), "programme:events"),
        (_("Showcase"), "programme:showcase"),
        (_("Policies"), "policies:policies"),
        (pgettext("of a technology", "Offers"), "exchange:offers"),
        (_("Needs"), "exchange:needs"),
        (_("Services"), "exchange:services"),
        (_("Indicators"), "observatory:indicators"),
    )
    downloads = [
        {
            "title": title,
            "url": reverse(name),
            "twins": [
                {"format": label, "url": reverse(f"{name}-export", args=[form])}
                for form, label in exports.LABELS.items()
            ],
        }
        for title, name in lists
    ]
    context = {"downloads": downloads, "whole": _whole(), "protocols": _protocols(request)}
    return render(request, "technopole/data.html", context)


def _whole() -> list[dict[str, Any]]:
    """The downloads that hold every organisation, also those that only world registries know."""
    return [
        {
            "title": title,
            "twins": [{"format": label, "url": reverse(name, args=[form])} for form, label in WHOLE_FORMS.items()],
        }
        for title, name in (
            (_("All organisations, those of world registries included"), "interop:all-organisations"),
            (_("All their names, one row each"), "interop:all-names"),
        )
    ]


def _protocols(request: HttpRequest) -> list[dict[str, str]]:
    """What other programs may be pointed at: name, address, what for."""
    known = (
        (
            _("ROR's API, version 2"),
            reverse("interop:ror-organizations"),
            _("Clients of the Research Organization Registry: searching, records, affiliation matching."),
        ),
        (
            _("Reconciliation Service API 0.2"),
            reverse("interop:reconcile"),
            _("OpenRefine and others that recognise a column of names."),
        ),
        (
            "OAI-PMH 2.0",
            f"{reverse('interop:oai')}?verb=Identify",
            _("Harvesters: Dublin Core, and OpenAIRE's CERIF profile of organisation units."),
        ),
        (
            _("Feed of changes"),
            f"{reverse('interop:changes')}?since=0",
            _("Copies that keep up: what was entered, changed, withdrawn or merged after a cursor."),
        ),
        (
            _("Linked data"),
            reverse("interop:linked", args=["UID"]),
            _("schema.org's words for one organisation; the same is in its page."),
        ),
        (
            _("SDMX-CSV of indicators"),
            reverse("interop:sdmx-file", args=["INDICATORS", "csv"]),
            _("Statistical programs: the figure shown for each indicator, place and period; as SDMX-JSON too."),
        ),
        (
            _("SDMX structures"),
            reverse("interop:sdmx-structure"),
            _("The code lists, concepts and dataflows behind the figures."),
        ),
        (
            _("DCAT catalogue"),
            reverse("interop:catalogue"),
            _("Data portals: every dataset with its files, and JSON-stat of each indicator."),
        ),
    )
    return [
        {"name": name, "url": "" if "UID" in url else url, "address": request.build_absolute_uri(url), "what": what}
        for name, url, what in known
    ]


def land(request: HttpRequest) -> HttpResponseBase:
    """The detailed land of the centre's map, if its folder brings one."""
    path = Path(settings.HOME) / LAND
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def history(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Everything that ever changed in one thing: who, when, why, from what to what."""
    if kind not in kinds.names() or not Change.objects.filter(kind=kind, uid=uid).exists():
        raise Http404
    events = objects.history(kind, uid, FIELDS, limit=HISTORY_AT_MOST)
    for event in events:
        event["changes"] = [_change(name, value) for name, value in event["diff"].items()]
    title, url = _thing(kind, uid)
    context = {
        "title": title,
        "url": url,
        "events": events,
        "statements": [
            {
                "source": objects.SOURCE_NAMES.get(record.source, record.source),
                "key": record.key,
                "loaded": record.loaded_at.date().isoformat(),
                "facts": [_stated(name, value) for name, value in record.record.items() if value not in (None, "", [])],
            }
            for record in SourceRecord.objects.filter(kind=kind, uid=uid).order_by("source", "key")
        ],
    }
    return render(request, "technopole/history.html", context)


def _label(name: str) -> Any:
    return FIELDS.get(name) or name.replace("_", " ").capitalize()


def _stated(name: str, value: Any) -> dict[str, Any]:
    """One field of what a source states, as a line of a definition list."""
    items = value if isinstance(value, list) else [value]
    return {"label": _label(name), "values": [{"text": objects.in_words(item)} for item in items]}


def _change(name: str, value: Any) -> dict[str, Any]:
    label = _label(name)
    if isinstance(value, dict):
        return {
            "label": label,
            "added": [objects.in_words(item) for item in value.get("added", ())],
            "removed": [objects.in_words(item) for item in value.get("removed", ())],
        }
    before, after = value
    if name == "record":  # a thing that was withdrawn: what it said last is among its history
        return {"label": _("The whole record"), "removed": [_("withdrawn")], "added": []}
    return {
        "label": label,
        "added": [] if after is None else [objects.in_words(after)],
        "removed": [] if before is None else [objects.in_words(before)],
    }


def _thing(kind: str, uid: str) -> tuple[Any, str]:
    """What the thing is called, and its page, where it has one."""
    if kind == "organisation" and (row := Organisation.objects.filter(uid=uid).first()):
        return {"en": row.name_en or row.name, "zh": row.name_zh or row.name}, reverse(
            "registry:organisation", args=[uid]
        )
    if kind == "hub" and (hub := Hub.objects.filter(uid=uid).first()):
        return {"en": hub.name_en, "zh": hub.name_zh}, reverse("registry:hub", args=[uid])
    for record in SourceRecord.objects.filter(kind=kind, uid=uid):
        for field in ("name", "title", "statement"):
            if texts := record.record.get(field):
                return texts, ""
    return uid, ""
