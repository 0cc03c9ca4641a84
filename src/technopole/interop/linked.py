"""An organisation as linked data by itself, and what robots are told."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from technopole.interop.public import base_url, json, public
from technopole.registry import linked, queries
from technopole.registry.duplicates.redirects import merged_elsewhere
from technopole.registry.models import Organisation

_NOT_FOR_ROBOTS = ("/oai", "/reconcile", "/v2/", "/organizations", "/data/organisation", "/data/changes")
"""Endless or large: programs that want it all read it from the downloads."""


@public(seconds=3600)
def organisation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """schema.org's words for one organisation, the same as in its page. Costs eleven queries at most."""
    rows = Organisation.objects.prefetch_related("names", "types", "identifiers", "links", "relations")
    row = rows.filter(uid=uid).first()
    if row is None:
        return merged_elsewhere(lambda survivor: reverse("interop:linked", args=[survivor]), uid)
    url = f"{base_url(request)}{reverse('registry:organisation', args=[uid])}"
    return json(linked.organisation(row, url, queries.relatives(row)), media_type="application/ld+json")


def robots(request: HttpRequest) -> HttpResponse:
    """Pages are for everybody; the endless lists of protocols are not for crawlers."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
