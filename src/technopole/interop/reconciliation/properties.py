"""What the reconciliation service knows of an organisation: types, and properties to narrow by and to fetch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.interop.countries import code_of
from technopole.interop.things import Thing
from technopole.methods import identifiers
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.registry import vocabulary
from technopole.registry.duplicates import domain_of

Values = list[dict[str, Any]]
ENTITY = "organisation"
"""The type that every organisation has."""
SCHEMES = ("ror", "uscc", "isni", "grid", "wikidata", "fundref", "lei")


@dataclass(frozen=True)
class Property:
    """One property: its name, its values for an organisation, and how well a value that is asked for fits."""

    id: str
    name: str | Promise
    values: Callable[[Thing], Values]
    fits: Callable[[Thing, str], float | None] | None = None
    """1 if the organisation has it, 0 if it has another, None if nothing is known; no narrowing without it."""
    strict: bool = True
    """Who has another is not meant; otherwise it only counts less."""


def _texts(*found: Any) -> Values:
    return [{"str": str(each)} for each in found if each not in (None, "")]


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


# --- what fits ----------------------------------------------------------------------------------------------------


def _country(thing: Thing, text: str) -> float | None:
    asked = code_of(text)
    if not asked or not thing.row["country"]:
        return None
    return float(thing.row["country"] == asked)


def _type(thing: Thing, text: str) -> float | None:
    wanted = type_keys(text)
    own = types_of(thing)
    return float(bool(wanted & set(own))) if wanted and own else None


def _city(thing: Thing, text: str) -> float | None:
    districts = vocabulary.districts().get(thing.row["district"], {})
    known = [thing.row["place_name"], thing.row["district"], *districts.values()]
    known += [place.get("name", "") for place in thing.record.get("places", ())]
    named = {_folded(each).removesuffix("市") for each in known if each}
    return float(_folded(text).removesuffix("市") in named) if named else None


def _identifier(scheme: str) -> Callable[[Thing, str], float | None]:
    def fits(thing: Thing, text: str) -> float | None:
        try:
            asked = normalise(scheme, text)
        except InvalidIdentifier:
            return None
        known = thing.identifiers(scheme)
        return float(asked in known) if known else None

    return fits


def _website(thing: Thing, text: str) -> float | None:
    asked = domain_of(text if "//" in text else f"https://{text}")
    known = {domain_of(link["url"]) for link in thing.record.get("links", ()) if link["kind"] == "website"}
    known |= {str(each).lower() for each in thing.record.get("domains", ())}
    known.discard("")
    return float(asked in known) if known and asked else None


# --- types --------------------------------------------------------------------------------------------------------


def types_of(thing: Thing) -> list[str]:
    """Its types, and what ROR calls them."""
    families = vocabulary.type_families()
    own = list(thing.record.get("types", ()))
    return list(dict.fromkeys([*own, *(families[key] for key in own if key in families)]))


def type_keys(text: str) -> set[str]:
    """The keys of types meant by a key or a name in either language."""
    asked = _folded(text)
    return {key for key, texts in type_names().items() if asked in (key, *map(_folded, texts.values()))}


def type_names() -> dict[str, dict[str, str]]:
    """{key: texts} of the centre's vocabulary and of ROR's words."""
    from technopole.interop.ror.shapes import TYPES

    own = vocabulary.types()
    return {
        **{key: {"en": key.capitalize()} for key in TYPES},
        **{key: dict(texts) for key, texts in own.items()},
    }


def type_shown(key: str) -> dict[str, str]:
    if key == ENTITY:
        return {"id": ENTITY, "name": str(_("Organisation"))}
    texts = type_names().get(key, {})
    chinese = (get_language() or "").startswith("zh") and texts.get("zh")
    return {"id": key, "name": chinese or texts.get("en") or key.replace("_", " ")}


# --- the properties -----------------------------------------------------------------------------------------------


def _in_their_language(scheme: str) -> str:
    return identifiers.label(scheme, get_language() or "en")


_label = lazy(_in_their_language, str)


def _of_scheme(scheme: str) -> Property:
    return Property(
        scheme,
        _label(scheme),
        lambda thing: _texts(*thing.identifiers(scheme)),
        _identifier(scheme),
    )


def _languages(language: str) -> Callable[[Thing], Values]:
    return lambda thing: _texts(
        *(name["value"] for name in thing.names if (name.get("language") or "").startswith(language))
    )


def _parents(thing: Thing) -> Values:
    return _texts(*(each.get("label") for each in thing.record.get("relations", ()) if each["kind"] == "parent"))


def _established(thing: Thing) -> Values:
    year = thing.row["established"][:4]
    return [{"int": int(year)}] if year.isdigit() else []


def _number(column: str) -> Callable[[Thing], Values]:
    return lambda thing: [{"float": thing.row[column]}] if thing.row[column] is not None else []


PROPERTIES: dict[str, Property] = {
    each.id: each
    for each in (
        Property("country", _("Country or region"), lambda thing: _texts(thing.row["country"]), _country),
        Property("type", _("Type"), lambda thing: [type_shown(key) for key in types_of(thing)], _type),
        Property("city", _("City or district"), lambda thing: _texts(thing.row["place_name"]), _city, strict=False),
        Property("website", _("Website"), lambda thing: _texts(thing.row["website"]), _website),
        *(_of_scheme(scheme) for scheme in SCHEMES),
        Property("name_en", _("Name in English"), _languages("en")),
        Property("name_zh", _("Name in Chinese"), _languages("zh")),
        Property(
            "acronym", _("Abbreviation"),
            lambda thing: _texts(*(name["value"] for name in thing.names if name["kind"] == "acronym")),
        ),
        Property("status", _("Status"), lambda thing: _texts(thing.row["status"])),
        Property("established", _("Established"), _established),
        Property("parent", _("Part of"), _parents),
        Property("latitude", _("Latitude"), _number("latitude")),
        Property("longitude", _("Longitude"), _number("longitude")),
        Property("summary", _("Summary"), lambda thing: _texts(thing.row["summary_en"] or thing.row["summary_zh"])),
    )
}  # fmt: skip


def shown(each: Property) -> dict[str, str]:
    return {"id": each.id, "name": str(each.name)}
