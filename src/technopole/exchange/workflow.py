"""Every step of a listing in one table: from where, to where, by whom, on what condition, and what it writes.

A listing has two states: `state` is where the words being written are, `standing` whether a version of it is public.
`services.take` reads the table; pages show it; tests try every step that it does not allow.
"""

from dataclasses import dataclass

LISTING = "listing"
"""What the subject of these steps is called."""

WRITER, REVIEWER, MARKET, TIME = "writer", "reviewer", "market", "time"
"""Writer: who represents the owner, and the technology manager who writes for it. Reviewer: another exchange broker
than anybody who wrote these words. Market: any exchange broker."""

STATES = ("draft", "in_review", "returned", "approved", "published", "expired", "withdrawn")
WRITTEN = ("draft", "returned")
PUBLIC, GONE = ("live", "expired"), ("", "withdrawn")
STANDINGS = ("", "live", "expired", "withdrawn")

CHECKS = ("complete", "profile", "anonymity", "rights", "readiness")
"""What a reviewer looks at; each is ticked, or commented where it is not as it should be."""


@dataclass(frozen=True)
class Transition:
    """One step. `to` lists where it may lead, the case itself decides which; empty: it stays where it is."""

    step: str
    sources: tuple[str, ...]
    to: tuple[str, ...]
    who: str
    condition: str
    """In words, for the reader of this table; `effects` holds to it."""
    writes: str
    standing: tuple[str, ...] = STANDINGS
    """The standings it can be taken in."""


TABLE: tuple[Transition, ...] = (
    Transition("edit", WRITTEN, (), WRITER, "the answers have their shapes", "the words, by whom"),
    Transition(
        "submit", WRITTEN, ("in_review",), WRITER,
        "everything needed is answered; nothing in an anonymous one tells the owner; whoever writes for the owner says "
        "by which commission",
        "a version that is never edited, and its hash",
    ),
    Transition("recall", ("in_review", "approved"), ("draft",), WRITER, "", ""),
    Transition("return", ("in_review", "approved"), ("returned",), REVIEWER, "the reason is given", "what was found"),
    Transition(
        "approve", ("in_review",), ("approved",), REVIEWER, "every check is ticked or commented", "what was found"
    ),
    Transition(
        "publish", ("approved",), ("published",), MARKET, "", "the public row, the day, the day it expires: in a year"
    ),
    Transition(
        "revise", ("published", "expired"), ("draft",), WRITER, "",
        "the public words as a draft; they stay public meanwhile", PUBLIC,
    ),
    Transition(
        "discard", WRITTEN, ("published", "expired"), WRITER, "a version is public", "the public words again", PUBLIC
    ),
    Transition(
        "renew", ("published", "expired"), ("published",), WRITER, "it ends within 60 days or has ended",
        "a year from the day it would end, or from today", PUBLIC,
    ),
    Transition(
        "withdraw", STATES[:-1], ("withdrawn",), WRITER, "the reason is given", "the public row says that it is gone"
    ),
    Transition(
        "take_down", STATES[:-1], ("withdrawn",), MARKET, "a version is public; the reason is given",
        "the public row says that it is gone", PUBLIC,
    ),
    Transition(
        "assign", STATES[:-1], (), MARKET, "the technology manager is active and has no conflict of interest",
        "the technology manager",
    ),
    Transition(
        "expire", STATES[:-2], ("expired",), TIME, "the day it is valid until has passed; a revision goes on",
        "the public row says so", ("live",),
    ),
)  # fmt: skip

STEPS = tuple(each.step for each in TABLE)
_BY_STEP = {each.step: each for each in TABLE}


def get(step: str) -> Transition | None:
    return _BY_STEP.get(step)


def possible(state: str, standing: str) -> list[Transition]:
    """The steps that a listing may take as it stands, whoever takes them."""
    return [each for each in TABLE if state in each.sources and standing in each.standing]
