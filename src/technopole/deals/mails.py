"""The words of mail about enquiries, deals and help: a subject and a first sentence for each event."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

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
