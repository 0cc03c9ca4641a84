"""The directory of organisations: its filters, its table, its map, its twins."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from technopole.pages.exports import ExportColumn
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both
from technopole.registry import queries, vocabulary
from technopole.registry.models import Organisation
from technopole.registry.vocabulary import labels

APPROXIMATE = frozenset({"locality", "district", "city", "host_campus", "region", "country"})
"""Precisions that do not say where the organisation's door is."""


def names_of(row: Any) -> dict[str, str]:
    """The name in each language it has one in; its own name where it has neither."""
    return in_both(row, "name") or {"en": row.name}


def address(row: Organisation) -> str:
    return reverse("registry:organisation", args=[row.uid])


def _name(row: Organisation) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": names_of(row), "url": address(row)}
    if row.synthetic:
        cell["mark"] = "synthetic"
    if row.status != "active":
        cell["badge"] = row.status
    return cell


def _types(row: Organisation) -> Any:
    return {"text": vocabulary.words(vocabulary.types(), [each.type for each in row.types.all()])}


def _sectors(row: Organisation) -> Any:
    return {"text": vocabulary.words(vocabulary.sectors(), [each.sector for each in row.sectors.all()])}


def place_of(row: Organisation) -> dict[str, str]:
    """Where the organisation is, in words: district or town, and the country for those elsewhere."""
    if row.district:
        return dict(vocabulary.words(vocabulary.districts(), [row.district]))
    country = vocabulary.countries().get(row.country, {}) if row.country else {}
    return {
        language: separator.join(part for part in (row.place_name, country.get(language, row.country)) if part)
        for language, separator in (("en", ", "), ("zh", "，"))
    }


def point(row: Organisation) -> dict[str, Any] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return {
        "name": names_of(row),
        "url": address(row),
        "latitude": row.latitude,
        "longitude": row.longitude,
        "approximate": row.precision in APPROXIMATE,
        "weight": 1,
    }


def _visible(request: HttpRequest) -> QuerySet[Organisation]:
    return Organisation.objects.all()


_SCOPES = {"False": _("Listed by this centre"), "True": _("World registries only")}

organisations = Listing(
    name="organisations",
    title=_("Organisations"),
    intro=_(
        "Who is here and what they do: names in every language, identifiers, places, and where each fact comes from."
    ),
    rows=_visible,
    link=address,
    order=("sort_name", "pk"),
    related=("types", "sectors"),
    search=queries.matching,
    facets=(
        Facet("reference", _("Register"), "reference", lambda keys: _SCOPES, default=("False",)),
        Facet("type", _("Type"), "types__type", labels(vocabulary.types)),
        Facet("sector", _("Sector"), "sectors__sector", labels(vocabulary.sectors)),
        Facet("district", _("District"), "district", labels(vocabulary.districts)),
        Facet("hub", _("Hub"), "hubs__hub", labels(vocabulary.hubs)),
        Facet("country", _("Country or region"), "country", labels(vocabulary.countries)),
        Facet("status", _("Status"), "status", lambda keys: vocabulary.STATUSES),
    ),
    columns=(
        Column("name", _("Name"), _name, sort=("sort_name",)),
        Column("type", _("Type"), _types),
        Column("sector", _("Sector"), _sectors),
        Column("place", _("Place"), lambda row: {"text": place_of(row)}, sort=("district", "place_name")),
        Column(
            "established",
            pgettext_lazy("founded in", "Since"),
            lambda row: {"text": str(row.established_year or "")},
            sort=("established_year",),
            numeric=True,
        ),
    ),
    export=(
        ExportColumn("uid", lambda row: row.uid),
        ExportColumn("name", lambda row: row.name),
        ExportColumn("name_en", lambda row: row.name_en),
        ExportColumn("name_zh", lambda row: row.name_zh),
        ExportColumn("types", lambda row: [each.type for each in row.types.all()]),
        ExportColumn("sectors", lambda row: [each.sector for each in row.sectors.all()]),
        ExportColumn("status", lambda row: row.status),
        ExportColumn("established", lambda row: row.established),
        ExportColumn("country", lambda row: row.country),
        ExportColumn("place", lambda row: row.place_name),
        ExportColumn("district", lambda row: row.district),
        ExportColumn("hub", lambda row: row.hub),
        ExportColumn("latitude", lambda row: row.latitude, "number"),
        ExportColumn("longitude", lambda row: row.longitude, "number"),
        ExportColumn("coord_precision", lambda row: row.precision),
        ExportColumn("website", lambda row: row.website),
        ExportColumn("synthetic", lambda row: row.synthetic, "truth"),
        ExportColumn("sources", lambda row: row.sources),
    ),
    point=point,
    template="registry/organisations.html",
    empty_hint=_("Try fewer filters, another spelling, or include the world registries."),
)
