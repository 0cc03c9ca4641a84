"""Reading organisations."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.pages.api import Keyset, Page, Router, both, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, slice_of
from technopole.pages.api.shapes import Line, Moment, Uid, point, word, words
from technopole.registry import queries, vocabulary
from technopole.registry.api import shapes
from technopole.registry.duplicates.redirects import merged_elsewhere
from technopole.registry.models import Organisation, OrganisationHub, OrganisationSector, OrganisationType

router = Router("Organisations")

ORDERS = {
    "name": Keyset("organisations", ("sort_name", "id")),
    "updated": Keyset("organisations-updated", ("updated_at", "id")),
}
Keys = Annotated[list[Line], Field(max_length=50)]


class Filters(Schema):
    """Values of one filter are alternatives; filters add up."""

    q: Line | None = Field(None, description="Words of its names, in any language; the best match comes first.")
    type: Keys = Field([], description="Keys of the vocabulary `type`.")
    sector: Keys = Field([], description="Keys of the vocabulary `sector`.")
    district: Keys = Field([], description="Keys of the vocabulary `district`.")
    hub: Keys = Field([], description="Keys of hubs.")
    country: Annotated[list[Annotated[str, Field(pattern="^[A-Z]{2}$")]], Field(max_length=50)] = Field(
        [], description="ISO 3166-1 codes, such as `CN`."
    )
    status: list[shapes.Status] = Field([], max_length=3)
    identifier: Line | None = Field(None, description="A number in another register: `ror:013q1eq08`, `uscc:…`.")
    scope: Literal["centre", "all"] = Field(
        "centre", description="Organisations of this centre, or also those known from world registries only."
    )
    updated_since: Moment | None = Field(None, description="Changed at this moment or later.")
    order: Literal["name", "updated"] = Field("name", description="`updated` is for keeping a copy.")


def shown(organisation: Organisation) -> dict[str, Any]:
    """One organisation as it is sent. Costs nothing more where `with_parts` was used."""
    return {
        "uid": organisation.uid,
        "version": organisation.version,
        "url": reverse("registry:organisation", args=[organisation.uid]),
        "name": both(organisation, "name"),
        "shown_name": organisation.name,
        "names": [
            {"value": name.value, "language": name.language or None, "kind": name.kind}
            for name in organisation.names.all()
        ],
        "types": words([each.type for each in organisation.types.all()], vocabulary.types()),
        "sectors": words([each.sector for each in organisation.sectors.all()], vocabulary.sectors()),
        "status": organisation.status,
        "legal_form": organisation.legal_form or None,
        "established": organisation.established or None,
        "closed": organisation.closed or None,
        "country": word(organisation.country, vocabulary.countries()) if organisation.country else None,
        "district": word(organisation.district, vocabulary.districts()) if organisation.district else None,
        "hubs": words([each.hub for each in organisation.hubs.all()], vocabulary.hubs()),
        "place": organisation.place_name or None,
        "point": point(organisation),
        "website": organisation.website or None,
        "links": [{"kind": link.kind, "url": link.url} for link in organisation.links.all()],
        "identifiers": [
            {"scheme": each.scheme, "value": each.value, "preferred": each.preferred}
            for each in organisation.identifiers.all()
        ],
        "summary": both(organisation, "summary"),
        "sources": organisation.sources,
        "reference": organisation.reference,
        "synthetic": organisation.synthetic,
        "listed_at": organisation.listed_at,
        "updated_at": organisation.updated_at,
    }


def detailed(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """One organisation with its relations; says its version to the caller."""
    version_is(request, organisation.version)
    relations = [
        {"kind": each.kind, "uid": each.organisation.uid if each.organisation else None, "label": each.label}
        for group in queries.relatives(organisation).values()
        for each in group
    ]
    return {**shown(organisation), "relations": relations}


def with_parts(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.prefetch_related("names", "types", "sectors", "hubs", "links", "identifiers")


def get(uid: str) -> Organisation:
    """The organisation, or 404."""
    found = with_parts(Organisation.objects.filter(uid=uid)).first()
    if found is None:
        raise Http404
    return found


def filtered(filters: Filters) -> QuerySet[Organisation]:
    """The organisations that fit, in no order, without those of `q`."""
    rows = Organisation.objects.all()
    if filters.scope == "centre":
        rows = rows.filter(reference__in=[False])  # as `NOT reference` the index by name would not serve
    if filters.type:
        rows = rows.filter(pk__in=OrganisationType.objects.filter(type__in=filters.type).values("organisation"))
    if filters.sector:
        rows = rows.filter(pk__in=OrganisationSector.objects.filter(sector__in=filters.sector).values("organisation"))
    if filters.hub:
        rows = rows.filter(pk__in=OrganisationHub.objects.filter(hub__in=filters.hub).values("organisation"))
    for column in ("district", "country", "status"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.identifier:
        scheme, _, value = filters.identifier.partition(":")
        rows = rows.filter(identifiers__scheme=scheme.lower(), identifiers__value=value).distinct()
    if filters.updated_since:
        rows = rows.filter(updated_at__gte=filters.updated_since)
    return rows


@router.get("organisations", may=everyone, response=Page[shapes.Organisation], summary="Organisations")
def organisations(
    request: HttpRequest,
    filters: Query[Filters],
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """The organisations of the centre, or of all registries it knows, by name; with `q` the best match first."""
    rows = filtered(filters)
    if filters.q:
        found = list(queries.matching(rows, filters.q).values_list("pk", flat=True))
        page = slice_of(request, "organisations-found", found, cursor=cursor, limit=limit, count=count)
        by_pk = {row.pk: row for row in with_parts(Organisation.objects.filter(pk__in=page["items"]))}
        return {**page, "items": [shown(by_pk[pk]) for pk in page["items"] if pk in by_pk]}
    return page_of(request, with_parts(rows), ORDERS[filters.order], shown, cursor=cursor, limit=limit, count=count)


@router.get("organisations/{uid}", may=everyone, response=shapes.OrganisationDetail, summary="One organisation")
def organisation(request: HttpRequest, uid: Uid) -> Any:
    """Its names, identifiers, places and relations. The ETag is needed to change it.

    One that became part of another answers 301 with the address of that one.
    """
    found = with_parts(Organisation.objects.filter(uid=uid)).first()
    if found is None:
        return merged_elsewhere(lambda survivor: reverse("api:v1:organisation", args=[survivor]), uid)
    return detailed(request, found)
