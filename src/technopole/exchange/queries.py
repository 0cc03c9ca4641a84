"""Reading offers, needs and services, with the names of the organisations or hubs that they are of."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from technopole.exchange.models import Listing, Need, Offer, ServiceOffer
from technopole.pages.texts import in_both
from technopole.registry import named
from technopole.registry.models import Organisation


def needs() -> QuerySet[Need]:
    """All needs; `organisation_…` and `hub_…` name who `organisation_key` stands for, `owner_org_…` who `owner_uid`."""
    return named.with_hub(with_owner(Need.objects.all()), "organisation_key")


def offers() -> QuerySet[Offer]:
    """All offers; `organisation_…` and `owner_org_…` name who `organisation_key` and `owner_uid` stand for."""
    return with_owner(Offer.objects.all())


def services() -> QuerySet[ServiceOffer]:
    """All services; `organisation_…` names who `organisation_key` stands for."""
    return named.with_organisation(ServiceOffer.objects.all(), "organisation_key")


def with_owner(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with the names of the organisation that owns them, known by its key or by its uid."""
    found = Organisation.objects.filter(uid=OuterRef("owner_uid"))
    columns = {f"owner_org_{name}": Subquery(found.values(name)[:1]) for name in ("uid", "name_en", "name_zh")}
    found_too: QuerySet[Any] = named.with_organisation(rows, "organisation_key").annotate(**columns)
    return found_too


CITYS_SIDE = "government"
"""The type of the organisations of the register whose needs are calls of the city: authorities and districts."""


def scenario_calls() -> QuerySet[Any]:
    """Needs with a scenario in the city that an authority or district states under its name; `over` is 0 while one
    is open and 1 afterwards."""
    stated_by = Organisation.objects.filter(types__type=CITYS_SIDE).filter(
        Q(uid=OuterRef("owner_uid")) | (Q(key=OuterRef("organisation_key")) & ~Q(key=""))
    )
    calls = needs().filter(Exists(stated_by)).exclude(scenario_en="", scenario_zh="")
    return calls.annotate(over=Case(When(status="open", then=Value(0)), default=Value(1)))


def of_organisation(key: str) -> QuerySet[Need]:
    """Needs stated on behalf of an organisation or hub, the latest first."""
    return Need.objects.filter(organisation_key=key) if key else Need.objects.none()


def owned_by(rows: Any, thing: Any) -> Any:
    """Rows whose owner, as everybody may read it, is this organisation."""
    owned = Q(owner_uid=thing.uid)
    return rows.filter(owned | Q(organisation_key=thing.key) if thing.key else owned)


def open_needs() -> QuerySet[Need]:
    """Needs that look for an answer."""
    return needs().filter(status="open")


def party(row: Any) -> dict[str, Any]:
    """Whose it is: {"text", "url"} of the organisation or hub; empty text if none is named."""
    if row.owner_org_uid:
        return named.link(row, "owner_org", "registry:organisation")
    if row.organisation_key:
        if not row.organisation_uid and getattr(row, "hub_uid", None):
            return named.link(row, "hub", "registry:hub")
        return named.link(row, "organisation", "registry:organisation", row.organisation_key)
    return {"text": in_both(row, "owner"), "url": ""}


def provider(row: ServiceOffer) -> dict[str, Any]:
    """Who offers a service: {"text", "url"}."""
    return named.link(row, "organisation", "registry:organisation", row.provider or row.organisation_key)


def organisation_link(uid: str) -> dict[str, Any]:
    """An organisation of the register: {"text", "url"}. Costs one query."""
    row = Organisation.objects.filter(uid=uid).first()
    if row is None:
        return {"text": "", "url": ""}
    return {"text": in_both(row, "name") or {"": row.name}, "url": reverse("registry:organisation", args=[uid])}


def titles(listing: Listing) -> dict[str, str]:
    """What a listing is called in the languages it is written in; empty without a title."""
    said = {language: str(listing.content.get(f"title_{language}") or "") for language in ("en", "zh")}
    return {language: text for language, text in said.items() if text}


def organisations_of(user: Any) -> list[Organisation]:
    """The organisations that a person may write listings of as their representative."""
    if not user.is_authenticated or not user.represents:
        return []
    return list(Organisation.objects.filter(uid__in=user.represents, reference=False).order_by("sort_name", "pk"))


def listing(uid: str) -> Listing | None:
    return Listing.objects.select_related("author", "edited_by", "manager").filter(uid=uid).first()
