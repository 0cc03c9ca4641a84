"""Offers, needs and services as kinds of things: rows to records, records to columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from technopole.core import kinds
from technopole.core.errors import SourceError
from technopole.core.kinds import Kind, both
from technopole.core.merge import Record
from technopole.exchange import checks, vocabulary
from technopole.exchange.models import Need, Offer, OfferMode, OfferRight, OfferSector, ServiceKind, ServiceOffer
from technopole.methods import patents, periods
from technopole.sources import rows

# --- rows of the centre's folder -------------------------------------------------------------------------------


def offer_from_row(row: rows.Row) -> Record:
    """A row of `offers.csv`. Raises `SourceError` naming the field that is wrong."""
    return rows.stated(
        key=rows.key(row),
        profile=rows.choice(row, "profile", vocabulary.OFFER_PROFILES, default="technology_offer"),
        title=rows.required_in_a_language(row, "title"),
        summary=rows.both(row, "summary"),
        description=rows.both(row, "description"),
        advantages=rows.both(row, "advantages"),
        applications=rows.both(row, "applications"),
        trl=_level(row, "trl"),
        trl_evidence=rows.both(row, "trl_evidence"),
        trl_on=_day(row, "trl_on"),
        fields=_symbols(row, "fields"),
        topics=rows.several(row, "topics"),
        sectors=rows.several(row, "sectors"),
        country=rows.cell(row, "country"),
        region=rows.cell(row, "region"),
        organisation=rows.cell(row, "organisation"),
        owner=rows.both(row, "owner"),
        maker=rows.both(row, "maker"),
        rights=_rights(row, "rights"),
        modes=rows.choices(row, "modes", vocabulary.MODES),
        price_low=rows.decimal(row, "price_low"),
        price_high=rows.decimal(row, "price_high"),
        currency=rows.cell(row, "currency"),
        negotiable=rows.yes_or_no(row, "negotiable"),
        programme=rows.both(row, "programme"),
        year=rows.whole_number(row, "year"),
        language=rows.cell(row, "language"),
        published_on=_day(row, "published_on"),
        expires_on=_day(row, "expires_on"),
        status=rows.choice(row, "status", vocabulary.OFFER_STATUSES, default="live"),
        anonymous=rows.yes_or_no(row, "anonymous"),
        url=rows.url(row, "url"),
        sources=rows.sources(row),
        **_made_up(row),
    )


def need_from_row(row: rows.Row) -> Record:
    """A row of `needs.csv`. Raises `SourceError` naming the field that is wrong."""
    return rows.stated(
        key=rows.key(row),
        kind=rows.required(row, "kind"),
        profile=rows.choice(row, "profile", ("", *vocabulary.NEED_PROFILES)),
        title=rows.both(row, "title"),
        statement=rows.required_in_a_language(row, "statement"),
        description=rows.both(row, "description"),
        targets=rows.both(row, "targets"),
        attempts=rows.both(row, "attempts"),
        stated_by=rows.both(row, "stated_by"),
        role=rows.both(row, "role"),
        organisation=rows.cell(row, "organisation"),
        owner=rows.both(row, "owner"),
        stated_on=rows.partial_date(row, "stated_on"),
        fields=rows.several(row, "fields"),
        ipc=_symbols(row, "ipc"),
        topics=rows.several(row, "topics"),
        sectors=rows.several(row, "sectors"),
        trl_min=_level(row, "trl_min"),
        trl_max=_level(row, "trl_max"),
        country=rows.cell(row, "country"),
        region=rows.cell(row, "region"),
        modes=rows.choices(row, "modes", vocabulary.MODES),
        rights_wanted=rows.choices(row, "rights_wanted", vocabulary.RIGHTS),
        exclusivity=rows.choice(row, "exclusivity", ("", *vocabulary.EXCLUSIVITIES)),
        budget_low=rows.decimal(row, "budget_low"),
        budget_high=rows.decimal(row, "budget_high"),
        currency=rows.cell(row, "currency"),
        negotiable=rows.yes_or_no(row, "negotiable"),
        deadline=_day(row, "deadline"),
        scenario=rows.both(row, "scenario"),
        wanted=rows.both(row, "wanted"),
        note=rows.both(row, "note"),
        published_on=_day(row, "published_on"),
        expires_on=_day(row, "expires_on"),
        status=rows.choice(row, "status", vocabulary.NEED_STATUSES, default="open"),
        anonymous=rows.yes_or_no(row, "anonymous"),
        sources=rows.sources(row),
        **_made_up(row),
    )


def service_from_row(row: rows.Row) -> Record:
    """A row of `services.csv`. Raises `SourceError` naming the field that is wrong."""
    provider = (rows.parties(row, "organisation") or [{}])[0]
    return rows.stated(
        key=rows.key(row),
        name=rows.required_in_a_language(row, "name"),
        organisation=provider.get("organisation"),
        provider=provider.get("label"),
        kinds=rows.choices(row, "kinds", vocabulary.SERVICE_KINDS),
        summary=rows.both(row, "summary"),
        website=rows.url(row, "website"),
        note=rows.both(row, "note"),
        sources=rows.sources(row),
        **_made_up(row),
    )


READERS: dict[str, tuple[str, Callable[[rows.Row], Record]]] = {
    "services.csv": ("service", service_from_row),
    "needs.csv": ("need", need_from_row),
    "offers.csv": ("offer", offer_from_row),
}
"""The files of a centre's folder that this domain reads: {file: (kind, reader of one row)}."""


def _made_up(row: rows.Row) -> Record:
    """What is synthetic is marked so; what is not says nothing."""
    return {"synthetic": True} if rows.yes_or_no(row, "synthetic") else {}


def _level(row: rows.Row, column: str) -> int | None:
    value = rows.whole_number(row, column)
    if value is not None and not 1 <= value <= 9:
        raise SourceError(f"{value} is no readiness level", field=column, hint="Use a whole number from 1 to 9.")
    return value


def _day(row: rows.Row, column: str) -> str | None:
    text = rows.cell(row, column)
    try:
        checks.date_of(text)
    except ValueError:
        raise SourceError(f"{text!r} is not a day", field=column, hint="Write it as 2026-11-22.") from None
    return text or None


def _symbols(row: rows.Row, column: str) -> list[str] | None:
    values = rows.several(row, column)
    for value in values or []:
        try:
            patents.symbol(value)
        except ValueError as error:
            raise SourceError(str(error), field=column, hint="Put | between several.") from None
    return values


def _rights(row: rows.Row, column: str) -> list[Record] | None:
    """`kind:number:status:share`, of which all but the kind may be left out, `|` between several."""
    found = []
    for value in rows.several(row, column) or []:
        kind, number, status, share, *more = [*(part.strip() for part in value.split(":")), "", "", ""]
        if any(more[: value.count(":") - 3]):
            raise SourceError(f"{value!r} has too many parts", field=column, hint="Write kind:number:status:share.")
        right: Record = {"kind": kind}
        right |= {name: text for name, text in (("number", number), ("status", status), ("share", share)) if text}
        if problems := checks.offer({"rights": [right]}).get("rights"):
            raise SourceError(problems[0], field=column, hint="Write kind:number:status:share, | between several.")
        found.append(right)
    return found or None


# --- records to columns ----------------------------------------------------------------------------------------

_OFFER_TEXTS = (
    "title", "summary", "description", "advantages", "applications", "trl_evidence", "owner", "maker", "programme",
    "manager",
)  # fmt: skip
_NEED_TEXTS = (
    "title", "statement", "description", "targets", "attempts", "stated_by", "role", "owner", "scenario", "wanted",
    "note", "manager",
)  # fmt: skip


def offer_columns(merged: Record) -> dict[str, Any]:
    return {
        **_common(merged, _OFFER_TEXTS),
        **_lists(merged, "fields", "topics", "sectors", "rights", "modes"),
        **_days(merged, "trl_on", "published_on", "expires_on"),
        **_money(merged, "price_low", "price_high"),
        "trl": merged.get("trl"),
        "year": merged.get("year"),
        "url": merged.get("url", ""),
        "status": merged.get("status", "live"),
    }


def need_columns(merged: Record) -> dict[str, Any]:
    stated_on = merged.get("stated_on", "")
    return {
        **_common(merged, _NEED_TEXTS),
        **_lists(merged, "fields", "ipc", "topics", "sectors", "modes", "rights_wanted"),
        **_days(merged, "deadline", "published_on", "expires_on"),
        **_money(merged, "budget_low", "budget_high"),
        "kind": merged.get("kind", ""),
        "stated_on": stated_on,
        "stated_on_day": periods.first_day(stated_on) if stated_on else None,
        "trl_min": merged.get("trl_min"),
        "trl_max": merged.get("trl_max"),
        "exclusivity": merged.get("exclusivity", ""),
        "status": merged.get("status", "open"),
    }


def service_columns(merged: Record) -> dict[str, Any]:
    return {
        **_texts(merged, ("name", "summary", "note")),
        **_lists(merged, "kinds", "sources"),
        "key": merged.get("key", ""),
        "organisation_key": merged.get("organisation", ""),
        "provider": merged.get("provider", ""),
        "website": merged.get("website", ""),
        "synthetic": bool(merged.get("synthetic")),
    }


def _common(merged: Record, texts: Iterable[str]) -> dict[str, Any]:
    """The columns that offers and needs share."""
    return {
        **_texts(merged, texts),
        "key": merged.get("key", ""),
        "profile": merged.get("profile", ""),
        "country": merged.get("country", ""),
        "region": merged.get("region", ""),
        "organisation_key": merged.get("organisation", ""),
        "owner_uid": merged.get("owner_uid", ""),
        "currency": merged.get("currency", ""),
        "negotiable": bool(merged.get("negotiable")),
        "language": merged.get("language", ""),
        "anonymous": bool(merged.get("anonymous")),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def _texts(merged: Record, names: Iterable[str]) -> dict[str, str]:
    return {f"{name}_{language}": both(merged.get(name), language) for name in names for language in ("en", "zh")}


def _lists(merged: Record, *names: str) -> dict[str, Any]:
    return {name: merged.get(name, []) for name in names}


def _days(merged: Record, *names: str) -> dict[str, Any]:
    return {name: checks.date_of(merged.get(name)) for name in names}


def _money(merged: Record, *names: str) -> dict[str, Any]:
    return {name: checks.amount(merged.get(name)) for name in names}


kinds.register(kinds.flat("need", Need, need_columns, validate=checks.need))
def _project_offers(things: Mapping[str, Record]) -> None:
    offers = kinds.upsert(Offer, {uid: offer_columns(merged) for uid, merged in things.items()})
    ids = [offer.pk for offer in offers.values()]
    for model, column, values_of in (
        (OfferSector, "sector", lambda merged: merged.get("sectors", [])),
        (OfferMode, "mode", lambda merged: merged.get("modes", [])),
        (OfferRight, "right", lambda merged: [right["kind"] for right in merged.get("rights", [])]),
    ):  # fmt: skip
        rows: Any = model._default_manager
        rows.filter(offer_id__in=ids).delete()
        rows.bulk_create(
            model(offer_id=offers[uid].pk, **{column: value})
            for uid, merged in things.items() for value in dict.fromkeys(values_of(merged))
        )  # fmt: skip


def _remove_offers(uids: Sequence[str]) -> None:
    Offer.objects.filter(uid__in=uids).delete()


kinds.register(Kind("offer", _project_offers, _remove_offers, validate=checks.offer))
def _project_services(things: Mapping[str, Record]) -> None:
    services = kinds.upsert(ServiceOffer, {uid: service_columns(merged) for uid, merged in things.items()})
    ServiceKind.objects.filter(service_id__in=[service.pk for service in services.values()]).delete()
    ServiceKind.objects.bulk_create(
        ServiceKind(service_id=services[uid].pk, kind=kind)
        for uid, merged in things.items() for kind in merged.get("kinds", [])
    )  # fmt: skip


def _remove_services(uids: Sequence[str]) -> None:
    ServiceOffer.objects.filter(uid__in=uids).delete()


kinds.register(Kind("service", _project_services, _remove_services, validate=checks.service))
