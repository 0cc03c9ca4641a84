"""An organisation as the metadata formats that harvesters read: Dublin Core, and CERIF in the profile of OpenAIRE.

OpenAIRE Guidelines for CRIS Managers 1.1 (https://openaire-guidelines-for-cris-managers.readthedocs.io).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from technopole.interop.countries import countries
from technopole.interop.oai.xml import element, parent
from technopole.interop.things import Known, Thing
from technopole.methods import identifiers
from technopole.registry import vocabulary

CERIF = "https://www.openaire.eu/cerif-profile/1.1/"
_CERIF_TYPES = "https://w3id.org/cerif/vocab/OrganisationTypes"
_CERIF_WORDS = {"education": "HigherEducation", "facility": "ResearchInstitute", "company": "Commercial"}
"""What CERIF's vocabulary calls ROR's types, where it has a word for just that."""


@dataclass(frozen=True)
class Context:
    """What all records of one answer share."""

    base: str
    known: Mapping[str, Known]

    def address(self, uid: str) -> str:
        return f"{self.base}/organisations/{uid}/"


def dublin_core(thing: Thing, context: Context) -> str:
    """All names are titles; the page, the ROR id and other numbers are identifiers."""
    return parent(
        "oai_dc:dc",
        _dublin_core(thing, context),
        xmlns__oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/",
        xmlns__dc="http://purl.org/dc/elements/1.1/",
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xsi__schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ "
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    )


def _dublin_core(thing: Thing, context: Context) -> Iterator[str]:
    row = thing.row
    for name in thing.names:
        yield element("dc:title", name["value"], xml__lang=name.get("language") or "")
    yield element("dc:type", "Organization")
    for key in thing.record.get("types", ()):
        yield element("dc:type", vocabulary.words(vocabulary.types(), [key])["en"])
    yield element("dc:identifier", context.address(thing.uid))
    for each in thing.record.get("identifiers", ()):
        address = identifiers.url(each["scheme"], each["value"])
        yield element("dc:identifier", address or f"{each['scheme']}:{each['value']}")
    for language, column in (("en", "summary_en"), ("zh", "summary_zh")):
        if row[column]:
            yield element("dc:description", row[column], xml__lang=language)
    if row["synthetic"]:
        yield element("dc:description", "Synthetic: made up for tests, not real.", xml__lang="en")
    if row["established"]:
        yield element("dc:date", row["established"])
    country = countries().get(row["country"])
    for place in filter(None, (row["place_name"], country.name if country else "")):
        yield element("dc:coverage", place)
    for label in dict.fromkeys(_relations(thing, context)):
        yield element("dc:relation", label)
    for source in row["sources"]:
        yield element("dc:source", source)
    if thing.licence:
        yield element("dc:rights", thing.licence)


def _relations(thing: Thing, context: Context) -> Iterator[str]:
    for each in thing.record.get("relations", ()):
        other = context.known.get(each.get("target", ""))
        if label := (context.address(other.uid) if other else each.get("label")):
            yield label


def cerif(thing: Thing, context: Context) -> str:
    """An OrgUnit, its elements in the order of the profile's schema."""
    return parent("OrgUnit", _cerif(thing, context), xmlns=CERIF, id=thing.uid)


def _cerif(thing: Thing, context: Context) -> Iterator[str]:
    families = vocabulary.type_families()
    scheme = f"{context.base}/api/v1/vocabularies/type"
    words = {
        _CERIF_WORDS[family]
        for key in thing.record.get("types", ())
        if (family := families.get(key, key)) in _CERIF_WORDS
    }
    for word in sorted(words):
        yield element("Type", f"{_CERIF_TYPES}#{word}", scheme=_CERIF_TYPES)
    for key in thing.record.get("types", ()):
        yield element("Type", f"{scheme}#{key}", scheme=scheme)
    acronyms = [name["value"] for name in thing.names if name["kind"] == "acronym"]
    yield from (element("Acronym", text) for text in acronyms[:1])
    for name in thing.names:
        if name["kind"] != "acronym" or len(thing.names) == 1:
            yield element("Name", name["value"], xml__lang=name.get("language") or "und")
    for scheme_key, tag, spell in _CERIF_IDS:
        values = thing.identifiers(scheme_key)
        yield from (element(tag, spell(value)) for value in values[:1])
        yield from (element(f"Alternative{tag}", spell(value)) for value in values[1:])
    named = {scheme_key for scheme_key, _, _ in _CERIF_IDS}
    for each in thing.record.get("identifiers", ()):
        if each["scheme"] not in named:
            address = identifiers.url(each["scheme"], each["value"])
            kind = f"{context.base}/docs/identifiers#{each['scheme']}"
            yield element("Identifier", address or each["value"], type=kind)
    for link in thing.record.get("links", ()):
        if link["kind"] == "website":
            yield element("ElectronicAddress", link["url"])
    parents: dict[str, str] = {}
    for each in thing.record.get("relations", ()):
        if each["kind"] == "parent":
            other = context.known.get(each.get("target", ""))
            label = (other.name if other else "") or each.get("label") or ""
            parents.setdefault(label, other.uid if other else "")
    for label, uid in parents.items():
        if label:
            yield parent("PartOf", [parent("OrgUnit", [element("Name", label, xml__lang="und")], id=uid)])


_CERIF_IDS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("ror", "RORID", lambda value: f"https://ror.org/{value}"),
    ("grid", "GRID", lambda value: value),
    ("isni", "ISNI", lambda value: identifiers.display("isni", value)),
    ("fundref", "FundRefID", lambda value: f"https://doi.org/10.13039/{value}"),
)


@dataclass(frozen=True)
class Format:
    """A metadata format: where its schema is, its namespace, and how an organisation is written in it."""

    schema: str
    namespace: str
    write: Callable[[Thing, Context], str]


FORMATS: dict[str, Format] = {
    "oai_dc": Format(
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/", dublin_core
    ),
    "oai_cerif_openaire": Format("https://www.openaire.eu/schema/cris/1.1/openaire-cerif-profile.xsd", CERIF, cerif),
}
