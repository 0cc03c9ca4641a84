"""What a form asks about an organisation, as flat answers, and back: answers ↔ the organisation's record.

Answers are {question: text or list of texts}. Only the questions whose answers changed touch the record, so that
what other sources say about the rest still arrives.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock, typed
from technopole.core.merge import Record
from technopole.methods import chinese
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.registry.duplicates import name_key
from technopole.registry.kinds import sorted_names
from technopole.registry.models import Hub, Identifier, Organisation, OrganisationName, Term

Answers = dict[str, Any]

SCHEMES = ("uscc", "ror", "isni", "wikidata", "lei")
OTHER_NAMES = {"aliases": "alias", "acronyms": "acronym", "former_names": "former"}
TEXTS = (
    "name_en", "name_zh", "type", "district", "hub", "website", "established", "summary_en", "summary_zh", *SCHEMES,
)
LISTS = ("aliases", "acronyms", "former_names", "sectors", "parents", "sources")
QUESTIONS = (
    "name_en", "name_zh", "aliases", "acronyms", "former_names", "type", "sectors", "district", "hub", "website",
    *SCHEMES, "established", "parents", "summary_en", "summary_zh", "sources",
)
"""In the order they are asked."""

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ROR_IN_TEXT = re.compile(r"(?:https?://)?ror\.org/0[a-z0-9]{8}/?", re.IGNORECASE)


# --- record → answers ------------------------------------------------------------------------------------------


def answers_of(record: Record) -> Answers:
    """What the form shows of an organisation as it is now."""
    names, places = sorted_names(record), record.get("places", [])
    hubs: list[str] = next((place["hubs"] for place in places if place.get("hubs")), [])
    summary = record.get("summary") or {}
    answers: Answers = {
        "name_en": _main_name(names, "en").get("value", ""),
        "name_zh": _main_name(names, "zh").get("value", ""),
        **{question: [n["value"] for n in names if n["kind"] == kind] for question, kind in OTHER_NAMES.items()},
        "type": next(iter(record.get("types", [])), ""),
        "sectors": list(record.get("sectors", [])),
        "district": next((place["district"] for place in places if place.get("district")), ""),
        "hub": next(iter(hubs), ""),
        "website": _website(record).get("url", ""),
        **{scheme: _identifier(record, scheme).get("value", "") for scheme in SCHEMES},
        "established": str(record.get("established") or ""),
        "parents": [_shown(relation) for relation in record.get("relations", ()) if relation["kind"] == "parent"],
        "summary_en": summary.get("en", ""),
        "summary_zh": summary.get("zh", ""),
        "sources": [],
    }
    return answers


def _main_name(names: Iterable[Record], language: str) -> Record:
    for name in names:
        if name["kind"] in ("display", "label") and (name.get("language") or "").startswith(language):
            return name
    return {}


def _website(record: Record) -> Record:
    return next((link for link in record.get("links", ()) if link["kind"] == "website"), {})


def _identifier(record: Record, scheme: str) -> Record:
    known = [each for each in record.get("identifiers", ()) if each["scheme"] == scheme]
    return next((each for each in known if each.get("preferred")), known[0] if known else {})


def _shown(relation: Record) -> str:
    """A related organisation by its name, as far as the register knows it."""
    target = relation.get("target") or ""
    return relation.get("label") or (_name_of(target) if target else "") or target


def _name_of(target: str) -> str:
    scheme, _colon, value = target.partition(":")
    if scheme == "centre":
        found = Organisation.objects.filter(key=value)
    else:
        found = Organisation.objects.filter(identifiers__scheme=scheme, identifiers__value=value)
    return found.values_list("name", flat=True).first() or ""


# --- answers → record ------------------------------------------------------------------------------------------


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The questions answered differently, in the order they are asked."""
    return [name for name in QUESTIONS if (after.get(name) or "") != (before.get(name) or "") and name in after]


def new_record(answers: Mapping[str, Any]) -> Record:
    """The record of an organisation known by its answers only."""
    record = {"listed": True, "status": "active"} | applied({}, answers, QUESTIONS)
    return {field: value for field, value in record.items() if value not in ("", [], {})}


def applied(record: Record, answers: Mapping[str, Any], questions: Iterable[str]) -> Record:
    """The fields of `record` that these answers change, as they should read afterwards."""
    after = deepcopy(record)
    asked = set(questions)
    if asked & {"name_en", "name_zh", *OTHER_NAMES}:
        after["names"] = _names(record, answers, asked)
    if "type" in asked:
        after["types"] = [answers["type"]] if answers.get("type") else []
    if "sectors" in asked:
        after["sectors"] = list(answers.get("sectors", ()))
    if asked & {"district", "hub"}:
        after["places"] = _places(record, answers, asked)
    if "website" in asked:
        kept = [link for link in record.get("links", ()) if link != _website(record)]
        new = [{"kind": "website", "url": answers["website"]}] if answers.get("website") else []
        after["links"] = new + kept
    if asked & set(SCHEMES):
        after["identifiers"] = _identifiers(record, answers, asked)
    if "established" in asked:
        after["established"] = answers.get("established", "")
    if "parents" in asked:
        after["relations"] = _relations(record, answers.get("parents", ()))
    for language in ("en", "zh"):
        if f"summary_{language}" in asked:
            after["summary"] = {**(after.get("summary") or {}), language: answers.get(f"summary_{language}", "")}
    if "sources" in asked:
        # sources are only ever added: what was once cited stays citable
        after["sources"] = list(dict.fromkeys([*record.get("sources", ()), *answers.get("sources", ())]))
    return {field: value for field, value in after.items() if value != record.get(field)}


def _language_of(text: str) -> str:
    return chinese.script(text) if chinese.has_han(text) else "en"


def _names(record: Record, answers: Mapping[str, Any], asked: set[str]) -> list[Record]:
    names = [dict(name) for name in record.get("names", ())]
    for language in ("en", "zh"):
        if f"name_{language}" not in asked:
            continue
        old, value = _main_name(sorted_names({"names": names}), language), answers.get(f"name_{language}", "")
        names = [name for name in names if name != old]
        if value:
            tag = "en" if language == "en" else chinese.script(value)
            names.append({"value": value, "language": tag, "kind": old.get("kind", "label")})
    for question, kind in OTHER_NAMES.items():
        if question in asked:
            wanted = list(answers.get(question, ()))
            known = {name["value"]: name for name in names if name["kind"] == kind}
            names = [name for name in names if name["kind"] != kind]
            names += [
                known.get(value)
                or {"value": value, "language": None if kind == "acronym" else _language_of(value), "kind": kind}
                for value in wanted
            ]
    if names and not any(name["kind"] == "display" for name in names):
        labels = [name for name in names if name["kind"] == "label"] or names
        first = next((name for name in labels if name.get("language") == "en"), labels[0])
        first["kind"] = "display"
    return names


def _places(record: Record, answers: Mapping[str, Any], asked: set[str]) -> list[Record]:
    places = [dict(place) for place in record.get("places", ())] or [{}]
    place = places[0]
    if "district" in asked:
        if place.get("district"):  # it moved: the old point is no longer its place
            for column in ("latitude", "longitude", "precision", "name"):
                place.pop(column, None)
        place["district"] = answers.get("district", "")
    if "hub" in asked:
        place["hubs"] = [answers["hub"]] if answers.get("hub") else []
    places[0] = {column: value for column, value in place.items() if value not in ("", [])}
    return [place for place in places if place]


def _identifiers(record: Record, answers: Mapping[str, Any], asked: set[str]) -> list[Record]:
    identifiers = list(record.get("identifiers", ()))
    for scheme in SCHEMES:
        if scheme in asked:
            old, value = _identifier(record, scheme), answers.get(scheme, "")
            new = [{"scheme": scheme, "value": value}] if value else []
            identifiers = [each for each in identifiers if each != old and each not in new] + new
    return identifiers


def _relations(record: Record, parents: Iterable[str]) -> list[Record]:
    relations = list(record.get("relations", ()))
    known = {_shown(relation): relation for relation in relations if relation["kind"] == "parent"}
    others = [relation for relation in relations if relation["kind"] != "parent"]
    return others + [known.get(text) or parent_named(text) for text in parents]


def parent_named(text: str) -> Record:
    """A parent as the register knows it, by its ROR id or exact name; by its bare name if it does not."""
    if _ROR_IN_TEXT.fullmatch(text):
        value = normalise("ror", text)
        return {"kind": "parent", "target": f"ror:{value}", "label": _name_of(f"ror:{value}")}
    named = OrganisationName.objects.filter(value__iexact=text).order_by("organisation__reference", "id")
    organisation = next((name.organisation for name in named.select_related("organisation")[:1]), None)
    target = ""
    if organisation is not None:
        ror = Identifier.objects.filter(organisation=organisation, scheme="ror").values_list("value", flat=True).first()
        target = f"ror:{ror}" if ror else (f"centre:{organisation.key}" if organisation.key else "")
    return {"kind": "parent", "target": target, "label": text}


# --- what is wrong with answers --------------------------------------------------------------------------------


def tidy(answers: Mapping[str, Any]) -> Answers:
    """Answers without stray spaces, each value of a list once, identifiers in their one canonical form if valid."""
    tidied: Answers = {}
    for question in TEXTS:
        text = str(answers.get(question) or "").strip()
        tidied[question] = text if question.startswith("summary") else " ".join(text.split())
    for question in LISTS:
        values = (" ".join(str(value).split()) for value in answers.get(question) or ())
        tidied[question] = list(dict.fromkeys(value for value in values if value))
    for scheme in SCHEMES:
        with suppress(InvalidIdentifier):  # `problems` will say so
            tidied[scheme] = normalise(scheme, tidied[scheme]) if tidied[scheme] else ""
    return tidied


def problems(answers: Mapping[str, Any], *, source_needed: bool = True) -> dict[str, list[str]]:
    """What is wrong or missing, {question: reasons}."""
    found: dict[str, list[str]] = {}
    if not answers.get("name_en") and not answers.get("name_zh"):
        found["name_en"] = [_("Give the name in English, in Chinese, or in both.")]
    for question in ("name_en", "name_zh", *OTHER_NAMES):
        given = answers.get(question) or []
        texts = [given] if isinstance(given, str) else given
        if any(len(text) > 300 or not name_key(text) for text in texts):
            found[question] = [_("A name has letters, and at most 300 characters.")]
    if not answers.get("type"):
        found["type"] = [_("Choose what kind of organisation it is.")]
    found |= _problems_of_terms(answers)
    for scheme in SCHEMES:
        if text := answers.get(scheme):
            try:
                normalise(scheme, text)
            except InvalidIdentifier as error:
                found[scheme] = [error.explain(get_language() or "en")]
    if answers.get("website") and not _is_web_address(answers["website"]):
        found["website"] = [_("Give a full web address, such as https://example.org/page.")]
    if reason := _problem_of_date(answers.get("established", "")):
        found["established"] = [reason]
    for question in ("summary_en", "summary_zh"):
        if len(answers.get(question) or "") > 2000:
            found[question] = [_("Use at most %(most)d characters.") % {"most": 2000}]
    sources = answers.get("sources") or []
    if not all(_is_web_address(source) for source in sources):
        found["sources"] = [_("Give full web addresses, one a line, such as https://example.org/page.")]
    elif source_needed and not sources:
        found["sources"] = [_("Give at least one public page on which what you state can be checked.")]
    return found


def _problems_of_terms(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    wanted = {
        "type": {answers["type"]} if answers.get("type") else set(),
        "sector": set(answers.get("sectors") or ()),
        "district": {answers["district"]} if answers.get("district") else set(),
    }
    known = set(Term.objects.filter(vocabulary__in=wanted).values_list("vocabulary", "key"))
    question = {"sector": "sectors"}
    found = {
        question.get(vocabulary, vocabulary): [_("Choose from the list.")]
        for vocabulary, keys in wanted.items()
        if any((vocabulary, key) not in known for key in keys)
    }
    if answers.get("hub") and not Hub.objects.filter(key=answers["hub"]).exists():
        found["hub"] = [_("Choose from the list.")]
    return found


def _is_web_address(text: str) -> bool:
    return len(text) <= 500 and not typed.problem_of_web_address(text)


def _problem_of_date(text: str) -> str:
    if not text:
        return ""
    try:
        if not _PARTIAL_DATE.fullmatch(text):
            raise ValueError
        first_day = dt.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return _("Write a year, a month or a day: 2021, 2021-07 or 2021-07-18.")
    return _("This date is in the future.") if first_day > clock.today() else ""
