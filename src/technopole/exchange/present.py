"""An offer or a need as its page shows it, whether it is a row of the store or a reference record from the corpus."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.exchange import queries, terms, words
from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.registry import regions
from technopole.registry import vocabulary as centre

Facts = list[dict[str, Any]]

SHORT = {"en": "en", "zh": "zh", "zh-Hans": "zh", "zh-Hant": "zh", "zh-hans": "zh"}


def facts(thing: Any) -> dict[str, Any]:
    """Everything the template needs of an offer: a row of `queries.offers()`, or a record of the corpus.

    Gives `uid`, `title`, `kind`, `status`, `summary`, `facts`, `texts` ([{"label", "text"}]), `synthetic`, `anonymous`,
    `reference` and `named` (is there an owner to show).
    """
    return of_body(thing) if isinstance(thing, Mapping) else of_offer(thing)


def of_offer(row: Any) -> dict[str, Any]:
    owner = queries.party(row)
    return {
        "uid": row.uid,
        "title": in_both(row, "title"),
        "kind": words.PROFILES.get(row.profile, pgettext("of a technology", "Offer")),
        "status": _status(row),
        "summary": in_both(row, "summary"),
        "facts": [
            {"label": _("Owner"), "values": [owner]} if owner["text"] else _nobody(row.anonymous),
            {"label": _("Technology manager"), "text": in_both(row, "manager")},
            readiness(row.trl, in_both(row, "trl_evidence"), row.trl_on),
            {"label": _("Ways to work together"), "values": _labels(words.MODES, row.modes)},
            {"label": _("Price"), "text": price(row.price_low, row.price_high, row.currency, row.negotiable)},
            {"label": _("Rights"), "values": rights(row.rights)},
            *_classes(row.sectors, row.fields, row.country, row.region),
            {"label": _("Programme"), "text": in_both(row, "programme")},
            {"label": _("Maker"), "text": in_both(row, "maker")},
            {"label": _("Year"), "text": str(row.year or "")},
            {"label": _("Web address"), "text": row.url, "url": row.url, "external": True} if row.url else {},
            *_days(row),
        ],
        "texts": _texts(row, "description", "advantages", "applications"),
        "synthetic": row.synthetic,
        "anonymous": row.anonymous,
        "reference": False,
        "named": bool(owner["text"]),
    }


def _status(row: Any) -> dict[str, Any] | None:
    """What a row of the centre's folder tells is known from public sources; nobody has put it up here."""
    return words.FROM_SOURCES if row.key and row.status == "live" else words.OFFER_STATUSES.get(row.status)


def of_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A reference record: read from a register of patents or innovations, offered here by nobody."""
    title = in_its_languages(body, "title")
    return {
        "uid": body["uid"],
        "title": title,
        "kind": reference_kind(str(body.get("kind") or "")),
        "status": None,
        "summary": {},
        "facts": [
            {"label": _("Owner"), "text": body.get("owner") or ""},
            readiness(body.get("trl"), {}, None),
            {"label": _("Ways to work together"), "values": _labels(words.MODES, body.get("modes") or [])},
            {"label": _("Price"), "text": price(body.get("price_low"), body.get("price_high"),
                                               body.get("currency") or "", False)},
            {"label": _("Rights"), "values": _labels(words.RIGHTS, body.get("rights") or [])},
            {"label": _("Numbers"), "values": [{"text": number} for number in body.get("numbers") or []]},
            *_classes(body.get("sectors") or [], body.get("fields") or [], body.get("country") or "",
                      body.get("region") or ""),
            {"label": _("Year"), "text": str(body.get("year") or "")},
            {"label": _("Web address"), "text": body["url"], "url": body["url"], "external": True}
            if _is_web(body.get("url")) else {},
            {"label": _("Source"), "text": body.get("source") or ""},
        ],
        "texts": [{"label": _("Description"), "text": text}] if (text := in_its_languages(body, "text")) else [],
        "synthetic": bool(body.get("synthetic")),
        "anonymous": False,
        "reference": True,
        "named": bool(body.get("owner")),
    }  # fmt: skip


def of_need(row: Any) -> dict[str, Any]:
    """A row of `queries.needs()`: a request written for the exchange, or what somebody said in public."""
    owner = queries.party(row)
    speaker, role = in_both(row, "stated_by"), in_both(row, "role")
    title, statement = in_both(row, "title"), in_both(row, "statement")
    fields = {**centre.sectors()}
    return {
        "uid": row.uid,
        "title": title or statement,
        "kind": words.PROFILES.get(row.profile, _("Need")),
        "status": words.STATUSES.get(row.status),
        "summary": statement if title else {},
        "facts": [
            {"label": _("What is wanted"), "text": in_both(row, "wanted")},
            {"label": _("Kind"), "text": words.KINDS.get(row.kind, row.kind.replace("_", " "))},
            {"label": _("Said by"), "values": [{"text": speaker, "sub": role}] if speaker else []},
            {"label": _("On behalf of"), "values": [owner]} if owner["text"] else _nobody(row.anonymous),
            {"label": _("Said on"), "text": display.partial_date(row.stated_on, get_language())},
            {"label": _("Technology manager"), "text": in_both(row, "manager")},
            {"label": _("Readiness level"), "text": level_range(row.trl_min, row.trl_max)},
            {"label": _("Ways to work together"), "values": _labels(words.MODES, row.modes)},
            {"label": _("Budget"), "text": price(row.budget_low, row.budget_high, row.currency, row.negotiable)},
            {"label": _("Rights wanted"), "values": _labels(words.RIGHTS, row.rights_wanted)},
            {"label": _("Exclusivity"), "text": words.EXCLUSIVITIES.get(row.exclusivity, "")},
            {"label": _("Answer needed by"), "text": _day(row.deadline)},
            *_classes(row.sectors, row.ipc, row.country, row.region),
            {"label": _("Fields"), "values": [{"text": fields.get(key, key.replace("_", " "))} for key in row.fields]},
            *_days(row),
        ],
        "texts": _texts(row, "description", "targets", "attempts", "scenario"),
        "synthetic": row.synthetic,
        "anonymous": row.anonymous,
        "reference": False,
        "named": bool(owner["text"]),
    }


# --- parts -----------------------------------------------------------------------------------------------------


def readiness(level: Any, evidence: Mapping[str, str], found_on: Any) -> dict[str, Any]:
    """A readiness level; without evidence it is a claim, and marked so."""
    if not level:
        return {"label": _("Readiness level"), "text": ""}
    said: list[dict[str, Any]] = [
        {"text": words.READINESS[int(level)], "mark": "" if evidence else "claim", "sub": _day(found_on)}
    ]
    if evidence:
        said.append({"text": evidence})
    return {"label": _("Readiness level"), "values": said}


def level_range(low: int | None, high: int | None) -> str:
    if low and high and low != high:
        return _("TRL %(low)d to %(high)d") % {"low": low, "high": high}
    if low and high:
        return _("TRL %(level)d") % {"level": low}
    if low:
        return _("TRL %(level)d or higher") % {"level": low}
    return _("TRL %(level)d or lower") % {"level": high} if high else ""


def price(low: Any, high: Any, currency: str, negotiable: bool) -> str:
    """An amount or a range in its currency; `negotiable` alone where there is none."""
    language = get_language()
    amounts = [_amount(value, language) for value in (low, high) if value not in (None, "")]
    if not amounts:
        return _("negotiable") if negotiable else ""
    if len(amounts) == 2 and amounts[0] != amounts[1]:
        said = _("%(low)s to %(high)s %(currency)s") % {"low": amounts[0], "high": amounts[1], "currency": currency}
    elif len(amounts) == 2:
        said = f"{amounts[0]} {currency}"
    elif low not in (None, ""):
        said = _("from %(low)s %(currency)s") % {"low": amounts[0], "currency": currency}
    else:
        said = _("up to %(high)s %(currency)s") % {"high": amounts[0], "currency": currency}
    return _("%(price)s, negotiable") % {"price": said.strip()} if negotiable else said.strip()


def _amount(value: Any, language: str | None) -> str:
    exact = Decimal(str(value))
    return display.number(exact, language, 0 if exact == exact.to_integral_value() else 2)


def rights(every: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rights as values of a fact: kind and number, beside them status and share."""
    shown = []
    for right in every:
        kind = words.RIGHTS.get(right.get("kind", ""), right.get("kind", ""))
        share = f"{right['share']} %" if right.get("share") not in (None, "") else ""
        status = words.RIGHT_STATUSES.get(right.get("status") or "", right.get("status") or "")
        text = " ".join(str(part) for part in (kind, right.get("number")) if part)
        shown.append({"text": text, "sub": " · ".join(str(part) for part in (status, share) if part)})
    return shown


def reference_kind(kind: str) -> Any:
    """What a reference record is, in words."""
    known = {
        "patent": _("Patent"), "innovation": _("Innovation"), "paper": _("Paper"), "project": _("Project"),
        "laboratory": _("Laboratory"), "topic": _("Topic"),
    }  # fmt: skip
    return known.get(kind) or (kind.replace("_", " ") if kind else _("Reference record"))


def _labels(known: Mapping[str, Any], keys: Sequence[str]) -> list[dict[str, Any]]:
    return [{"text": known.get(key, key.replace("_", " "))} for key in keys]


def _classes(sectors: Sequence[str], fields: Sequence[str], country: str, region: str) -> Facts:
    known, countries = centre.sectors(), centre.countries()
    return [
        {"label": _("Sectors"), "values": [{"text": known.get(key, key.replace("_", " "))} for key in sectors]},
        {"label": _("Patent classification"), "values": [_class(symbol) for symbol in fields]},
        {"label": _("Country or region"), "text": countries.get(country, country)},
        {"label": _("Region"), "text": regions.names(region)},
    ]


def _class(symbol: str) -> dict[str, Any]:
    """A symbol of a classification with what it is called."""
    return {"text": symbol, "sub": terms.field_name(symbol, get_language() or "en")}


def _days(row: Any) -> Facts:
    return [
        {"label": _("Published on"), "text": _day(row.published_on)},
        {"label": _("Valid until"), "text": _day(row.expires_on)},
    ]


def _day(day: Any) -> str:
    return display.partial_date(day.isoformat(), get_language()) if day else ""


def _nobody(anonymous: bool) -> dict[str, Any]:
    if not anonymous:
        return {}
    return {"label": _("Owner"), "text": _("Not named. Enquiries are passed on without telling either side who asks.")}


def _texts(row: Any, *names: str) -> list[dict[str, Any]]:
    return [{"label": words.FIELDS[name], "text": text} for name in names if (text := in_both(row, name))]


def in_its_languages(body: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text of a record in the languages it has it in; a language that pages do not speak stays its own."""
    found: dict[str, str] = {}
    for language, text in (
        (body.get("language"), body.get(name)), (body.get("language_2"), body.get(f"{name}_2")),
    ):  # fmt: skip
        if text:
            found.setdefault(SHORT.get(str(language or ""), ""), str(text))
    return found


def _is_web(url: Any) -> bool:
    return isinstance(url, str) and url.startswith(("http://", "https://"))
