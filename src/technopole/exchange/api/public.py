"""Offers, needs and services over HTTP, as everybody may read them."""

import datetime as dt
from typing import Any, Literal

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core import sourced
from technopole.core.rules import everyone
from technopole.exchange import een, queries, reading, reference_rows
from technopole.exchange.api import shapes
from technopole.exchange.api.shapes import Keys
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.records import add_record_operations
from technopole.pages.api.shapes import Line, Named, Uid, named
from technopole.pages.finding import containing

router = Router("Exchange")

_undated = dt.date(1, 1, 1)
_latest_needs = Keyset("needs", ("-day", "-id"))
_latest_offers = Keyset("offers", ("-day", "-id"))
_by_id = Keyset("services", ("id",))


def owner(row: Any) -> dict[str, Any] | None:
    """Who a row is of, as its public columns say; None where nobody is named."""
    if row.owner_org_uid:
        return named(row, "owner_org")
    if row.organisation_key:
        return named(row, "organisation", row.organisation_key)
    label = row.owner_zh or row.owner_en
    return {"uid": None, "name": None, "label": label} if label else None


def _of_owner(rows: QuerySet[Any], uid: str) -> QuerySet[Any]:
    return rows.filter(Q(organisation_uid=uid) | Q(owner_uid=uid))


def _exact(amount: Any) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _money(row: Any, name: str) -> dict[str, Any]:
    return {
        "low": _exact(getattr(row, f"{name}_low")), "high": _exact(getattr(row, f"{name}_high")),
        "currency": row.currency or None, "negotiable": row.negotiable,
    }  # fmt: skip


# --- offers ----------------------------------------------------------------------------------------------------


def _offers() -> QuerySet[Offer]:
    return queries.offers().annotate(day=Coalesce(F("published_on"), _undated))


def _offer(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("exchange:offer", args=[row.uid]),
        "profile": row.profile,
        "title": both(row, "title"),
        "summary": both(row, "summary"),
        "price": _money(row, "price"),
        "organisation": owner(row),
        "country": row.country or None,
        "region": row.region or None,
        "rights": [
            {name: right.get(name) or None for name in ("kind", "number", "status", "share")} for right in row.rights
        ],
        **{
            name: getattr(row, name)
            for name in (
                "trl", "modes", "fields", "sectors", "anonymous", "published_on", "expires_on", "status", "sources",
                "synthetic",
            )
        },
    }  # fmt: skip


@router.get("offers", may=everyone, response=Page[shapes.OfferOut], summary="Offers, the latest first")
def offers(
    request: HttpRequest, filters: Query[shapes.OfferFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What organisations offer: live ones, unless another status is asked for."""
    rows = _offers()
    if filters.q:
        names = ("title", "summary", "applications")
        rows = containing(rows, filters.q, *(f"{name}_{language}" for name in names for language in ("en", "zh")))
    for column, values in (
        ("profile", filters.profile), ("status", filters.status), ("in_sectors__sector", filters.sector),
        ("in_modes__mode", filters.mode), ("with_rights__right", filters.right),
    ):  # fmt: skip
        if values:
            rows = rows.filter(**{f"{column}__in": values})
    if filters.sector or filters.mode or filters.right:
        rows = rows.distinct()
    if filters.trl_min is not None:
        rows = rows.filter(trl__gte=filters.trl_min)
    if filters.trl_max is not None:
        rows = rows.filter(trl__lte=filters.trl_max)
    if filters.organisation:
        rows = _of_owner(rows, filters.organisation)
    return page_of(request, rows, _latest_offers, _offer, cursor=cursor, limit=limit, count=count)


@router.get("offers/{uid}", may=everyone, response=shapes.OfferDetail, summary="One offer")
def offer(request: HttpRequest, uid: Uid) -> Any:
    """With all its texts; reference data, too, whose status is `reference`. Where the owner is not named, nothing here
    leads to it."""
    row = _offers().filter(uid=uid).first()
    if row is None:
        return _reference(uid)
    texts = ("description", "advantages", "applications", "trl_evidence", "maker", "programme", "manager")
    return {
        **_offer(row), **{name: both(row, name) for name in texts}, "trl_on": row.trl_on, "year": row.year,
        "website": row.url or None,
    }  # fmt: skip


def _reference(uid: str) -> dict[str, Any]:
    """A reference offer that nobody acted on yet, as far as its record says."""
    body = reading.reference(uid)
    if body is None:
        raise Http404
    none = ("summary", "advantages", "applications", "trl_evidence", "maker", "programme", "manager")
    nothing: dict[str, Any] = {name: {} for name in none}
    owner_named = {"uid": None, "name": None, "label": body["owner"]} if body.get("owner") else None
    return {
        **nothing,
        "uid": uid,
        "url": reverse("exchange:offer", args=[uid]),
        "profile": body.get("kind") or "reference",
        "title": reference_rows.texts(body, "title"),
        "description": reference_rows.texts(body, "text"),
        "price": {
            "low": _exact(body.get("price_low")), "high": _exact(body.get("price_high")),
            "currency": body.get("currency") or None,
        },
        "rights": [{"kind": kind} for kind in body.get("rights") or ()],
        "organisation": owner_named,
        **{name: list(body.get(name) or ()) for name in ("modes", "fields", "sectors")},
        **{name: body.get(name) or None for name in ("trl", "country", "region", "year")},
        "website": body.get("url") or None,
        "sources": [text for text in (body.get("url"), body.get("source")) if text],
        "synthetic": bool(body.get("synthetic")),
        "status": "reference",
        "anonymous": False,
        "trl_on": None, "published_on": None, "expires_on": None,
    }  # fmt: skip


def _een(kind: str, model: Any, uid: str, language: str) -> een.Profile:
    if not model.objects.filter(uid=uid).exists():
        raise Http404
    return een.profile(sourced.merged(kind, uid), uid, language)


def _as_xml(profile: een.Profile) -> HttpResponse:
    return HttpResponse(een.as_xml(profile), content_type="application/xml; charset=utf-8")


@router.get("offers/{uid}/een", may=everyone, response=shapes.EenOut, summary="One offer as an EEN profile")
def offer_een(request: HttpRequest, uid: Uid, language: shapes.Language = "en") -> Any:
    """The fields of a profile of the Enterprise Europe Network; texts in the language asked for, else in the other."""
    return _een("offer", Offer, uid, language)


@router.get(
    "offers/{uid}/een.xml", may=everyone, response={200: None}, summary="One offer as an EEN profile in XML",
    media_type="application/xml",
)  # fmt: skip
def offer_een_xml(request: HttpRequest, uid: Uid, language: shapes.Language = "en") -> Any:
    """The same as XML."""
    return _as_xml(_een("offer", Offer, uid, language))


add_record_operations(router, "offers/{uid}", "offer", Offer)


# --- needs -----------------------------------------------------------------------------------------------------


class NeedOut(Out):
    uid: str
    url: str
    kind: str
    profile: str | None
    title: Bilingual
    statement: Bilingual
    description: Bilingual
    targets: Bilingual
    attempts: Bilingual
    stated_by: Bilingual
    role: Bilingual = Field(description="The post held on the day it was said.")
    organisation: Named | None
    stated_on: str | None = Field(description="As far as it is known: `2025`, `2025-07`, `2025-07-26`.")
    fields: list[str]
    ipc: list[str]
    sectors: list[str]
    trl_min: int | None
    trl_max: int | None
    modes: list[str]
    rights_wanted: list[str]
    exclusivity: str | None
    budget: shapes.Money
    deadline: dt.date | None
    scenario: Bilingual
    country: str | None
    region: str | None
    wanted: Bilingual
    note: Bilingual
    manager: Bilingual
    anonymous: bool
    published_on: dt.date | None
    expires_on: dt.date | None
    status: str
    sources: list[str]
    synthetic: bool


class Filters(Schema):
    q: Line | None = Field(None, description="Words of the statement and of what is wanted.")
    kind: Keys = Field([])
    profile: list[shapes.NeedProfile] = Field([], max_length=3)
    status: list[Literal["open", "answered", "closed", "expired", "withdrawn"]] = Field([], max_length=5)
    organisation: Uid | None = Field(None, description="The uid of the organisation that stated it.")
    calls: bool = Field(False, description="Only calls of the city: with a scenario, by an authority or a district.")


def _needs() -> QuerySet[Need]:
    return queries.needs().annotate(day=Coalesce(F("stated_on_day"), F("published_on"), _undated))


_NEED_TEXTS = (
    "title", "statement", "description", "targets", "attempts", "stated_by", "role", "scenario", "wanted", "note",
    "manager",
)  # fmt: skip


def _need(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("exchange:need", args=[row.uid]),
        **{name: both(row, name) for name in _NEED_TEXTS},
        "organisation": owner(row),
        "budget": _money(row, "budget"),
        **{name: getattr(row, name) or None for name in ("profile", "stated_on", "exclusivity", "country", "region")},
        **{
            name: getattr(row, name)
            for name in (
                "kind", "fields", "ipc", "sectors", "trl_min", "trl_max", "modes", "rights_wanted", "deadline",
                "anonymous", "published_on", "expires_on", "status", "sources", "synthetic",
            )
        },
    }  # fmt: skip


@router.get("needs", may=everyone, response=Page[NeedOut], summary="Needs, the latest first")
def needs(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What somebody said is wanted, and requests written for the exchange."""
    rows = _needs()
    if filters.calls:
        rows = rows.filter(pk__in=queries.scenario_calls().order_by().values("pk"))
    for word in (filters.q or "").split()[:8]:
        found = Q()
        for column in ("title_en", "title_zh", "statement_en", "statement_zh", "wanted_en", "wanted_zh"):
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    for column in ("kind", "profile", "status"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.organisation:
        rows = _of_owner(rows, filters.organisation)
    return page_of(request, rows, _latest_needs, _need, cursor=cursor, limit=limit, count=count)


@router.get("needs/{uid}", may=everyone, response=NeedOut, summary="One need")
def need(request: HttpRequest, uid: Uid) -> Any:
    found = _needs().filter(uid=uid).first()
    if found is None:
        raise Http404
    return _need(found)


@router.get("needs/{uid}/een", may=everyone, response=shapes.EenOut, summary="One need as an EEN profile")
def need_een(request: HttpRequest, uid: Uid, language: shapes.Language = "en") -> Any:
    """The fields of a profile of the Enterprise Europe Network; `type` is null for what was said in public."""
    return _een("need", Need, uid, language)


@router.get(
    "needs/{uid}/een.xml", may=everyone, response={200: None}, summary="One need as an EEN profile in XML",
    media_type="application/xml",
)  # fmt: skip
def need_een_xml(request: HttpRequest, uid: Uid, language: shapes.Language = "en") -> Any:
    """The same as XML."""
    return _as_xml(_een("need", Need, uid, language))


add_record_operations(router, "needs/{uid}", "need", Need)


# --- services --------------------------------------------------------------------------------------------------


class ServiceFilters(Schema):
    q: Line | None = Field(None, description="Words of name and summary.")
    kind: Keys = Field([])
    organisation: Uid | None = Field(None, description="The uid of who offers it.")


def _service(row: Any) -> dict[str, Any]:
    provider = named(row, "organisation", row.provider or row.organisation_key)
    return {
        "uid": row.uid,
        "url": reverse("exchange:service", args=[row.uid]),
        "name": both(row, "name"),
        "organisation": provider if provider["uid"] or provider["label"] else None,
        "kinds": row.kinds,
        "summary": both(row, "summary"),
        "website": row.website or None,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("services", may=everyone, response=Page[shapes.ServiceOut], summary="Services of service organisations")
def services(
    request: HttpRequest, filters: Query[ServiceFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What is offered along the way from a result to the market."""
    rows = queries.services()
    if filters.q:
        names = ("name", "summary")
        rows = containing(rows, filters.q, *(f"{name}_{language}" for name in names for language in ("en", "zh")))
    if filters.kind:
        rows = rows.filter(of_kinds__kind__in=filters.kind).distinct()
    if filters.organisation:
        rows = rows.filter(Q(organisation_uid=filters.organisation))
    return page_of(request, rows, _by_id, _service, cursor=cursor, limit=limit, count=count)


@router.get("services/{uid}", may=everyone, response=shapes.ServiceOut, summary="One service")
def service(request: HttpRequest, uid: Uid) -> Any:
    found = queries.services().filter(uid=uid).first()
    if found is None:
        raise Http404
    return _service(found)


add_record_operations(router, "services/{uid}", "service", ServiceOffer)
