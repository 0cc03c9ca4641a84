"""The words of deals on pages: states, parts, steps, kinds, and the terms of disclosure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from technopole.exchange import words as exchange

Badge = tuple[Any, str]

STATES: Mapping[str, Mapping[str, Badge]] = {
    "enquiry": {
        "at_desk": (_("With the technology managers"), "accent"),
        "sent": (_("Waiting for the owner"), "warn"),
        "owner_consented": (_("Waiting for the asking side"), "warn"),
        "disclosed": (_("Both sides are named"), "good"),
        "talks": (_("Led to talks"), "good"),
        "ended": (_("Ended"), "quiet"),
        "expired": (_("Not answered in time"), "quiet"),
    },
    "deal": {
        "talks": (_("In talks"), "accent"),
        "offered": (_("Offer open"), "warn"),
        "agreed": (_("Agreed"), "accent"),
        "contract_recorded": (_("Contract to be confirmed"), "warn"),
        "contracted": (_("Contracted"), "good"),
        "registration_asked": (_("Registration asked for"), "accent"),
        "registration_accepted": (_("Registration being examined"), "accent"),
        "supplement_asked": (_("Waiting for a supplement"), "warn"),
        "registration_refused": (_("Registration refused"), "bad"),
        "registered": (pgettext_lazy("of a contract", "Registered"), "good"),
        "certified": (_("Certified"), "good"),
        "finished": (_("Finished"), "good"),
        "terminated": (_("Terminated"), "bad"),
        "broken_off": (_("Broken off"), "quiet"),
    },
    "help": {
        "asked": (_("Asked"), "warn"),
        "offered": (_("Offered"), "warn"),
        "taken": (_("Being done"), "accent"),
        "done": (_("Done, to be confirmed"), "warn"),
        "confirmed": (_("Done"), "good"),
        "declined": (_("Declined"), "quiet"),
        "refused": (_("Offer refused"), "quiet"),
        "withdrawn": (_("Taken back"), "quiet"),
    },
}

PARTS: Mapping[str, Any] = {
    "asker": _("the asking side"),
    "owner": _("the owner"),
    "manager": _("the technology manager"),
    "seller": _("the seller"),
    "buyer": _("the buyer"),
    "registrar": _("a registrar"),
    "exchange": _("a broker other than the deal's manager"),
    "client": _("whoever asked for help"),
    "provider": _("the service organisation"),
    "time": _("time"),
}

STEPS: Mapping[str, Any] = {
    "take_over": _("Look after it"),
    "forward": _("Forward it to the owner"),
    "give_up": _("Give up looking for the owner"),
    "consent": _("Consent to be named"),
    "agree": _("Answer: consent to be named"),
    "decline": _("Decline"),
    "begin_talks": _("Begin talks"),
    "close": _("Close it"),
    "expire": _("Let it expire"),
    "propose_nda": _("Propose a confidentiality agreement"),
    "sign_nda": _("Sign the confidentiality agreement"),
    "attach": _("Attach a file"),
    "take_back": _("Remove a file"),
    "note_meeting": _("Note a meeting"),
    "make_offer": _("Make an offer"),
    "counter": _("Make a counter-offer"),
    "accept_offer": _("Accept the offer"),
    "refuse_offer": _("Refuse the offer"),
    "withdraw_offer": _("Take the offer back"),
    "lapse": _("Let the offer lapse"),
    "propose_notice": _("Propose a publicity notice"),
    "agree_notice": _("Agree to the publicity notice"),
    "withdraw_notice": _("Take the publicity notice back"),
    "answer_objection": _("Answer an objection"),
    "record_contract": _("Record the contract"),
    "return_contract": _("Give the contract back"),
    "confirm_contract": _("Confirm the contract"),
    "ask_registration": _("Ask for the contract's registration"),
    "accept_registration": _("Accept for examination"),
    "ask_supplement": _("Ask for a supplement"),
    "supply": _("Send what was missing"),
    "call_experts": _("Hear experts"),
    "register": _("Register the contract"),
    "refuse_registration": _("Refuse registration"),
    "issue_certificate": pgettext_lazy("of a transaction", "Issue the certificate"),
    "say_done": _("Say that something is done or paid"),
    "confirm_done": _("Confirm what is done or paid"),
    "finish": _("Finish the deal"),
    "terminate": _("Terminate the contract"),
    "break_off": _("Break off the talks"),
    "tell_outcome": _("Say what came of it"),
    "offer_help": _("Offer help"),
    "decline_help": _("Decline to help"),
    "take_help": _("Take the offer"),
    "refuse_help": _("Refuse the offer of help"),
    "withdraw_help": _("Take the request back"),
    "help_done": _("Say that it is done"),
    "confirm_help": _("Confirm that it is done"),
}

EVENTS: Mapping[str, Any] = {
    "send": _("Enquiry sent"),
    "take_over": _("A technology manager looks after it"),
    "forward": _("Forwarded to the owner"),
    "give_up": _("The owner was not reached"),
    "consent": _("The asking side consents to be named"),
    "agree": _("The owner consents to be named"),
    "disclose": _("Both sides are named to each other"),
    "decline": _("Ended without anybody being named"),
    "begin_talks": _("Talks begin"),
    "close": _("Closed"),
    "expire": _("Not answered in time"),
    "begin": _("Talks begin"),
    "propose_nda": _("Confidentiality agreement proposed"),
    "sign_nda": _("Confidentiality agreement signed"),
    "attach": _("File attached"),
    "take_back": _("File removed"),
    "note_meeting": _("Meeting"),
    "make_offer": _("Offer made"),
    "counter": _("Counter-offer made"),
    "accept_offer": _("Offer accepted"),
    "refuse_offer": _("Offer refused"),
    "withdraw_offer": _("Offer taken back"),
    "lapse": _("Offer lapsed"),
    "propose_notice": _("Publicity notice proposed"),
    "agree_notice": _("Publicity notice published"),
    "withdraw_notice": _("Publicity notice taken back"),
    "objection": _("Objection received"),
    "answer_objection": _("Objection answered"),
    "record_contract": _("Contract recorded"),
    "return_contract": _("Contract given back"),
    "confirm_contract": _("Contract confirmed"),
    "contract": _("Contract concluded"),
    "ask_registration": _("Registration asked for"),
    "accept_registration": _("Accepted for examination"),
    "ask_supplement": _("Supplement asked for"),
    "supply": _("Supplement sent"),
    "call_experts": _("Experts are heard"),
    "register": _("Contract registered"),
    "refuse_registration": _("Registration refused"),
    "issue_certificate": pgettext_lazy("of a transaction", "Certificate issued"),
    "say_done": _("Said to be done or paid"),
    "confirm_done": _("Confirmed as done or paid"),
    "finish": _("Deal finished"),
    "terminate": _("Contract terminated"),
    "break_off": _("Talks broken off"),
    "tell_outcome": _("Outcome told"),
    "ask": _("Help asked for"),
    "offer_help": _("Help offered"),
    "decline_help": _("Help declined"),
    "take_help": _("Offer taken"),
    "refuse_help": _("Offer refused"),
    "withdraw_help": _("Request taken back"),
    "help_done": _("Said to be done"),
    "confirm_help": _("Confirmed as done"),
}

CONTRACT_KINDS: Mapping[str, Any] = {
    "development": _("Technology development"),
    "transfer": _("Technology transfer"),
    "licence": _("Technology licence"),
    "consulting": _("Technology consulting"),
    "service": _("Technology service"),
}
FIELDS: Mapping[str, Any] = {
    "electronics": _("Electronics and information"),
    "urban_social": _("Urban and social development"),
    "manufacturing": _("Advanced manufacturing"),
    "aerospace": _("Aerospace"),
    "biology_medicine": _("Biology, medicine and medical devices"),
    "materials": _("New materials and their use"),
    "energy": _("New energy and energy saving"),
    "environment": _("Environment and resources"),
    "agriculture": _("Agriculture"),
    "nuclear": _("Nuclear applications"),
    "transport": _("Modern transport"),
}
PARTY_TYPES: Mapping[str, Any] = {
    "firm": _("Firm"),
    "university": pgettext_lazy("a party", "University"),
    "institute": _("Research institute"),
    "government": _("Government"),
    "person": pgettext_lazy("a party", "Person"),
    "abroad": _("From abroad"),
}
IP_KINDS: Mapping[str, Any] = {
    "patent": _("Patent"),
    "software": _("Software copyright"),
    "know_how": _("Know-how"),
    "variety": _("Plant variety right"),
    "layout": _("Layout design of integrated circuits"),
    "none": _("No intellectual property"),
}
PROGRAMMES: Mapping[str, Any] = {
    "national": _("National programme"),
    "provincial": _("Provincial programme"),
    "municipal": _("Municipal programme"),
    "own": _("Own funds"),
}
MODES: Mapping[str, Any] = exchange.MODES
EXCLUSIVITIES: Mapping[str, Any] = exchange.EXCLUSIVITIES
"""As listings call them."""
HELP_KINDS: Mapping[str, Any] = {
    "valuation": _("Valuation"),
    "legal": _("Legal advice"),
    "patent": _("Patent service"),
    "testing": _("Testing and certification"),
    "finance": pgettext_lazy("a service", "Finance"),
    "translation": _("Translation"),
    "due_diligence": _("Due diligence"),
    "scale_up": _("Pilot production"),
    "other": _("Other help"),
}
ROUNDS: Mapping[str, Any] = {
    "end": _("At the end"), "year1": _("One year later"), "year3": _("Three years later"),
}  # fmt: skip
MILESTONE_KINDS: Mapping[str, Any] = {"delivery": _("Delivery"), "payment": _("Payment")}
MILESTONE_STANDINGS: Mapping[str, Badge] = {
    "due": (pgettext_lazy("not done yet", "Due"), "accent"),
    "late": (_("Late"), "bad"),
    "said": (_("To be confirmed"), "warn"),
    "confirmed": (pgettext_lazy("of a milestone", "Confirmed"), "good"),
}
PROPOSAL_STATES: Mapping[str, Badge] = {
    "open": (pgettext_lazy("of a price", "Open"), "warn"),
    "countered": (_("Countered"), "quiet"),
    "accepted": (pgettext_lazy("of a price", "Accepted"), "good"),
    "refused": (pgettext_lazy("of a price", "Refused"), "quiet"),
    "withdrawn": (_("Taken back"), "quiet"),
    "lapsed": (_("Lapsed"), "quiet"),
}
PURPOSES: Mapping[str, Any] = {"file": _("A file for the talks"), "contract": _("The contract")}
YES_NO: Mapping[str, Any] = {"yes": _("Yes"), "no": _("No")}
QUESTIONS: Mapping[str, Any] = {
    "why": _("Why are you interested?"),
    "brings": _("What do you bring?"),
    "expects": _("What do you expect?"),
}
ANSWERS: Mapping[str, Any] = {
    "why": _("Why there is interest"),
    "brings": _("What is brought"),
    "expects": _("What is expected"),
}
"""What the answers to these questions are called for those who read them."""
METHODS: Mapping[str, Any] = {"cost": _("Cost"), "market": _("Market"), "income": _("Income: relief from royalty")}

TERMS: Mapping[str, Any] = {
    "2026-11": _(
        "Once both sides have consented, each separately, each learns the other's organisation and contact person, and "
        "the technology manager learns both. Nobody else does. Each uses it only to talk about this matter. "
        "The time and these terms are recorded. Before that either side may decline without being named."
    ),
}
"""The terms of disclosure, by version; never changed, only followed by another."""


def badge(kind: str, state: str) -> dict[str, Any]:
    label, tone = STATES[kind][state]
    return {"label": label, "tone": tone}


def of(words: Mapping[str, Badge], key: str) -> dict[str, Any]:
    label, tone = words[key]
    return {"label": label, "tone": tone}
