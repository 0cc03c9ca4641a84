"""The words of deals on pages and in mail: states, parts, steps, kinds, and the terms of disclosure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
MODES: Mapping[str, Any] = {
    "transfer": _("Transfer of ownership"),
    "licence_exclusive": _("Exclusive licence"),
    "licence_sole": _("Sole licence"),
    "licence_non_exclusive": _("Non-exclusive licence"),
    "equity": _("Contribution as equity"),
    "codevelopment": _("Joint development"),
    "service": _("Service"),
    "sale": _("Sale of a product"),
    "investment": _("Investment"),
}
EXCLUSIVITIES: Mapping[str, Any] = {
    "exclusive": _("Exclusive"),
    "sole": _("Sole: the owner may use it, too"),
    "non_exclusive": _("Non-exclusive"),
}
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


MAILS: Mapping[str, tuple[Any, Any]] = {
    "sent_by_you": (
        _("Your enquiry is sent: %(title)s"),
        _("Your enquiry about “%(title)s” is sent. It can be answered until %(until)s. You stay unnamed until both "
          "sides have consented."),
    ),
    "asked": (
        _("An enquiry about %(title)s"),
        _("Somebody is interested in “%(title)s” and stays unnamed, as you do, until both sides have consented. Please "
          "answer by %(until)s."),
    ),
    "asked_on_desk": (
        _("New enquiry: %(title)s"),
        _("There is a new enquiry about “%(title)s”. It can be answered until %(until)s."),
    ),
    "forwarded": (
        _("Your enquiry is forwarded: %(title)s"),
        _("The technology managers have found who “%(title)s” belongs to and have forwarded your enquiry. It can be "
          "answered until %(until)s."),
    ),
    "given_up": (
        _("Your enquiry has ended: %(title)s"),
        _("The technology managers could not reach the owner of “%(title)s”. The reason stands on the enquiry's page."),
    ),
    "asked_to_consent": (
        _("The owner consents: %(title)s"),
        _("The owner of “%(title)s” consents to be named to you. Both are named if you consent, too, by %(until)s."),
    ),
    "disclosed": (
        _("Both sides are named: %(title)s"),
        _("Both sides of the enquiry about “%(title)s” have consented. Who the other side is stands on its page."),
    ),
    "ended": (
        _("The enquiry has ended: %(title)s"), _("The enquiry about “%(title)s” has ended, and nobody was named."),
    ),
    "closed": (
        _("The enquiry is closed: %(title)s"),
        _("The other side has closed the enquiry about “%(title)s”. The reason stands on its page."),
    ),
    "expired": (
        _("The enquiry has expired: %(title)s"),
        _("The enquiry about “%(title)s” was not answered in time and has ended. Nobody was named."),
    ),
    "reminded": (
        _("Still waiting for an answer: %(title)s"),
        _("The enquiry about “%(title)s” still waits for you. It ends unless it is answered by %(until)s."),
    ),
    "talks": (_("Talks begin: %(title)s"), _("The talks about “%(title)s” have a page of their own now.")),
    "nda_proposed": (
        _("Confidentiality agreement to sign: %(title)s"),
        _("The other side proposes a confidentiality agreement for the talks about “%(title)s”."),
    ),
    "nda_signed": (
        _("Confidentiality agreement signed: %(title)s"),
        _("The other side has signed the confidentiality agreement about “%(title)s”. It waits for your signature."),
    ),
    "nda_in_force": (
        _("Confidentiality agreement in force: %(title)s"),
        _("Both sides have signed the confidentiality agreement about “%(title)s”. The files are open to both now."),
    ),
    "offer_made": (
        _("An offer: %(title)s"), _("The other side has made an offer about “%(title)s”."),
    ),
    "countered": (
        _("A counter-offer: %(title)s"), _("The other side has made a counter-offer about “%(title)s”."),
    ),
    "offer_accepted": (
        _("Your offer is accepted: %(title)s"), _("The other side has accepted your offer about “%(title)s”."),
    ),
    "offer_refused": (
        _("Your offer is refused: %(title)s"), _("The other side has refused your offer about “%(title)s”."),
    ),
    "offer_withdrawn": (
        _("The offer is taken back: %(title)s"), _("The other side has taken its offer about “%(title)s” back."),
    ),
    "offer_lapsed": (
        _("The offer has lapsed: %(title)s"), _("The open offer about “%(title)s” was not accepted in time."),
    ),
    "broken_off": (
        _("The talks are broken off: %(title)s"),
        _("The other side has broken off the talks about “%(title)s”. The reason stands on the deal's page."),
    ),
    "notice_proposed": (
        _("Publicity notice to agree to: %(title)s"),
        _("The seller proposes a publicity notice about “%(title)s”. It becomes public only if you agree."),
    ),
    "notice_published": (
        _("The publicity notice runs: %(title)s"),
        _("The buyer agrees, and the publicity notice about “%(title)s” runs."),
    ),
    "notice_withdrawn": (
        _("The publicity notice is taken back: %(title)s"),
        _("The seller has taken the publicity notice about “%(title)s” back."),
    ),
    "objection": (
        _("An objection: %(title)s"), _("Somebody objects to the deal about “%(title)s”. The seller answers it."),
    ),
    "contract_recorded": (
        _("Contract to confirm: %(title)s"),
        _("The other side has recorded the contract about “%(title)s”. Please confirm it or give it back."),
    ),
    "contract_returned": (
        _("Contract given back: %(title)s"),
        _("The other side has given the contract about “%(title)s” back. The reason stands on the deal's page."),
    ),
    "contracted": (_("Contracted: %(title)s"), _("The contract about “%(title)s” is confirmed.")),
    "registration_asked": (
        _("Registration asked for: %(title)s"),
        _("The seller asks for the registration of the contract about “%(title)s”."),
    ),
    "registration_accepted": (
        _("Accepted for examination: %(title)s"),
        _("The contract about “%(title)s” is being examined. A decision is due by %(until)s."),
    ),
    "experts_called": (
        _("Experts are heard: %(title)s"),
        _("Experts are heard about the contract “%(title)s”. A decision is due by %(until)s."),
    ),
    "supplement_asked": (
        _("Supplement asked for: %(title)s"),
        _("Something is missing for the registration of the contract about “%(title)s”. The time limit is suspended "
          "until it arrives."),
    ),
    "registered": (_("Contract registered: %(title)s"), _("The contract about “%(title)s” is registered.")),
    "registration_refused": (
        _("Registration refused: %(title)s"),
        _("The contract about “%(title)s” is not registered. The reason stands on the deal's page."),
    ),
    "certified": (
        _("Certificate issued: %(title)s"), _("The transaction about “%(title)s” is certified."),
    ),
    "said_done": (
        _("Please confirm: %(title)s"),
        _("The other side says that something in the plan of “%(title)s” is done or paid. Please confirm it."),
    ),
    "milestone_late": (
        _("Late: %(title)s"), _("Something in the plan of “%(title)s” is your turn and late."),
    ),
    "terminated": (
        _("Contract terminated: %(title)s"),
        _("The other side has terminated the contract about “%(title)s”. The reason stands on the deal's page."),
    ),
    "outcome_asked": (
        _("What came of it? %(title)s"),
        _("Please say what came of the deal about “%(title)s”: products, revenue, jobs, what follows, or why not."),
    ),
    "help_asked": (_("Help asked for: %(title)s"), _("A party of a technology deal asks for your help: %(title)s.")),
    "help_offered": (_("Help offered: %(title)s"), _("The service organisation has answered: %(title)s.")),
    "help_declined": (_("Help declined: %(title)s"), _("The service organisation has declined: %(title)s.")),
    "help_taken": (_("Your offer is taken: %(title)s"), _("Your offer of help is taken: %(title)s.")),
    "help_refused": (_("Your offer is not taken: %(title)s"), _("Your offer of help is not taken: %(title)s.")),
    "help_withdrawn": (_("The request is taken back: %(title)s"), _("The request for help is taken back: %(title)s.")),
    "help_done": (_("Help done: %(title)s"), _("The service organisation says that it is done: %(title)s.")),
    "help_confirmed": (_("Help confirmed: %(title)s"), _("It is confirmed that your help is done: %(title)s.")),
}  # fmt: skip
"""{event: (subject, first sentence)}. They know a public title and a day, so that no name can get into a mail."""
