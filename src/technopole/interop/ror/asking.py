"""What a ROR client asks, read from the address: checked as ROR checks it, with ROR's own words for what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from technopole.interop.countries import CONTINENTS, code_of
from technopole.interop.public import LONGEST_TEXT, tidy
from technopole.interop.ror import advanced
from technopole.interop.ror.shapes import TYPES

PAGE_SIZE = 20
MOST_PAGES = 500
_MOST_FILTERS = 100

_ALLOWED = ("query", "page", "filter", "query.advanced", "all_status")
_COUNTRY = "locations.geonames_details.country_code"
_COUNTRY_NAME = "locations.geonames_details.country_name"
_CONTINENT = "locations.geonames_details.continent_code"
_CONTINENT_NAME = "locations.geonames_details.continent_name"
FILTERS = ("status", "types", _COUNTRY, _COUNTRY_NAME, _CONTINENT, _CONTINENT_NAME)
_SHORT = {"country.country_code": _COUNTRY, "country.country_name": _COUNTRY_NAME}
_ROR_ID = re.compile(r"(?:(?:https?://)?ror\.org/)?(0[0-9a-z]{6}[0-9]{2})/?", re.IGNORECASE)
_ESCAPED = re.compile(r'\\([+\-=&|><!(){}\[\]^"~*?:\\/])')
_OPERATORS = re.compile(r'(?<!\\)["*?()]|\b(?:AND|OR|NOT)\b|(?<!\\)[a-z_.]{2,40}(?<!\\):(?!//)')


class Refused(Exception):
    """The question cannot be answered; `errors` says why, as ROR says it."""

    def __init__(self, *errors: str) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(errors))


@dataclass(frozen=True)
class Asked:
    """One question for a list of organisations."""

    ror: str = ""
    """A single one, by its id."""
    text: str = ""
    """Words to look for."""
    tree: advanced.Node | None = None
    """A condition in the query language."""
    page: int = 1
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    countries: tuple[str, ...] | None = None
    """Codes; None for all, empty for those of nowhere."""


def ror_id(text: str) -> str:
    """The nine characters of a ROR id in any of its forms, or nothing."""
    found = _ROR_ID.fullmatch(unquote(text[:200]).strip())
    return found[1].lower() if found else ""


def unescaped(text: str) -> str:
    """Without the backslashes by which clients take their meaning from special characters."""
    return _ESCAPED.sub(r"\1", text)


def read(given: Mapping[str, str]) -> Asked:
    """The question of these parameters. Raises `Refused` naming everything that is wrong."""
    parameters = {name: value for name, value in given.items() if name != "format"}
    if illegal := [name for name in parameters if name not in _ALLOWED]:
        raise Refused(*(f"query parameter '{tidy(name, 100)}' is illegal" for name in illegal[:20]))
    errors: list[str] = []
    if parameters.get("all_status", "").lower() not in ("", "true", "false"):
        errors.append("allowed values for all_status parameter are empty (no value), true or false")
    if "query" in parameters and "query.advanced" in parameters:
        errors.append(
            "query and query.advanced parameters cannot be combined. please use either query OR query.advanced"
        )
    for name in ("query", "query.advanced", "filter"):
        if len(parameters.get(name, "")) > LONGEST_TEXT * 5:
            raise Refused(f"{name} parameter is too long: {LONGEST_TEXT} characters are read")
    page = _page(parameters.get("page", "1"), errors)
    chosen = _filters(parameters.get("filter", ""), errors)
    ror, text, tree = "", "", None
    try:
        if "query.advanced" in parameters:
            tree = advanced.parse(tidy(parameters["query.advanced"]))
        elif query := tidy(parameters.get("query", "")):
            ror = ror_id(query)
            if not ror and _OPERATORS.search(query):
                tree = _lenient(query)
            if not ror and tree is None:
                text = re.sub(r"~\d?(?=\s|$)", "", unescaped(query)).strip()
    except advanced.NotUnderstood as problem:
        errors.append(str(problem))
    if errors:
        raise Refused(*errors)
    statuses = chosen.get("status", ())
    everything = "all_status" in parameters and parameters["all_status"].lower() != "false"
    if not statuses and not everything and not ror and "status" not in advanced.fields(tree):
        statuses = ("active",)
    return Asked(ror, text, tree, page, statuses, chosen.get("types", ()), _countries(chosen))


def _lenient(query: str) -> advanced.Node | None:
    """A plain query may hold operators; one that is no well-formed condition is words."""
    try:
        tree = advanced.parse(query)
    except advanced.NotUnderstood:
        return None
    return tree


def _page(text: str, errors: list[str]) -> int:
    try:
        page = int(text[:20])
    except ValueError:
        errors.append(f"page '{tidy(text, 100)}' is not an integer")
        return 1
    if not 1 <= page <= MOST_PAGES:
        errors.append(f"page '{page}' outside of range 1-{MOST_PAGES}")
    return page


def _filters(text: str, errors: list[str]) -> dict[str, tuple[str, ...]]:
    """{field: values}; the same field twice means either."""
    found: dict[str, list[str]] = {}
    parts: list[str] = []
    for part in filter(None, tidy(text, LONGEST_TEXT * 5).split(",")):
        # a country's name may hold commas: what is no filter of its own belongs to the one before
        if ":" not in part and parts and parts[-1].partition(":")[0].endswith("country_name"):
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    if len(parts) > _MOST_FILTERS:
        errors.append(f"more than {_MOST_FILTERS} filters")
        return {}
    for part in parts:
        key, colon, value = part.partition(":")
        key = _SHORT.get(key.strip(), key.strip())
        if not colon:
            errors.append(f"filter '{part[:100]}' is not in the key:value form")
        elif key not in FILTERS:
            errors.append(f"filter key '{key[:100]}' is illegal")
        else:
            found.setdefault(key, []).append(value.strip())
    lowered = {key: [value.lower() for value in values] for key, values in found.items()}
    chosen = {key: tuple(lowered[key] if key in ("status", "types") else values) for key, values in found.items()}
    return chosen


def _countries(chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The countries that all filters of places allow."""
    from technopole.interop.countries import on_continent

    sets: list[set[str]] = []
    if codes := chosen.get(_COUNTRY):
        sets.append({code.upper() for code in codes})
    if names := chosen.get(_COUNTRY_NAME):
        sets.append({code_of(name) for name in names})
    by_name = {name.casefold(): code for code, name in CONTINENTS.items()}
    continents = [code.upper() for code in chosen.get(_CONTINENT, ())]
    if continents:
        sets.append({country for code in continents for country in on_continent(code)})
    if named := chosen.get(_CONTINENT_NAME):
        sets.append({country for name in named for country in on_continent(by_name.get(name.casefold(), ""))})
    if not sets:
        return None
    return tuple(sorted(set.intersection(*sets) - {""}))


def our_types(theirs: tuple[str, ...]) -> list[str]:
    """The keys of types that ROR calls so: its own words, and the centre's that belong to them."""
    from technopole.registry import vocabulary

    families = vocabulary.type_families()
    ours = {key for key, family in families.items() if (family if family in TYPES else "other") in theirs}
    own = {key for key in theirs if key in TYPES}
    if "other" in theirs:
        ours |= {key for key in vocabulary.types() if families.get(key, key) not in TYPES}
    return sorted(ours | own)
