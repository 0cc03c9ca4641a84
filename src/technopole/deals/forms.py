"""What each step asks, and the forms made from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.deals import guesses, parts, talks, vocabulary, words
from technopole.deals.models import Milestone
from technopole.pages import display
from technopole.pages.questions import Questions
from technopole.registry import vocabulary as register

LINE, PROSE, NUMBER, DAY, CHOICE, SEVERAL, FILE = "line", "prose", "number", "day", "choice", "several", "file"
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Ask:
    """One question of a step. `choices` are words by key, or made from the row."""

    label: Any
    kind: str = LINE
    hint: Any = ""
    needed: bool = True
    choices: Mapping[str, Any] | Callable[[Any, Any], Choices] | None = None


_WHY = Ask(_("Why"), PROSE, _("The other side reads it."))
_REMARK = Ask(_("Remark"), PROSE, needed=False)
_DAY = _("Such as 2026-05-31.")
_HASH = _(
    "SHA-256 of the file: 64 digits from 0 to 9 and a to f. Your computer tells it: certutil -hashfile, shasum -a 256."
)


def _places(row: Any, person: Any) -> Choices:
    language = get_language()
    home = [(key, display.choose(texts, language).text) for key, texts in register.provinces().items()]
    countries = ((key, display.choose(texts, language).text) for key, texts in register.countries().items())
    abroad = sorted(
        (pair for pair in countries if f"CN-{pair[0]}" not in register.provinces() and pair[0] != "CN"),
        key=lambda pair: pair[1],
    )
    return [*home, *abroad]


def _plan(row: Any, person: Any) -> Choices:
    return [(str(each.number), line_of_plan(each)) for each in row.milestones.all() if not each.confirmed_on]


def line_of_plan(each: Milestone) -> str:
    """A line of the plan in words."""
    day = display.partial_date(each.due_on, get_language())
    return f"{day} {words.MILESTONE_KINDS[each.kind]}: {each.title}"


def _own_papers(row: Any, person: Any) -> Choices:
    return [(each.uid, each.name) for each in row.papers.filter(side=parts.side_of(row, person)).order_by("id")]


_PROPOSAL: dict[str, Ask] = {
    "amount": Ask(_("Amount"), NUMBER),
    "currency": Ask(_("Currency"), CHOICE, choices={code: code for code in vocabulary.CURRENCIES}),
    "mode": Ask(_("Mode"), CHOICE, choices=words.MODES),
    "exclusivity": Ask(_("Exclusivity"), CHOICE, choices=words.EXCLUSIVITIES),
    "field": Ask(_("Field of use"), needed=False),
    "area": Ask(_("Area"), hint=_("Countries or regions."), needed=False),
    "term_months": Ask(_("Term in months"), NUMBER, _("Leave empty for a term without end."), needed=False),
    "words": Ask(_("More terms"), PROSE, needed=False),
    "valid_until": Ask(_("Valid until"), DAY, _DAY),
}
_CONTRACT: dict[str, Ask] = {
    "kind": Ask(_("Kind of contract"), CHOICE, choices=words.CONTRACT_KINDS),
    "written": Ask(_("Is it in writing and signed by both?"), CHOICE,
                   _("A contract by word of mouth cannot be registered."), choices=words.YES_NO),
    "signed_on": Ask(_("Signed on"), DAY, _DAY),
    "sha256": Ask(_("Hash of the signed file"), hint=_HASH),
    "turnover": Ask(_("Contract turnover"), NUMBER, _("Everything in the contract.")),
    "trade": Ask(_("Technology trade amount"), NUMBER, _("The turnover less equipment and materials.")),
    "income": Ask(_("Technical income"), NUMBER, _("What is paid for the technology itself: the tax base.")),
    "currency": _PROPOSAL["currency"],
    "rate": Ask(_("Exchange rate"), NUMBER, _("Yuan for one unit of the currency; empty for yuan."), needed=False),
    "rate_on": Ask(_("Rate of the day"), DAY, _DAY),
    "exclusive": Ask(_("Is it exclusive?"), CHOICE, choices=words.YES_NO),
    "trl": Ask(_("Technology readiness level today"), NUMBER, _("From 1 to 9."), needed=False),
    "field": Ask(_("Field of technology"), CHOICE, choices=words.FIELDS),
    "ip": Ask(_("Intellectual property"), SEVERAL, choices=words.IP_KINDS),
    "programme": Ask(_("Where the technology comes from"), CHOICE, choices=words.PROGRAMMES),
    "seller_type": Ask(_("The seller is"), CHOICE, choices=words.PARTY_TYPES),
    "seller_place": Ask(_("Place of the seller"), CHOICE, choices=_places),
    "buyer_type": Ask(_("The buyer is"), CHOICE, choices=words.PARTY_TYPES),
    "buyer_place": Ask(_("Place of the buyer"), CHOICE, choices=_places),
    "plan": Ask(_("Plan of deliveries and payments"), PROSE,
                _("One a line: day; delivery or payment; what; amount. Such as "
                  "2026-05-31; payment; First instalment; 500000"), needed=False),
}  # fmt: skip

ASKED: dict[str, dict[str, dict[str, Ask]]] = {
    "enquiry": {
        "forward": {
            "organisation": Ask(_("Organisation of the owner"), hint=_(
                "Its identifier of twelve characters: the last part of the address of the organisation's page.")),
        },
        "give_up": {"text": Ask(_("Why"), PROSE, _("The asking side reads it. Name nobody."))},
        "close": {"text": _WHY},
    },
    "deal": {
        "propose_nda": {
            "text_version": Ask(_("Which text, which version"), hint=_("Such as: mutual, 2026-03.")),
            "sha256": Ask(_("Hash of the file to sign"), hint=_HASH),
        },
        "sign_nda": {"sha256": Ask(_("Hash of the file you have signed"), hint=_HASH)},
        "attach": {
            "file": Ask(_("File"), FILE, _(
                "PDF, PNG, JPG, DOCX, XLSX, CSV or TXT, at most 10 MB. The other side can open it once both sides "
                "have signed a confidentiality agreement; a contract at once.")),
            "purpose": Ask(_("What it is"), CHOICE, choices=words.PURPOSES),
        },
        "take_back": {"paper": Ask(_("File"), CHOICE, choices=_own_papers)},
        "note_meeting": {
            "on": Ask(_("Day of the meeting"), DAY, _DAY), "place": Ask(_("Where"), needed=False),
            "present": Ask(_("Who was there"), needed=False),
            "text": Ask(_("What was said and agreed"), PROSE, _("Both sides and the technology manager read it.")),
        },
        "make_offer": _PROPOSAL,
        "counter": _PROPOSAL,
        "refuse_offer": {"text": Ask(_("Why"), PROSE, _("The other side reads it."), needed=False)},
        "break_off": {"text": _WHY},
        "propose_notice": {
            "text_zh": Ask(_("Text in Chinese"), PROSE, needed=False),
            "text_en": Ask(_("Text in English"), PROSE, needed=False),
            "with_price": Ask(_("Show the price?"), CHOICE, choices=words.YES_NO),
            "days": Ask(_("For how many days"), NUMBER, _("Leave empty for the shortest there is."), needed=False),
        },
        "answer_objection": {
            "objection": Ask(_("Objection"), CHOICE, choices=lambda row, person: [
                (each.uid, each.text[:80]) for notice in row.notices.all()
                for each in notice.objections.filter(answered_at=None)
            ]),
            "text": Ask(pgettext_lazy("to an objection", "Your answer"), PROSE,
                        _("Whoever made the objection reads it.")),
        },
        "record_contract": _CONTRACT,
        "return_contract": {"text": _WHY},
        "ask_registration": {"text": _REMARK},
        "ask_supplement": {"text": Ask(_("What is missing"), PROSE, _("The seller reads it."))},
        "supply": {"text": Ask(_("What you have supplied"), PROSE)},
        "call_experts": {"text": Ask(_("Why"), PROSE, _("The parties read it."))},
        "refuse_registration": {"text": Ask(_("Why"), PROSE, _("The parties read it."))},
        "say_done": {
            "milestone": Ask(_("Line of the plan"), CHOICE, choices=_plan),
            "on": Ask(_("Day of the delivery or payment"), DAY, _DAY),
        },
        "confirm_done": {"milestone": Ask(_("Line of the plan"), CHOICE, choices=_plan)},
        "terminate": {"text": _WHY},
        "tell_outcome": {
            "product": Ask(_("Did a product or process come of it?"), CHOICE, choices=words.YES_NO),
            "revenue": Ask(_("Revenue from it so far"), NUMBER, _("In the currency of the contract."), needed=False),
            "jobs": Ask(_("Jobs it has created"), NUMBER, needed=False),
            "follow_on": Ask(_("Is there a further contract or project?"), CHOICE, choices=words.YES_NO),
            "failed": Ask(_("Has it failed?"), CHOICE, choices=words.YES_NO),
            "words": Ask(_("In words"), PROSE, _("Why it failed, if it did."), needed=False),
        },
    },
    "help": {
        "offer_help": {
            "price": Ask(_("Price"), NUMBER), "currency": _PROPOSAL["currency"],
            "done_by": Ask(_("Done by"), DAY, _DAY), "text": Ask(_("What you offer"), PROSE, needed=False),
        },
        "decline_help": {"text": _WHY},
        "refuse_help": {"text": Ask(_("Why"), PROSE, _("The other side reads it."), needed=False)},
        "help_done": {
            "text": Ask(pgettext_lazy("of a service", "What was done"), PROSE, _("The other side reads it.")),
        },
        "confirm_help": {"text": _REMARK},
    },
}  # fmt: skip
"""{kind: {step: what it asks}}; steps that are not here ask nothing."""


def asked(kind: str, step: str) -> dict[str, Ask]:
    return ASKED[kind].get(step, {})


def for_step(kind: str, step: str, row: Any, person: Any) -> type[Questions]:
    """The form of a step on one row, for one person."""
    return made(asked(kind, step), row, person)


def made(questions: Mapping[str, Ask], row: Any = None, person: Any = None) -> type[Questions]:
    fields: dict[str, Any] = {name: _field(name, ask, row, person) for name, ask in questions.items()}
    return type("StepQuestions", (Questions,), {**fields, "__doc__": Questions.__doc__})


def _field(name: str, ask: Ask, row: Any, person: Any) -> forms.Field:
    said: dict[str, Any] = {"label": ask.label, "help_text": ask.hint, "required": ask.needed}
    if ask.kind in (CHOICE, SEVERAL):
        found = ask.choices(row, person) if callable(ask.choices) else list((ask.choices or {}).items())
        if ask.kind == SEVERAL:
            return forms.MultipleChoiceField(**said, choices=found, widget=forms.CheckboxSelectMultiple)
        first = [] if len(found) == 1 and ask.needed else [("", _("Choose one"))]
        return forms.ChoiceField(**said, choices=[*first, *found])
    if ask.kind == FILE:
        return forms.FileField(**said)
    if ask.kind == PROSE:
        return forms.CharField(**said, widget=forms.Textarea(attrs={"rows": 4}))
    attributes: dict[str, Any] = {"autocomplete": "off"}
    if ask.kind in (NUMBER, DAY):
        attributes |= {"class": "width-date", "inputmode": "decimal" if ask.kind == NUMBER else "text"}
    return forms.CharField(**said, widget=forms.TextInput(attrs=attributes))


ENQUIRY: dict[str, Ask] = {
    "why": Ask(words.QUESTIONS["why"], PROSE, _("What is it that you look for, and for what?")),
    "brings": Ask(words.QUESTIONS["brings"], PROSE, _("Means, markets, people, rights of your own.")),
    "expects": Ask(words.QUESTIONS["expects"], PROSE, _("Licence, purchase, joint work; when, and how far.")),
}


def initial(step: str, row: Any, person: Any) -> dict[str, Any]:
    """What a form begins with."""
    today = clock.today().isoformat()
    if step == "record_contract":
        return {**guesses.contract(row), "rate_on": today, "signed_on": today}
    if step == "counter" and (open_one := talks.open_proposal(row)) is not None:
        return {name: getattr(open_one, name) if getattr(open_one, name) is not None else "" for name in _PROPOSAL}
    if step in ("note_meeting", "say_done"):
        return {"on": today}
    return {}

