"""What a listing states: its questions by profile, and which of their answers are private.

An answer is text, a list of texts, or true; names are those of the public columns, `_en` and `_zh` behind texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from technopole.exchange import vocabulary, words

LINE, PROSE, LINES, DAY, YEAR, LEVEL, MONEY, CHOICE, SEVERAL, TICK, URL, EMAIL = (
    "line", "prose", "lines", "day", "year", "level", "money", "choice", "several", "tick", "url", "email",
)  # fmt: skip

TECHNOLOGY_OFFER, BUSINESS_OFFER = vocabulary.OFFER_PROFILES
TECHNOLOGY_REQUEST, BUSINESS_REQUEST, RESEARCH_REQUEST = vocabulary.NEED_PROFILES
OFFERS, NEEDS = frozenset(vocabulary.OFFER_PROFILES), frozenset(vocabulary.NEED_PROFILES)
ALL = OFFERS | NEEDS
_TECHNICAL = frozenset({TECHNOLOGY_OFFER, TECHNOLOGY_REQUEST, RESEARCH_REQUEST})


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, of which profiles, which of them have to answer it before it is handed in."""

    group: str
    label: Any
    kind: str = LINE
    hint: Any = ""
    of: frozenset[str] = ALL
    needed: frozenset[str] = frozenset()
    private: bool = False
    """Never published: for the market and, once both consent, the other side."""
    revealing: bool = False
    """Published only where the owner is named."""
    most: int = 0
    choices: Mapping[Any, Any] | None = None
    """Fixed choices; those that depend on the centre are the form's to fill in."""


def _pair(stem: str, *arguments: Any, **more: Any) -> dict[str, Question]:
    """A text asked for in both languages, of which one is enough."""
    group, label, *rest = arguments
    return {
        f"{stem}_zh": Question(group, _IN_CHINESE[label], *rest, **more),
        f"{stem}_en": Question(group, _IN_ENGLISH[label], *rest, **more),
    }


_LABELS: dict[str, tuple[Any, Any]] = {
    "title": (_("Title in Chinese"), _("Title in English")),
    "summary": (_("Summary in Chinese"), _("Summary in English")),
    "description": (_("Description in Chinese"), _("Description in English")),
    "advantages": (_("Advantages in Chinese"), _("Advantages in English")),
    "applications": (_("Applications in Chinese"), _("Applications in English")),
    "trl_evidence": (_("Evidence of the level in Chinese"), _("Evidence of the level in English")),
    "maker": (_("Maker in Chinese"), _("Maker in English")),
    "programme": (_("Programme in Chinese"), _("Programme in English")),
    "statement": (_("Problem in Chinese"), _("Problem in English")),
    "targets": (_("Target values in Chinese"), _("Target values in English")),
    "attempts": (_("Attempts so far in Chinese"), _("Attempts so far in English")),
    "wanted": (_("Solver wanted in Chinese"), _("Solver wanted in English")),
    "scenario": (_("Scenario in the city in Chinese"), _("Scenario in the city in English")),
}
_IN_CHINESE = {stem: labels[0] for stem, labels in _LABELS.items()}
_IN_ENGLISH = {stem: labels[1] for stem, labels in _LABELS.items()}

QUESTIONS: dict[str, Question] = {
    **_pair("title", "text", "title", LINE,
            _("What it is, not what it is called. In Chinese, in English, or both."), needed=ALL, most=200),
    **_pair("summary", "text", "summary", PROSE, _("What it is and what it does, in at most 500 characters."),
            of=OFFERS, needed=OFFERS, most=500),
    **_pair("statement", "text", "statement", PROSE,
            _("What is missing and why it matters, in at most 500 characters."),
            of=NEEDS, needed=NEEDS, most=500),
    **_pair("description", "text", "description", PROSE,
            _("How it works or is to work, what was shown, under which conditions."), needed=ALL),
    **_pair("advantages", "text", "advantages", PROSE,
            _("Against what there is today, with numbers where there are any."),
            of=OFFERS, needed=frozenset({TECHNOLOGY_OFFER})),
    **_pair("applications", "text", "applications", PROSE, _("Where it is or could be used."), of=OFFERS),
    **_pair("targets", "text", "targets", PROSE, _("Measurable: throughput, accuracy, cost, life."),
            of=NEEDS, needed=frozenset({TECHNOLOGY_REQUEST})),
    **_pair("attempts", "text", "attempts", PROSE, _("What was tried, and why it was not enough."), of=NEEDS),
    **_pair("wanted", "text", "wanted", PROSE,
            _("Who could answer: a firm, a laboratory, a person, with what experience."), of=NEEDS),
    **_pair("scenario", "text", "scenario", PROSE,
            _("Where in the city it would be tried or used: a port, a hospital, a line."), of=NEEDS),
    "sectors": Question("class", _("Sectors"), SEVERAL),
    "fields": Question("class", _("Patent classification"), LINES,
        _("Symbols of the IPC or CPC, one a line, such as H01M 10/0525."), of=_TECHNICAL),
    "trl": Question("class", _("Technology readiness level"), LEVEL,
        _("The level reached today."), of=frozenset({TECHNOLOGY_OFFER}),
        needed=frozenset({TECHNOLOGY_OFFER}), choices=words.READINESS),
    **_pair("trl_evidence", "class", "trl_evidence", PROSE,
            _("Test report, pilot, customer: without evidence the level is shown as a claim."),
            of=frozenset({TECHNOLOGY_OFFER})),
    "trl_on": Question("class", _("Level assessed on"), DAY, of=frozenset({TECHNOLOGY_OFFER})),
    "trl_min": Question("class", _("Lowest readiness level"), LEVEL, of=_TECHNICAL & NEEDS,
        choices=words.READINESS),
    "trl_max": Question("class", _("Highest readiness level"), LEVEL, of=_TECHNICAL & NEEDS,
        choices=words.READINESS),
    "rights": Question("rights", _("Rights"), LINES,
        _("One a line: kind, number, status, your share. Such as: patent, CN112345678B, granted, 100 %. "
                     "Numbers stay hidden while the listing is anonymous."),
        of=OFFERS, needed=frozenset({TECHNOLOGY_OFFER})),
    "rights_wanted": Question("rights", _("Rights wanted"), SEVERAL, of=NEEDS, choices=words.RIGHTS),
    "exclusivity": Question("rights", _("Exclusivity"), CHOICE, of=NEEDS, choices=words.EXCLUSIVITIES),
    "modes": Question("terms", _("Ways to work together"), SEVERAL,
        needed=frozenset({TECHNOLOGY_OFFER, TECHNOLOGY_REQUEST}), choices=words.MODES),
    "price_low": Question("terms", _("Price from"), MONEY, of=OFFERS),
    "price_high": Question("terms", _("Price to"), MONEY, of=OFFERS),
    "budget_low": Question("terms", _("Budget from"), MONEY, of=NEEDS),
    "budget_high": Question("terms", _("Budget to"), MONEY, of=NEEDS),
    "currency": Question("terms", _("Currency"), CHOICE),
    "negotiable": Question("terms", _("Negotiable"), TICK),
    "deadline": Question("terms", _("Deadline"), DAY, _("By when an answer is needed."), of=NEEDS),
    "country": Question("place", _("Country or region"), CHOICE),
    "region": Question("place", _("Province, city or district"), most=120),
    **_pair("programme", "place", "programme", LINE,
            _("The programme or project it comes from. Not shown while the listing is anonymous."),
            of=OFFERS, revealing=True),
    **_pair("maker", "place", "maker", LINE,
            _("Who made it, if not the owner. Not shown while the listing is anonymous."),
            of=OFFERS, revealing=True),
    "year": Question("place", _("Year"), YEAR, _("The year it was made."), of=OFFERS),
    "url": Question("place", _("Web address"), URL,
        _("A page about it. Not shown while the listing is anonymous."), of=OFFERS, revealing=True),
    "anonymous": Question("contact", _("Publish it without the owner's name"), TICK,
        _("Then no name, person, patent number, telephone, e-mail or web address may stand in the text. "
                     "What was public once with a name cannot become anonymous.")),
    "contact_name": Question("contact", _("Contact person"), needed=ALL, private=True,
        hint=_("Never published. Whom the technology manager speaks to, and the other side once both consent.")),
    "contact_post": Question("contact", _("Post of the contact person"), private=True),
    "contact_email": Question("contact", _("E-mail address"), EMAIL, private=True),
    "contact_phone": Question("contact", _("Telephone"), private=True),
    "mandate": Question("contact", _("Commission of the owner"), PROSE,
        _("Only where somebody else writes for the owner: by which agreement, of which day. Never published."),
        private=True),
}  # fmt: skip
"""All questions, in the order they are asked. The names are those of the public columns where there is one."""


def questions(profile: str) -> dict[str, Question]:
    """What is asked for a profile."""
    return {name: each for name, each in QUESTIONS.items() if profile in each.of}


def stem_of(name: str) -> str:
    """`title` for `title_en`; empty for what is asked once."""
    return name[:-3] if name.endswith(("_en", "_zh")) else ""
