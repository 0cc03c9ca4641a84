"""The evidence in words, for those who decide and for those who ask to be registered."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MANNERS: dict[str, Promise] = {
    "same": _("The names are the same"),
    "within": _("One name holds the other"),
    "close": _("The names are alike"),
    "otherwise": _("The names differ; something else is shared"),
}
STATES: dict[str, Promise] = {
    "open": pgettext_lazy("pair", "To be decided"),
    "confirmed": pgettext_lazy("pair", "Merged"),
    "dismissed": pgettext_lazy("pair", "Two organisations"),
}
TONES = {"open": "warn", "confirmed": "good", "dismissed": "quiet"}

EVIDENCE: dict[str, Promise] = {
    **MANNERS,
    "name_spelt_same": _("a name is spelt the same"),
    "name_display_same": _("the names shown are the same"),
    "names_more_same": _("several names are the same"),
    "name_information": _("the words they share are rare"),
    "name_like": _("the names are alike"),
    "name_misspelt": _("some words differ in spelling"),
    "name_frequent": _("many organisations have this name"),
    "shown_names_differ": _("the names shown differ"),
    "brackets_differ": _("what stands in brackets differs"),
    "other_script_differs": _("the names in another script differ"),
    "word_rare": _("they share a word that hardly any other has"),
    "acronym_same": _("same abbreviation"),
    "acronym_differs": _("different abbreviations"),
    "acronym_is_name": _("the abbreviation of one is the name of the other"),
    "number_differs": _("different numbers in the names"),
    "number_more": _("one name has a number, the other has none"),
    "place_in_name_differs": _("different places in the names"),
    "place_in_name_more": _("one name has a place, the other has none"),
    "part_differs": _("different parts of an organisation in the names"),
    "part_more": _("one name speaks of a part of an organisation"),
    "left_both": _("each name has words that the other lacks"),
    "left_one": _("one name has words that the other lacks"),
    "country_same": _("same country"),
    "country_differs": _("different countries"),
    "country_differs_company": _("companies of different countries"),
    "city_same": _("same town"),
    "city_near": _("towns near each other"),
    "city_differs": _("different towns"),
    "host_same": _("same web site"),
    "host_frequent": _("many organisations share this web site"),
    "host_differs": _("different web sites"),
    "page_same": _("same web page"),
    "page_differs": _("different pages of a web site"),
    "isni_same": _("same ISNI"),
    "isni_differs": _("different ISNI"),
    "wikidata_same": _("same Wikidata item"),
    "wikidata_differs": _("different Wikidata items"),
    "fundref_same": _("same number as a funder"),
    "fundref_differs": _("different numbers as funders"),
    "grid_same": _("same GRID number"),
    "uscc_same": _("same unified social credit code"),
    "uscc_differs": _("different unified social credit codes"),
    "lei_same": _("same legal entity identifier"),
    "lei_differs": _("different legal entity identifiers"),
    "ror_same": _("same ROR id"),
    "type_same": _("same kind of organisation"),
    "type_differs": _("different kinds of organisation"),
    "type_contradicts": _("one is a hospital, the other a university or school"),
    "both_companies": _("both are companies"),
    "founding_same": _("founded in the same year"),
    "founding_differs": _("founded in different years"),
    "bare": _("little is known of one of the two, as of an entry made twice"),
    "only_names": _("little more than names is known of both"),
    "related": _("one is a part of the other, or they are stated to be related"),
    "siblings": _("they are parts of the same organisation"),
}


def in_words(evidence: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """{"for": what speaks for one organisation, "against": what speaks for two}, the weightiest first."""
    speaking: dict[str, list[Any]] = {"for": [], "against": []}
    for code, weight in evidence:
        if code in EVIDENCE and code not in MANNERS:
            speaking["for" if weight > 0 else "against"].append(EVIDENCE[code])
        elif code in MANNERS:
            speaking["for"].append(EVIDENCE[code])
    return speaking
