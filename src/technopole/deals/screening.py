"""What an enquiry may not say while nobody is named: who asks, and how to reach anybody.

What is looked for and how is `exchange.screening`'s affair, the same as for anonymous listings; here is gathered what
is known of the asker. A description by which somebody can be guessed no program finds: the page says so.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from technopole.core.errors import Invalid
from technopole.exchange.screening import Known, screen
from technopole.registry.models import Identifier, Link, OrganisationName
from technopole.registry.vocabulary import provinces

_LEGAL = re.compile(
    r"(?:（集团）)?(?:股份有限公司|有限责任公司|有限公司|集团公司|公司|集团)$"
    r"|[,\s]+(?:co\.?,?\s*ltd\.?|ltd\.?|limited|inc\.?|gmbh|ag|corporation|corp\.?|llc|plc|s\.?a\.?)$",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_PLACE = re.compile(
    "^(?:中国|中华|国家|全国|" + "|".join(f"{each['zh']}(?:省|市)?" for each in provinces().values()) + ")+"
)
_COMMON_HAN = frozenset({"科学院", "研究院", "研究所", "工程院", "电子科", "信息科", "生物科", "新材料"})
_BEGINNINGS = """
institute national international university college school centre center department faculty state china chinese
european american british french german japanese asian advanced applied technical technology technologies science
sciences research laboratory hospital company group green smart digital first united general association academy
foundation ministry bureau royal federal public saint global world north south east west northern southern eastern
western central industrial medical energy materials
"""
_COMMON = frozenset([*_BEGINNINGS.split(), *(each["en"].casefold() for each in provinces().values())])
"""Words that begin the names of many."""
_SITE = re.compile(r"^https?://(?:www\.)?([^/:]+)", re.IGNORECASE)


def known(organisations: frozenset[str], *people: Any) -> Known:
    """What is known of organisations and of people who act for them. Costs three queries."""
    rows = OrganisationName.objects.filter(organisation__uid__in=organisations).values_list("value", "kind")
    names = [value for value, kind in rows if kind != "acronym"]
    names += [core for name in names if (core := _LEGAL.sub("", name.strip())) != name]
    names += [word for name in names if (word := distinctive(name))]
    identifiers = Identifier.objects.filter(organisation__uid__in=organisations).values_list("value", flat=True)
    links = Link.objects.filter(organisation__uid__in=organisations).values_list("url", flat=True)
    return Known(
        names=tuple(dict.fromkeys(names)),
        acronyms=tuple(value for value, kind in rows if kind == "acronym"),
        people=tuple(dict.fromkeys(text for person in people for text in _of_person(person))),
        hosts=tuple({match[1] for link in links if (match := _SITE.match(link))}),
        identifiers=tuple(identifiers),
    )


def distinctive(name: str) -> str:
    """The word by which an organisation is known for short: `Marmotteau` of Marmotteau Sensors Ltd.

    Of a Chinese name the first three characters after the place. Empty where that word says nothing, as “national”.
    """
    han = _HAN.match(plain := _PLACE.sub("", name.strip()))
    if han:
        word = plain[:3]
        return word if len(plain) > 4 and _HAN.fullmatch(word) and word not in _COMMON_HAN else ""
    first, _space, rest = name.strip().partition(" ")
    word = first.strip(",.;:()")
    return word if rest and len(word) >= 5 and word.casefold() not in _COMMON and word.isalpha() else ""


def _of_person(person: Any) -> list[str]:
    return [text for text in (person.display_name, person.get_full_name(), person.email, person.username) if text]


def must_name_nobody(texts: Mapping[str, str], by: Any) -> None:
    """Raise `Invalid` naming, answer by answer, what would tell who asks."""
    hits: dict[str, list[str]] = {}
    for hit in screen(texts, known(frozenset(by.represents), by)):
        hits.setdefault(hit.field, []).append(hit.text)
    if hits:
        why = _("This tells who you are: %(what)s. Say it without; you are named once both sides have consented.")
        quoted = {field: "; ".join(f"“{text}”" for text in dict.fromkeys(texts)) for field, texts in hits.items()}
        problems = {field: [why % {"what": text[:300]}] for field, text in quoted.items()}
        raise Invalid(_("Your answers tell who you are."), fields=problems)
