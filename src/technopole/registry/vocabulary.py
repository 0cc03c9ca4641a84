"""The words of the register: types, sectors, districts, hubs, countries, each with its text in two languages."""

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import cache as forever
from importlib import resources

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from technopole.registry.models import Hub, Term

Texts = Mapping[str, Mapping[str, str]]
_KEPT_SECONDS = 30

STATUSES = {"active": _("Active"), "inactive": _("Inactive"), "withdrawn": _("Withdrawn")}

FIELDS = {
    "names": _("Names"),
    "types": _("Type"),
    "sectors": _("Sectors"),
    "status": _("Status"),
    "established": _("Established"),
    "closed": _("Closed"),
    "places": _("Place"),
    "identifiers": _("Identifiers"),
    "links": _("Links"),
    "domains": _("Web domains"),
    "relations": _("Relations"),
    "legal_form": _("Legal form"),
    "registration": _("Registration"),
    "country": _("Country"),
    "summary": _("Summary"),
    "note": _("Note"),
    "sources": _("Sources"),
    "name": _("Name"),
    "kind": _("Kind"),
    "district": _("District"),
    "focus": _("Focus"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "precision": _("Precision of the place"),
    "parent": _("Part of"),
    "licence": _("Licence of the source"),
    "key": _("Row in the centre's folder"),
    "ror_created": _("Entered in ROR"),
    "ror_modified": _("Last changed in ROR"),
}

LEGAL_FORMS = {
    "民办非企业单位": "Private non-enterprise unit",
    "社会服务机构": "Social service institution",
    "社会团体": "Social organisation (association)",
    "基金会": "Foundation",
    "人民团体": "People's organisation",
    "事业单位": "Public institution",
}
"""Legal forms that registers name in Chinese, and what they are called in English."""

_LANGUAGES = {
    "en": _("English"),
    "zh": _("Chinese"),
    "zh-Hans": _("Simplified Chinese"),
    "zh-Hant": _("Traditional Chinese"),
    "zh-Latn": _("Pinyin"),
    "fr": _("French"),
    "de": _("German"),
    "ja": _("Japanese"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "ko": _("Korean"),
}


def legal_form(text: str) -> dict[str, str]:
    """A legal form in both languages where it is known, otherwise in the one it is written in."""
    if text in LEGAL_FORMS:
        return {"en": LEGAL_FORMS[text], "zh": text}
    return {"zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en": text}


def language(tag: str | None) -> str:
    """The name of a language in the reader's own; a rarer one by its tag."""
    return str(_LANGUAGES.get(tag or "", tag or ""))


def terms(vocabulary: str) -> Texts:
    """{key: {"en", "zh"}} of a vocabulary of the centre. Read from the store at most twice a minute."""
    return cache.get_or_set(f"terms:{vocabulary}", lambda: _read(vocabulary), _KEPT_SECONDS) or {}


def _read(vocabulary: str) -> dict[str, dict[str, str]]:
    rows = Term.objects.filter(vocabulary=vocabulary).values_list("key", "name_en", "name_zh")
    return {key: _text(en, zh) for key, en, zh in rows}


def hubs() -> Texts:
    """{key: {"en", "zh"}} of the hubs."""
    return cache.get_or_set("terms:hubs", _read_hubs, _KEPT_SECONDS) or {}


def _read_hubs() -> dict[str, dict[str, str]]:
    return {key: _text(en, zh) for key, en, zh in Hub.objects.values_list("key", "name_en", "name_zh")}


@forever
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `data/<name>.csv`."""
    with resources.files("technopole.registry").joinpath(f"data/{name}.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@forever
def countries() -> Texts:
    """{ISO 3166-1 code: {"en", "zh"}}; names as in Unicode's CLDR."""
    return {row["code"]: _text(row["name_en"], row["name_zh"]) for row in table("countries")}


@forever
def provinces() -> Texts:
    """{ISO 3166-2:CN code: {"en", "zh"}} of the provinces of China, those that are cities or regions among them."""
    return {row["code"]: _text(row["name_en"], row["name_zh"]) for row in table("provinces")}


def _text(en: str, zh: str) -> dict[str, str]:
    return {language: text for language, text in (("en", en), ("zh", zh)) if text}


def labels(words: Callable[[], Texts]) -> Callable[[Sequence[str]], Texts]:
    """How a facet names its values."""

    def of(keys: Sequence[str]) -> Texts:
        known = words()
        return {key: known.get(key, {"en": key.replace("_", " ")}) for key in keys}

    return of


def words(texts: Texts, keys: Sequence[str]) -> dict[str, str]:
    """Several words in one line, in each language as it joins them."""
    return {
        language: separator.join(texts.get(key, {}).get(language) or texts.get(key, {}).get("en", key) for key in keys)
        for language, separator in (("en", ", "), ("zh", "、"))
    }


def type_families() -> Mapping[str, str]:
    """{type: what ROR calls it} for the centre's own types."""
    return cache.get_or_set("terms:type_families", _read_type_families, _KEPT_SECONDS) or {}


def _read_type_families() -> dict[str, str]:
    return dict(Term.objects.filter(vocabulary="type").exclude(kind="").values_list("key", "kind"))


def types() -> Texts:
    return terms("type")


def sectors() -> Texts:
    return terms("sector")


def districts() -> Texts:
    return terms("district")
