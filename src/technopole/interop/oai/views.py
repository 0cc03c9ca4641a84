"""The one address of OAI-PMH: every verb, by GET or POST; every answer and every mistake as XML."""

import re
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string

from technopole.core import clock, ids
from technopole.interop import things
from technopole.interop.oai import asking, listing
from technopole.interop.oai.asking import ProtocolError, stamp
from technopole.interop.oai.formats import CERIF, FORMATS, Context
from technopole.interop.oai.xml import element, parent
from technopole.interop.public import base_url, public
from technopole.registry import vocabulary
from technopole.registry.models import OrganisationType

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ '
    'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
_ADDRESS = re.compile(r"\S+@(?:[^\s@.]+\.)+[^\s@.]+")
_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_COMPATIBILITY = "https://www.openaire.eu/cerif-profile/vocab/OpenAIRE_Service_Compatibility"


@public("POST", seconds=0)
def endpoint(request: HttpRequest) -> HttpResponseBase:
    """Answers one request of a harvester."""
    given = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    if request.method == "POST":
        for name in request.POST:
            given[name] = [*given.get(name, []), *map(str, request.POST.getlist(name))]
    attributes: Mapping[str, str] = {}
    try:
        found = asking.arguments(given)
        body = _VERBS[found["verb"]](request, found)
        attributes = found
    except ProtocolError as error:
        body = element("error", error.message, code=error.code)
        if error.code not in ("badVerb", "badArgument"):
            attributes = found
    asked = element("request", f"{base_url(request)}/oai", **attributes)
    text = f"{_HEAD}{element('responseDate', stamp(clock.now()))}{asked}{body}</OAI-PMH>\n"
    return HttpResponse(text.encode(), content_type="text/xml; charset=utf-8")


# --- identifiers --------------------------------------------------------------------------------------------------


def _domain(request: HttpRequest) -> str:
    """The name of this repository in identifiers: the host, if it has the form of a name in the world."""
    host = urlsplit(settings.PUBLIC_URL).hostname or request.get_host().partition(":")[0]
    return host if _HOST.fullmatch(host) else "localhost.localdomain"


def _address(request: HttpRequest, contact: str) -> str:
    """Where who runs this repository is written to: a whole address, as the protocol's schema asks."""
    known = (parseaddr(text)[1] for text in (contact, settings.DEFAULT_FROM_EMAIL))
    return next(filter(_ADDRESS.fullmatch, known), f"postmaster@{_domain(request)}")


def _identifier(request: HttpRequest, uid: str) -> str:
    return f"oai:{_domain(request)}:OrgUnits/{uid}"


def _entry(request: HttpRequest, identifier: str) -> listing.Entry:
    begin = _identifier(request, "")
    uid = identifier.removeprefix(begin)
    entry = listing.one(uid) if identifier.startswith(begin) and re.fullmatch(ids.PATTERN, uid) else None
    if entry is None:
        raise ProtocolError("idDoesNotExist", f"There is no such record; identifiers here begin with {begin}")
    return entry


# --- verbs --------------------------------------------------------------------------------------------------------


def _identify(request: HttpRequest, found: Mapping[str, str]) -> str:
    centre = import_string(settings.CENTRE)()
    base = base_url(request)
    name = centre.name_en or centre.name_zh
    domain = _domain(request)
    names = [element("Name", centre.name_en, xml__lang="en"), element("Name", centre.name_zh, xml__lang="zh-Hans")]
    service = parent(
        "Service",
        [
            element("Compatibility", f"{_COMPATIBILITY}#1.1", xmlns=_COMPATIBILITY),
            element("Acronym", centre.id),
            *(text for text, said in zip(names, (centre.name_en, centre.name_zh), strict=True) if said),
            element("WebsiteURL", f"{base}/"),
            element("OAIPMHBaseURL", f"{base}/oai"),
        ],
        xmlns=CERIF,
        id=centre.id,
    )
    scheme = parent(
        "oai-identifier",
        [
            element("scheme", "oai"),
            element("repositoryIdentifier", domain),
            element("delimiter", ":"),
            element("sampleIdentifier", _identifier(request, ids.uid_for(things.KIND, "sample"))),
        ],
        xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier",
        xsi__schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier "
        "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd",
    )
    return parent(
        "Identify",
        [
            element("repositoryName", name),
            element("baseURL", f"{base}/oai"),
            element("protocolVersion", "2.0"),
            element("adminEmail", _address(request, centre.contact_email)),
            element("earliestDatestamp", stamp(listing.earliest() or clock.now())),
            element("deletedRecord", "persistent"),
            element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            parent("description", [scheme]),
            parent("description", [service]),
        ],
    )


def _formats(request: HttpRequest, found: Mapping[str, str]) -> str:
    if "identifier" in found and _entry(request, found["identifier"]).thing is None:
        raise ProtocolError("noMetadataFormats", "The record is gone.")
    return parent(
        "ListMetadataFormats",
        [
            parent(
                "metadataFormat",
                [
                    element("metadataPrefix", prefix),
                    element("schema", form.schema),
                    element("metadataNamespace", form.namespace),
                ],
            )
            for prefix, form in FORMATS.items()
        ],
    )


def _sets(request: HttpRequest, found: Mapping[str, str]) -> str:
    if "resumptionToken" in found:
        raise ProtocolError("badResumptionToken", "The sets are told all at once.")
    return parent("ListSets", [_set(spec, name) for spec, name in _all_sets() if _fits(spec)])


def _fits(spec: str) -> bool:
    return all(_SPEC.fullmatch(part) for part in spec.split(":"))


def _all_sets() -> Iterator[tuple[str, str]]:
    yield listing.ORGUNITS, "OpenAIRE_CRIS_orgunits"
    yield listing.CENTRE, "Organisations that this centre lists"
    types = vocabulary.types()
    used = OrganisationType.objects.order_by("type").values_list("type", flat=True).distinct()
    for key in sorted({*types, *used}):
        yield f"type:{key}", vocabulary.words(types, [key])["en"]
    for key, texts in vocabulary.hubs().items():
        yield f"hub:{key}", texts.get("en") or texts.get("zh") or key


def _set(spec: str, name: str) -> str:
    return parent("set", [element("setSpec", spec), element("setName", name)])


def _record(request: HttpRequest, found: Mapping[str, str]) -> str:
    if "identifier" not in found:
        raise ProtocolError("badArgument", "The argument identifier is needed.")
    prefix = asking.prefix_of(found)
    entry = _entry(request, found["identifier"])
    return parent("GetRecord", _written(request, [entry], prefix))


def _list(request: HttpRequest, found: Mapping[str, str]) -> str:
    here = asking.place(found)
    entries, onward = listing.page(here)
    if found["verb"] == "ListIdentifiers":
        told = [_header(request, entry) for entry in entries]
    else:
        told = list(_written(request, entries, here.prefix))
    if onward is not None:
        size = {"completeListSize": str(onward.total), "cursor": str(here.told)}
        told.append(element("resumptionToken", onward.token(), **size))
    elif "resumptionToken" in found:
        size = {"completeListSize": str(here.told + len(entries)), "cursor": str(here.told)}
        told.append(element("resumptionToken", **size))
    return parent(found["verb"], told)


def _written(request: HttpRequest, entries: list[listing.Entry], prefix: str) -> Iterator[str]:
    """The records in a format. Costs four queries for any number."""
    known = things.relatives([entry.thing for entry in entries if entry.thing])
    context = Context(base_url(request), known)
    for entry in entries:
        parts = [_header(request, entry)]
        if entry.thing is not None:
            parts.append(parent("metadata", [FORMATS[prefix].write(entry.thing, context)]))
        yield parent("record", parts)


def _header(request: HttpRequest, entry: listing.Entry) -> str:
    sets = [element("setSpec", spec) for spec in entry.sets if _fits(spec)]
    return parent(
        "header",
        [element("identifier", _identifier(request, entry.uid)), element("datestamp", stamp(entry.at)), *sets],
        status="" if entry.thing else "deleted",
    )


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
