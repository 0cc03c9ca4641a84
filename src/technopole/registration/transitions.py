"""Every step of every case in one table: from where, to where, by whom, on what condition, and what it writes.

`services.take` reads it; pages show it; tests try every step that it does not allow.
"""

from dataclasses import dataclass

ESTABLISH, CHANGE, CHARTER, BRANCH, DEREGISTER = "establish", "change", "charter", "branch", "deregister"
KINDS = (ESTABLISH, CHANGE, CHARTER, BRANCH, DEREGISTER)
ALL = frozenset(KINDS)
NAMED = frozenset({ESTABLISH, CHANGE})
SUPERVISED = ALL - {BRANCH}

APPLICANT, SUPERVISOR, REGISTRAR, SECOND, TIME = "applicant", "supervisor", "registrar", "second", "time"

UNSENT = ("draft", "name_checked", "consent_asked", "consented", "liquidating", "liquidated")
ENDED = ("certified", "granted", "refused", "withdrawn", "lapsed")
STATES = (
    *UNSENT, "submitted", "supplement_requested", "accepted", "in_review", "decision_prepared", "registered", *ENDED,
)  # fmt: skip


@dataclass(frozen=True)
class Transition:
    """One step. `to` lists where it may lead: which of them, the case itself decides; empty: it stays where it is."""

    step: str
    sources: tuple[str, ...]
    to: tuple[str, ...]
    who: str
    condition: str
    """In words, for the reader of this table; `effects` and `deciding` hold to it."""
    writes: str
    kinds: frozenset[str] = ALL


TABLE: tuple[Transition, ...] = (
    Transition(
        "edit", ("draft", "name_checked", "consented", "liquidating", "liquidated", "supplement_requested"), (),
        APPLICANT, "what was checked or consented to stays as it is", "answers",
    ),
    Transition(
        "check_name", ("draft",), ("name_checked",), APPLICANT, "the name is well formed and nobody has it",
        "the names, kept for the days of the rules", NAMED,
    ),
    Transition(
        "release_name", ("name_checked", "consented"), ("draft",), APPLICANT, "", "the names are free again", NAMED
    ),
    Transition(
        "begin_liquidation", ("draft",), ("liquidating",), APPLICANT,
        "a liquidation group is named, and no other case is open",
        "the organisation is in liquidation", frozenset({DEREGISTER}),
    ),
    Transition(
        "end_liquidation", ("liquidating",), ("liquidated",), APPLICANT, "the day it ended is given and past",
        "until when to apply", frozenset({DEREGISTER}),
    ),
    Transition(
        "ask_consent", ("draft", "name_checked", "liquidated", "consented"), ("consent_asked",), APPLICANT,
        "a supervisory unit is chosen and needed; the answers are in order", "", SUPERVISED,
    ),
    Transition(
        "recall_consent", ("consent_asked",), ("draft", "name_checked", "liquidated"), APPLICANT, "", "", SUPERVISED
    ),
    Transition(
        "consent", ("consent_asked",), ("consented",), SUPERVISOR, "", "who consented when, and the consent's number",
        SUPERVISED,
    ),
    Transition(
        "decline", ("consent_asked",), ("draft", "name_checked", "liquidated"), SUPERVISOR, "the reason is given", "",
        SUPERVISED,
    ),
    Transition(
        "record_consent", ("consent_asked",), ("consented",), REGISTRAR,
        "nobody acts for the unit here; number and day of the paper are given", "the consent as given on paper",
        SUPERVISED,
    ),
    Transition(
        "submit", ("draft", "name_checked", "consented", "liquidated"), ("submitted",), APPLICANT,
        "the answers are in order; name and consent in hand where they are needed", "",
    ),
    Transition(
        "ask_supplement", ("submitted",), ("supplement_requested",), REGISTRAR, "what is missing is said",
        "until when to answer",
    ),
    Transition("supply", ("supplement_requested",), ("submitted",), APPLICANT, "the answers are in order", ""),
    Transition(
        "accept", ("submitted",), ("accepted",), REGISTRAR, "every paper of the rules in force today is there",
        "the version of the rules, the list of papers, the day by which to decide",
    ),
    Transition("start_review", ("accepted",), ("in_review",), REGISTRAR, "", ""),
    Transition(
        "record_visit", ("in_review",), (), REGISTRAR, "day, place, findings and conclusion are given", "the visit"
    ),
    Transition("publish_notice", ("in_review",), (), REGISTRAR, "its text is given", "the notice and its last day"),
    Transition(
        "prepare", ("in_review",), ("decision_prepared",), REGISTRAR,
        "to grant: every condition of the rules is met and no notice runs; to refuse: reason and remedy are given",
        "decision, reason, remedy, by whom",
    ),
    Transition(
        "return_decision", ("decision_prepared",), ("in_review",), SECOND, "the reason is given",
        "the prepared decision is gone",
    ),
    Transition(
        "approve", ("decision_prepared",), ("registered", "granted"), SECOND, "the prepared decision grants it",
        "all of what was asked for: organisation, code, change, charter, branch, end",
    ),
    Transition(
        "approve_refusal", ("decision_prepared",), ("refused",), SECOND, "the prepared decision refuses it",
        "reason and remedy for the applicant; the name is free again",
    ),
    Transition(
        "issue_certificate", ("registered",), ("certified",), REGISTRAR, "",
        "the certificate; the organisation is active", frozenset({ESTABLISH}),
    ),
    Transition(
        "withdraw", (*UNSENT, "submitted", "supplement_requested", "accepted", "in_review"), ("withdrawn",), APPLICANT,
        "", "the name is free again; a liquidation is given up",
    ),
    Transition(
        "lapse", ("draft", "name_checked", "consent_asked", "consented", "supplement_requested"), ("lapsed",), TIME,
        "the time for drafts or supplements has run out", "the name is free again",
    ),
)  # fmt: skip

STEPS = tuple(dict.fromkeys(each.step for each in TABLE))
_BY_STEP = {each.step: each for each in TABLE}


def get(step: str) -> Transition | None:
    return _BY_STEP.get(step)


def possible(kind: str, state: str) -> list[Transition]:
    """The steps that a case of this kind in this state may take, whoever takes them."""
    return [each for each in TABLE if kind in each.kinds and state in each.sources]
