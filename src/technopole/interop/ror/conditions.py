"""A condition of the query language as one on the store's rows.

Names are compared word by word, whatever the case; everything else as a whole. What no column holds (web domains,
GeoNames numbers, ROR's dates) is looked up in what sources said, which reads all of it: some tenths of a second.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast

from technopole.core.models import SourceRecord
from technopole.interop.countries import CONTINENTS, code_of, on_continent
from technopole.interop.ror import advanced
from technopole.interop.ror.advanced import All, Exists, Match, Node, Not, NotUnderstood, Range
from technopole.interop.things import KIND
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.registry.models import (
    Identifier,
    Link,
    OrganisationName,
    OrganisationType,
    Relation,
)

_ANYWHERE = ("names.value", "external_ids.all", "locations.geonames_details.name")
"""Where a word without a field is looked for."""
_NAME_KINDS = {"ror_display": ["display"], "label": ["label", "display"], "alias": ["alias", "former"]}
_NOTHING = Q(pk__in=[])
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def condition(node: Node) -> Q:
    """Raises `NotUnderstood` where a value cannot be compared so."""
    match node:
        case Match():
            return _any(_matched(field, node) for field in node.fields or _ANYWHERE)
        case Range():
            return _between(node)
        case Exists():
            return _any(_there(field) for field in node.fields)
        case Not():
            return ~condition(node.part)
        case All():
            found = Q()
            for part in node.parts:
                found &= condition(part)
            return found
        case advanced.Any():
            return _any(condition(part) for part in node.parts)
    raise AssertionError(node)


def _any(conditions: Any) -> Q:
    found = _NOTHING
    for each in conditions:
        found |= each
    return found


def _matched(field: str, node: Match) -> Q:
    text = _ESCAPED.sub(r"\1", node.text) if not node.phrase else node.text
    if not text.strip():
        return _NOTHING
    if text == "*" and not node.phrase:
        return _there(field)
    wild = not node.phrase and bool(re.search(r"(?<!\\)[*?]", node.text))
    return _MATCHES[field](node.text if wild else text, wild)


# --- text ---------------------------------------------------------------------------------------------------------


def _pattern(text: str) -> str:
    """A regular expression, of both stores, for a word with wildcards."""
    parts = re.split(r"(\\.|[*?])", text)
    known = {"*": r"\w*", "?": r"\w"}
    return "".join(known.get(part) or re.escape(part[1:] if part[:1] == "\\" else part) for part in parts if part)


def _words(column: str, text: str, wild: bool) -> Q:
    """Rows whose column holds the word or phrase, from edge to edge of words; of Chinese, anywhere."""
    if wild:
        longest = max(re.split(r"\\.|[*?]", text), key=len)
        begun = Q(**{f"{column}__icontains": longest}) if longest else Q()
        return begun & Q(**{f"{column}__iregex": rf"(^|\W){_pattern(text)}($|\W)"})
    held = Q(**{f"{column}__icontains": text})
    if not re.search(r"\w", text) or re.search("[\u3040-\u9fff\uac00-\ud7af]", text):
        return held
    before = r"(^|\W)" if re.match(r"\w", text) else ""
    after = r"($|\W)" if re.search(r"\w\Z", text) else ""
    return held & Q(**{f"{column}__iregex": f"{before}{re.escape(text)}{after}"})


def _whole(column: str, text: str, wild: bool) -> Q:
    if wild:
        return Q(**{f"{column}__iregex": f"^{_pattern(text).replace(chr(92) + 'w', '.')}$"})
    return Q(**{f"{column}__iexact": text})


def _of(model: type[Model], held: Q) -> Q:
    return Q(pk__in=model._default_manager.filter(held).values("organisation"))


def _number(scheme: str, text: str) -> str:
    try:
        return normalise(scheme, text)
    except InvalidIdentifier:
        return ""


def _external(text: str, wild: bool) -> Q:
    if wild:
        return _of(Identifier, _whole("value", text, True))
    schemes = {scheme: _number(scheme, text) for scheme in ("ror", "isni", "grid", "wikidata", "fundref")}
    return _of(Identifier, _any(Q(scheme=scheme, value=value) for scheme, value in schemes.items() if value))


def _id(text: str, wild: bool) -> Q:
    number = _number("ror", text.removeprefix("https://").removeprefix("http://").removeprefix("ror.org/"))
    return _of(Identifier, Q(scheme="ror", value=number)) if number else _NOTHING


def _relationship(text: str, wild: bool) -> Q:
    number = _number("ror", text.removeprefix("https://").removeprefix("http://").removeprefix("ror.org/"))
    return _of(Relation, Q(target=f"ror:{number}")) if number else _NOTHING


def _types(text: str, wild: bool) -> Q:
    from technopole.interop.ror.asking import our_types

    return _of(OrganisationType, Q(type__in=our_types((text.lower(),))))


def _country(text: str, wild: bool) -> Q:
    return Q(country=code_of(text)) if code_of(text) else _NOTHING


def _continent(text: str, wild: bool) -> Q:
    codes = {name.casefold(): code for code, name in CONTINENTS.items()}
    return Q(country__in=on_continent(codes.get(text.casefold(), text.upper())))


def _year(text: str, wild: bool) -> Q:
    return Q(established_year=int(text)) if re.fullmatch(r"\d{1,4}", text) else _NOTHING


def _exactly(column: str) -> Callable[[str, bool], Q]:
    def match(text: str, wild: bool) -> Q:
        try:
            return Q(**{column: float(text)})
        except ValueError:
            return _NOTHING

    return match


def _said(field: str, pattern: str) -> Callable[[str, bool], Q]:
    """What some source said in a field of its record, whatever else it says there."""

    def match(text: str, wild: bool) -> Q:
        found = SourceRecord.objects.filter(kind=KIND)
        if text.isascii():  # looked for in the whole record first, which is ten times faster than in its parts
            found = found.annotate(whole=Cast("record", TextField())).filter(whole__icontains=text)
        found = found.filter(**{f"record__{field}__iregex": pattern.format(re.escape(text))})
        return Q(uid__in=found.values("uid"))

    return match


def _dated(field: str) -> Callable[[str, bool], Q]:
    def match(text: str, wild: bool) -> Q:
        return Q(uid__in=SourceRecord.objects.filter(**{"kind": KIND, f"record__{field}": text}).values("uid"))

    return match


_MATCHES: dict[str, Callable[[str, bool], Q]] = {
    "names.value": lambda text, wild: _of(OrganisationName, _words("value", text, wild)),
    "names.lang": lambda text, wild: _of(OrganisationName, Q(language__istartswith=text)),
    "names.types": lambda text, wild: _of(OrganisationName, Q(kind__in=_NAME_KINDS.get(text.lower(), [text.lower()]))),
    "external_ids.all": _external,
    "external_ids.preferred": _external,
    "external_ids.type": lambda text, wild: _of(Identifier, Q(scheme=text.lower()) & ~Q(scheme="ror")),
    "id": _id,
    "links.type": lambda text, wild: _of(Link, Q(kind=text.lower())),
    "links.value": lambda text, wild: _of(Link, Q(url__icontains=text.replace("*", ""))),
    "relationships.id": _relationship,
    "relationships.label": lambda text, wild: _of(Relation, _words("label", text, wild)),
    "relationships.type": lambda text, wild: _of(Relation, Q(kind=text.lower())),
    "status": lambda text, wild: Q(status=text.lower()),
    "types": _types,
    "established": _year,
    "domains": _said("domains", '"{}"'),
    "admin.created.date": _dated("ror_created"),
    "admin.last_modified.date": _dated("ror_modified"),
    "admin.created.schema_version": lambda text, wild: _NOTHING,
    "admin.last_modified.schema_version": lambda text, wild: _NOTHING,
    "locations.geonames_id": _said("places", '"geonames": ?"{}"'),
    "locations.geonames_details.continent_code": _continent,
    "locations.geonames_details.continent_name": _continent,
    "locations.geonames_details.country_code": _country,
    "locations.geonames_details.country_name": _country,
    "locations.geonames_details.country_subdivision_code": _said("places", '"subdivision_code": ?"{}"'),
    "locations.geonames_details.country_subdivision_name": _said("places", '"subdivision": ?"{}"'),
    "locations.geonames_details.lat": _exactly("latitude"),
    "locations.geonames_details.lng": _exactly("longitude"),
    "locations.geonames_details.name": lambda text, wild: _words("place_name", text, wild),
}

_THERE: dict[str, Callable[[], Q]] = {
    "names": lambda: Q(pk__in=OrganisationName.objects.values("organisation")),
    "external_ids": lambda: _of(Identifier, ~Q(scheme="ror")),
    "links": lambda: Q(pk__in=Link.objects.values("organisation")),
    "relationships": lambda: Q(pk__in=Relation.objects.values("organisation")),
    "types": lambda: Q(pk__in=OrganisationType.objects.values("organisation")),
    "established": lambda: Q(established_year__isnull=False),
    "locations": lambda: ~Q(country=""),
    "domains": lambda: Q(uid__in=SourceRecord.objects.filter(kind=KIND, record__has_key="domains").values("uid")),
}


def _there(field: str) -> Q:
    known = _THERE.get(field.split(".")[0])
    return known() if known else Q()


# --- ranges -------------------------------------------------------------------------------------------------------

_COLUMNS = {
    "established": "established_year",
    "locations.geonames_details.lat": "latitude",
    "locations.geonames_details.lng": "longitude",
}
_DATES = {"admin.created.date": "record__ror_created", "admin.last_modified.date": "record__ror_modified"}


def _between(node: Range) -> Q:
    if node.field in _DATES:
        dates = _ends(node, _DATES[node.field], _date)
        return Q(uid__in=SourceRecord.objects.filter(dates, kind=KIND).values("uid"))
    if node.field not in _COLUMNS:
        raise NotUnderstood(f"'{node.field}' has no order: ranges are of years, dates, latitudes and longitudes")
    return _ends(node, _COLUMNS[node.field], _float)


def _ends(node: Range, column: str, value: Callable[[str], Any]) -> Q:
    found = Q()
    if node.low is not None:
        found &= Q(**{f"{column}__{'gte' if node.with_low else 'gt'}": value(node.low)})
    if node.high is not None:
        found &= Q(**{f"{column}__{'lte' if node.with_high else 'lt'}": value(node.high)})
    return found if found else Q(**{f"{column}__isnull": False})


def _float(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise NotUnderstood(f"'{text[:40]}' is not a number") from None
    if number != number or abs(number) > 1e9:
        raise NotUnderstood(f"'{text[:40]}' is not a number that can be compared")
    return number


def _date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise NotUnderstood(f"'{text[:40]}' is not a date such as 2024-05-31")
    return text
