"""Every step of enquiries, deals and requests for help: from where, to where, by whom, on what condition.

`taking.take` reads these tables; pages show them; tests try every step that they do not allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ASKER, OWNER, MANAGER = "asker", "owner", "manager"
SELLER, BUYER, REGISTRAR, EXCHANGE = "seller", "buyer", "registrar", "exchange"
CLIENT, PROVIDER = "client", "provider"
TIME = "time"
BOTH = (SELLER, BUYER)


@dataclass(frozen=True)
class Transition:
    """One step. `to` lists where it may lead: which of them, the effect decides; empty: it stays where it is."""

    step: str
    sources: tuple[str, ...]
    to: tuple[str, ...]
    who: tuple[str, ...]
    condition: str = ""
    writes: str = ""


@dataclass(frozen=True)
class Table:
    """The steps of one kind of row; the first state is the one it begins in unless its making says otherwise."""

    kind: str
    states: tuple[str, ...]
    ended: tuple[str, ...]
    steps: tuple[Transition, ...]

    def get(self, step: str) -> Transition | None:
        return next((each for each in self.steps if each.step == step), None)

    def possible(self, state: str) -> list[Transition]:
        """The steps that a row in this state may take, whoever takes them."""
        return [each for each in self.steps if state in each.sources]


WAITING = ("at_desk", "sent", "owner_consented")
"""States of an enquiry in which nobody is named to anybody."""

ENQUIRY = Table(
    "enquiry",
    (*WAITING, "disclosed", "talks", "ended", "expired"),
    ("talks", "ended", "expired"),
    (
        Transition("take_over", (*WAITING, "disclosed"), (), (MANAGER,), "nobody looks after it yet", "the manager"),
        Transition(
            "forward", ("at_desk",), ("sent",), (MANAGER,),
            "the owner is an organisation of the register, and not the asker", "the owner, and a new last day",
        ),
        Transition("give_up", ("at_desk",), ("ended",), (MANAGER,), "the reason is given; the asker reads it"),
        Transition(
            "consent", WAITING, ("disclosed",), (ASKER,), "has not consented yet",
            "that the asker may be named; both are, once the owner has consented too",
        ),
        Transition(
            "agree", ("sent",), ("owner_consented", "disclosed"), (OWNER,), "",
            "that the owner may be named; both are, if the asker has consented",
        ),
        Transition("decline", WAITING, ("ended",), (ASKER, OWNER), "", "nothing that tells who declined"),
        Transition("begin_talks", ("disclosed",), ("talks",), (ASKER, OWNER, MANAGER), "", "the deal"),
        Transition("close", ("disclosed",), ("ended",), (ASKER, OWNER), "the reason is given"),
        Transition("expire", WAITING, ("expired",), (TIME,), "its last day is over"),
    ),
)  # fmt: skip

TALKING = ("talks", "offered", "agreed")
REGISTERING = ("registration_asked", "registration_accepted", "supplement_asked")
CONTRACTED = ("contracted", *REGISTERING, "registration_refused", "registered", "certified")
ENDABLE = ("contracted", "registration_refused", "registered", "certified")
"""States in which a contract can be ended: not while its registration is being decided."""
OVER = ("finished", "terminated", "broken_off")

DEAL = Table(
    "deal",
    (*TALKING, "contract_recorded", *CONTRACTED, *OVER),
    OVER,
    (
        Transition("take_over", (*TALKING, "contract_recorded", *CONTRACTED), (), (MANAGER,),
                   "nobody looks after it yet", "the manager"),
        Transition("propose_nda", TALKING, (), BOTH, "version and hash of the text are given", "an agreement to sign"),
        Transition("sign_nda", TALKING, (), BOTH, "the hash is that of the text; not signed yet",
                   "the signature; files open once both have signed"),
        Transition("attach", (*TALKING, "contract_recorded", *CONTRACTED), (), BOTH, "", "a file"),
        Transition("take_back", (*TALKING, "contract_recorded"), (), BOTH, "it is one's own", "the file is gone"),
        Transition("note_meeting", (*TALKING, "contract_recorded", *CONTRACTED), (), (*BOTH, MANAGER),
                   "day and what was said are given", "a line of the log of meetings"),
        Transition("make_offer", ("talks",), ("offered",), BOTH, "the terms are in order", "an offer"),
        Transition("counter", ("offered",), (), BOTH, "the open offer is the other side's", "a counter-offer"),
        Transition("accept_offer", ("offered",), ("agreed",), BOTH, "the open offer is the other side's, and valid"),
        Transition("refuse_offer", ("offered",), ("talks",), BOTH, "the open offer is the other side's"),
        Transition("withdraw_offer", ("offered",), ("talks",), BOTH, "the open offer is one's own"),
        Transition("lapse", ("offered",), ("talks",), (TIME,), "the offer is valid no longer"),
        Transition("propose_notice", ("agreed", "contract_recorded", *CONTRACTED), (), (SELLER,),
                   "its text is given, and none is public or proposed", "a notice the buyer has to agree to"),
        Transition("agree_notice", ("agreed", "contract_recorded", *CONTRACTED), (), (BUYER,), "one is proposed",
                   "the notice is public, and open to objections"),
        Transition("withdraw_notice", ("agreed", "contract_recorded", *CONTRACTED), (), (SELLER,),
                   "one is proposed or runs", "it is public no longer"),
        Transition("answer_objection", ("agreed", "contract_recorded", *CONTRACTED), (), (SELLER,),
                   "an objection has no answer", "the answer"),
        Transition("record_contract", ("agreed",), ("contract_recorded",), BOTH,
                   "it is in writing, its three amounts are in order, no notice runs, no objection waits",
                   "the contract and its plan"),
        Transition("return_contract", ("contract_recorded",), ("agreed",), BOTH,
                   "the other side recorded it; why is said", "the contract is gone"),
        Transition("confirm_contract", ("contract_recorded",), ("contracted",), BOTH, "the other side recorded it"),
        Transition("ask_registration", ("contracted", "registration_refused"), ("registration_asked",), (SELLER,),
                   "once, at the seller's place"),
        Transition("accept_registration", ("registration_asked",), ("registration_accepted",), (REGISTRAR,), "",
                   "the day by which to decide"),
        Transition("ask_supplement", ("registration_asked", "registration_accepted"), ("supplement_asked",),
                   (REGISTRAR,), "what is missing is said", "the clock stands"),
        Transition("supply", ("supplement_asked",), ("registration_asked",), (SELLER,), "what was supplied is said"),
        Transition("call_experts", ("registration_accepted",), (), (REGISTRAR,), "why is said, and not called yet",
                   "the longer clock"),
        Transition("register", ("registration_accepted",), ("registered",), (REGISTRAR,), "", "the number"),
        Transition("refuse_registration", ("registration_accepted",), ("registration_refused",), (REGISTRAR,),
                   "the reason is given"),
        Transition("issue_certificate", ("registered",), ("certified",), (EXCHANGE,),
                   "by a broker other than the deal's manager", "the certificate"),
        Transition("say_done", CONTRACTED, (), BOTH, "it is one's own turn in the plan", "the day it was done or paid"),
        Transition("confirm_done", CONTRACTED, (), BOTH, "the other side said so", "the day it was confirmed"),
        Transition("finish", ENDABLE, ("finished",), BOTH,
                   "everything in the plan is confirmed", "both are asked what came of it"),
        Transition("terminate", ENDABLE, ("terminated",), BOTH,
                   "the reason is given", "both are asked what came of it"),
        Transition("break_off", (*TALKING, "contract_recorded"), ("broken_off",), BOTH, "the reason is given"),
        Transition("tell_outcome", ("finished", "terminated"), (), BOTH, "one was asked", "what came of it"),
    ),
)  # fmt: skip

HELP = Table(
    "help",
    ("asked", "offered", "taken", "done", "confirmed", "declined", "refused", "withdrawn"),
    ("confirmed", "declined", "refused", "withdrawn"),
    (
        Transition("offer_help", ("asked",), ("offered",), (PROVIDER,), "price and day are given", "the offer"),
        Transition("decline_help", ("asked",), ("declined",), (PROVIDER,), "the reason is given"),
        Transition("take_help", ("offered",), ("taken",), (CLIENT,)),
        Transition("refuse_help", ("offered",), ("refused",), (CLIENT,)),
        Transition("withdraw_help", ("asked", "offered"), ("withdrawn",), (CLIENT,)),
        Transition("help_done", ("taken",), ("done",), (PROVIDER,), "what was done is said"),
        Transition("confirm_help", ("done",), ("confirmed",), (CLIENT,)),
    ),
)

TABLES: Mapping[str, Table] = {each.kind: each for each in (ENQUIRY, DEAL, HELP)}
