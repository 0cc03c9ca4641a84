"""Which institutions lie in the places that works are asked for by.

A place of the centre is told as the dataset `affiliations` tells it: by city or region in any spelling, abroad within
100 km; and its own organisations that lie in one of its districts belong to its own place. Any other city or region is
told by its name as OpenAlex writes it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from technopole.core.errors import SourceError
from technopole.lake.datasets import Dataset, tables_of
from technopole.methods.folding import fold
from technopole.observatory.patents import parties
from technopole.observatory.patents.parties import Known
from technopole.registry import regions
from technopole.registry.models import Identifier, Term
from technopole.sources.openalex import places
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.places import Institution
from technopole.sources.openalex.wanted import Wanted

FIELD = "place"
_CLOSE = 3


@dataclass(frozen=True)
class Place:
    """One that was asked for."""

    key: str
    """The centre's key of it, else as it was asked for."""
    names: dict[str, str] = field(hash=False)
    of_centre: bool
    country: str = ""
    """Of one that is not the centre's: two letters, if they were given."""
    texts: frozenset[str] = frozenset()
    """Of one that is not the centre's: what its city or region may be written, folded."""


@dataclass(frozen=True)
class Placed:
    """Where works are asked for from."""

    places: tuple[Place, ...]
    found: dict[str, int]
    """{key of the place: how many institutions lie there}, those that only their ROR tells among them."""

    @property
    def names(self) -> dict[str, list[str]]:
        return {language: [each.names[language] for each in self.places] for language in ("en", "zh")}


def place(asked: str) -> Place:
    """The place that a text names: one of the centre's by key or name, else a city or region as `Boston` or
    `Boston, US`.

    Raises `SourceError` for what is a country or a district, by which works are not to be asked for.
    """
    text = asked.strip()
    if not text:
        raise SourceError("names no place", field=FIELD, hint=_known())
    folded = _folded(text)
    country = next(
        (term for term in Term.objects.filter(vocabulary="place", kind="country") if _is(term, folded)), None
    )
    if country is not None:
        raise SourceError(f"{text!r} is a country", field=FIELD, hint="Use --country, with its two letters.")
    named = regions.named(text)
    own = parties.own_place()
    if named is not None and named.code.startswith("district:"):
        hint = f"Works tell cities: use --place {own}." if own else "Works tell cities: name the city."
        raise SourceError(f"{text!r} is a district", field=FIELD, hint=hint)
    if key := Known(resolves=False).place("", "", text, None, None):
        term = Term.objects.get(vocabulary="place", key=key)
        return Place(key, {"en": term.name_en or key, "zh": term.name_zh or term.name_en or key}, True)
    city, comma, code = text.rpartition(",")
    if comma and len(code.strip()) == 2 and code.strip().isascii() and city.strip():
        return Place(text, {"en": text, "zh": text}, False, code.strip().upper(), frozenset({_folded(city)}))
    also = {_folded(name) for name in named.names.values()} if named is not None else set()  # a province of China
    return Place(text, {"en": text, "zh": text}, False, "", frozenset({folded, *also}))


def placed(wanted: Wanted, asked: Iterable[str], units: Sequence[Unit], kept: Dataset) -> tuple[Wanted, Placed]:
    """The same works, but only those with an author at an institution that lies in one of the places.

    Where institutions lie is told by those among `units` and those that were loaded before, the newest of each. Raises
    `SourceError` where nothing tells that, and for a place in which none lies. Cost: the pieces that may hold
    institutions are read; 100 MB for the 135,000 of OpenAlex.
    """
    chosen = tuple({each.key: each for each in map(place, asked)}.values())
    stated = [*_loaded(kept), *places.read(units)]
    if not any(each.city or each.region for each in stated):
        raise SourceError(
            "nothing tells which institutions lie where", field=FIELD,
            hint="Give the snapshot's folder of institutions, too (data/jsonl/institutions): it is small.",
        )  # fmt: skip
    known = Known(resolves=False)
    located: set[str] = set()
    found = {}
    for one in chosen:
        lying = places.newest(stated, _in(one, known)).keys() | _of_centre(one)
        if not lying:
            raise SourceError(f"no institution lies in {one.key!r}", field=FIELD, hint=_like(one, stated))
        located |= lying
        # an institution that is told by both its id and its ROR counts once
        twice = {each.ror for each in stated if each.id in lying} & lying
        found[one.key] = len(lying) - len(twice)
    return replace(wanted, places=frozenset(found), located=frozenset(located)), Placed(chosen, found)


def _in(one: Place, known: Known) -> Callable[[Institution], bool]:
    def of_centre(each: Institution) -> bool:
        return known.place(each.country, each.region, each.city, each.latitude, each.longitude) == one.key

    def of_name(each: Institution) -> bool:
        written = {_folded(each.city), _folded(each.region)}
        return (not one.country or each.country == one.country) and not written.isdisjoint(one.texts)

    return of_centre if one.of_centre else of_name


def _of_centre(one: Place) -> frozenset[str]:
    """The RORs of the centre's own organisations that lie in its own place."""
    if not one.of_centre or one.key != parties.own_place():
        return frozenset()
    own = Identifier.objects.filter(scheme="ror", organisation__reference=False).exclude(organisation__district="")
    return frozenset(own.values_list("value", flat=True))


def _loaded(kept: Dataset) -> Iterator[Institution]:
    """The institutions of the works that were loaded before."""
    version = kept.current()
    if version and "institutions" in tables_of(kept.manifest(version), kept.name):
        for row in kept.rows(Institution._fields, version, "institutions"):
            yield Institution(**row)


def _like(one: Place, stated: Iterable[Institution]) -> str:
    names = {_folded(name): name for each in stated for name in (each.city, each.region) if name}
    asked = _folded(one.names["en"].partition(",")[0])
    close = [names[each] for each in difflib.get_close_matches(asked, names, _CLOSE)]
    also = f" Written alike: {', '.join(close)}." if close else ""
    return f"Name a city or region as OpenAlex does, in English.{also} {_known()}"


def _known() -> str:
    keys = list(Term.objects.filter(vocabulary="place").exclude(kind="country").values_list("key", flat=True))
    return f"The centre's places are {', '.join(keys)}." if keys else ""


def _is(term: Term, folded: str) -> bool:
    return folded in {_folded(term.key), _folded(term.name_en), _folded(term.name_zh)}


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
