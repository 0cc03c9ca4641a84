"""What data this centre gives out, as a catalogue that data portals harvest: DCAT 3 in JSON-LD.

Source: W3C, Data Catalog Vocabulary (DCAT) Version 3 (Recommendation of 22 August 2024).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from technopole.accounts.policy import centre_id, centre_words
from technopole.interop.public import base_url, json, public
from technopole.interop.statistics import sdmx, structures
from technopole.interop.statistics.flows import FLOWS
from technopole.observatory.models import Indicator, Observation
from technopole.pages import exports

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
_LISTS = (
    ("registry:organisations", _("Organisations"), _("Research organisations, firms, associations and public bodies.")),
    ("programme:facilities", _("Facilities"), _("Research facilities, their operators and what they offer.")),
    ("programme:events", _("Events"), _("Conferences, forums and other events.")),
    ("policies:policies", _("Policies"), _("Policies and incentives, with their documents and periods of validity.")),
    ("exchange:offers", _("Offers"), _("Technologies on offer: innovations and patents with their readiness.")),
    ("exchange:needs", _("Needs"), _("Stated needs for technology, talent, facilities and partners.")),
    ("exchange:services", _("Services"), _("Service organisations and what they do.")),
    ("observatory:indicators", _("Indicators"), _("What is measured: definitions, units, baselines and targets.")),
)
"""(list, title, what it holds) of the lists that anybody may download."""
_LANGUAGES = {"en": "en", "zh": "zh-hans"}


@public(seconds=3600)
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The catalogue: one dataset for each list, each dataflow and each indicator. Costs three queries."""
    base = base_url(request)
    return json(_catalogue(base), media_type="application/ld+json")


def _catalogue(base: str) -> dict[str, Any]:
    publisher = {"@id": f"{base}/#centre", "@type": "foaf:Agent", "foaf:name": _texts(centre_words("name"))}
    datasets = [*_of_lists(base), *_of_flows(base), *_of_indicators(base)]
    return {
        "@context": _CONTEXT,
        "@id": f"{base}{reverse('interop:catalogue')}",
        "@type": "dcat:Catalog",
        "dct:identifier": centre_id(),
        "dct:title": _texts(centre_words("name")),
        "dct:description": _texts(centre_words("about") or centre_words("tagline")),
        "dct:language": ["en", "zh-Hans"],
        "foaf:homepage": {"@id": f"{base}/"},
        "dct:publisher": publisher,
        "dcat:dataset": [{**each, "dct:publisher": {"@id": publisher["@id"]}} for each in datasets],
    }


def _of_lists(base: str) -> Iterator[dict[str, Any]]:
    for name, title, about in _LISTS:
        url = f"{base}{reverse(name)}"
        files = [
            (exports.FORMATS[form], f"{base}{reverse(f'{name}-export', args=[form])}") for form in exports.FORMATS
        ]
        yield {
            "@id": url,
            "@type": "dcat:Dataset",
            "dct:title": _in_both(title),
            "dct:description": _in_both(about),
            "dcat:landingPage": {"@id": url},
            "dcat:distribution": _files(files),
        }


def _of_flows(base: str) -> Iterator[dict[str, Any]]:
    structure = f"{base}{reverse('interop:sdmx-structure')}"
    for flow in FLOWS.values():
        files = [
            (media, f"{base}{reverse('interop:sdmx-file', args=[flow.id, form])}")
            for form, media in (("csv", sdmx.CSV), ("json", sdmx.JSON))
        ]
        yield {
            "@id": f"{base}{reverse('interop:sdmx-data', args=[flow.id])}",
            "@type": "dcat:Dataset",
            "dct:identifier": flow.id,
            "dct:title": _texts({"en": flow.en, "zh": flow.zh}),
            "dct:conformsTo": {"@id": structure, "dct:format": structures.MEDIA_TYPE},
            "dcat:distribution": _files(files),
        }


def _of_indicators(base: str) -> Iterator[dict[str, Any]]:
    said = Observation.objects.order_by().values("indicator")
    spans = {row["indicator"]: row for row in said.annotate(first=Min("period_start"), last=Max("period_end"))}
    for row in Indicator.objects.order_by("key"):
        url = f"{base}{reverse('observatory:indicator', args=[row.key])}"
        files = [
            (exports.FORMATS[form], f"{base}{reverse('observatory:observations', args=[row.key, form])}")
            for form in exports.FORMATS
        ]
        files.append(("application/json", f"{base}{reverse('interop:json-stat', args=[row.key])}"))
        made: dict[str, Any] = {
            "@id": url,
            "@type": "dcat:Dataset",
            "dct:identifier": row.key,
            "dct:title": _texts({"en": row.name_en, "zh": row.name_zh}),
            "dct:description": _texts({"en": row.definition_en, "zh": row.definition_zh}),
            "dcat:landingPage": {"@id": url},
            "dct:source": [{"@id": source} for source in row.sources],
            "dcat:distribution": _files(files),
        }
        if span := spans.get(row.key):
            made["dct:temporal"] = {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@value": span["first"].isoformat(), "@type": "xsd:date"},
                "dcat:endDate": {"@value": span["last"].isoformat(), "@type": "xsd:date"},
            }
        yield made


def _files(files: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "@id": url, "@type": "dcat:Distribution", "dcat:downloadURL": {"@id": url},
            "dcat:mediaType": media.partition(";")[0],
        }
        for media, url in files
    ]  # fmt: skip


def _in_both(text: Any) -> list[dict[str, str]]:
    """A text of the portal in each of its languages."""
    found = {}
    for language, code in _LANGUAGES.items():
        with override(code):
            found[language] = str(text)
    return _texts(found)


def _texts(texts: dict[str, str]) -> list[dict[str, str]]:
    tags = {"en": "en", "zh": "zh-Hans"}
    return [{"@value": text, "@language": tags[language]} for language, text in texts.items() if text]
