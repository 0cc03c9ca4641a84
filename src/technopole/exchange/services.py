"""Everything that can happen to a listing: begun, and taken from step to step, each in one transaction.

Every step names the version of the listing it was decided upon; whoever comes second gets `Conflict`. A step at the
wrong time is `Conflict`, by the wrong person `NotAllowed`, with wrong values `Invalid`; each says why, in the
reader's language.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.policy import is_demo_centre
from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.turns import alone
from technopole.exchange import effects, notices, publishing, refusals, rules, steps, vocabulary, workflow
from technopole.exchange.effects import EFFECTS, Done, Move
from technopole.exchange.models import Listing, Step
from technopole.exchange.workflow import LISTING, MARKET, REVIEWER, TIME, WRITER, Transition
from technopole.registry.models import Organisation

WRITING = ("create", "edit", "revise")
"""Steps by which somebody writes words."""


def kind_of(profile: str) -> str:
    return "offer" if profile in vocabulary.OFFER_PROFILES else "need"


@alone()
def begin(
    profile: str, organisation_uid: str, by: Any, content: Mapping[str, Any], *, synthetic: bool | None = None
) -> Listing:
    """A draft for an owner that the writer represents, or by an exchange broker on behalf of one.

    What is made in a demo centre is synthetic, and marked so.
    """
    if profile not in vocabulary.PROFILES:
        raise Invalid("", fields={"profile": [_("Choose from the list.")]})
    owner = Organisation.objects.filter(uid=organisation_uid, reference=False).first()
    if owner is None:
        raise Invalid("", fields={"organisation": [_("Choose an organisation of this centre's register.")]})
    if not by.is_authenticated:
        raise NotAllowed(refusals.sign_in())
    if organisation_uid not in by.represents and not rules.broker.allows(by):
        raise NotAllowed(refusals.cannot_write_for(str(owner)))
    now, kind, uid = clock.now(), kind_of(profile), ids.new_uid()
    listing = Listing(
        uid=uid, kind=kind, public_uid=ids.uid_for(kind, uid), profile=profile, organisation_uid=organisation_uid,
        author=by, created_at=now, updated_at=now, language=get_language() or "",
        synthetic=is_demo_centre() if synthetic is None else synthetic,
    )  # fmt: skip
    effects.write(listing, dict(content), by)
    listing.save()
    steps.record(LISTING, uid, "create", by, to_state="draft", note={"profile": profile})
    return listing


@alone()
def take(uid: str, step: str, by: Any, version: int, **said: Any) -> Listing:
    """Take one step of the table; all that it writes is written in one transaction."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("author", "edited_by", "manager")
    listing = rows.get(uid=uid)
    transition = workflow.get(step)
    if transition is None:
        raise Conflict(refusals.no_such_step(step, listing))
    if why := why_not(transition.who, by, listing):
        raise NotAllowed(refusals.not_yours(transition, why))
    if listing.version != version:
        raise Conflict(refusals.changed_meanwhile())
    return _move(transition, listing, by, said)


def _move(transition: Transition, listing: Listing, by: Any, said: Mapping[str, Any]) -> Listing:
    if listing.state not in transition.sources or listing.standing not in transition.standing:
        raise Conflict(refusals.not_now(transition, listing))
    done = EFFECTS[transition.step](Move(listing, by, said, clock.today()))
    return _record(transition, listing, by, done)


def _record(transition: Transition, listing: Listing, by: Any, done: Done) -> Listing:
    before = listing.state
    assert not done.to or done.to in transition.to, f"{transition.step} may not lead to {done.to}"
    listing.state = done.to or before
    listing.version += 1
    listing.updated_at = clock.now()
    listing.save()
    manager = listing.manager if transition.step == "publish" else None
    steps.record(
        LISTING, listing.uid, transition.step, by, from_state=before, to_state=listing.state, text=done.text,
        note=done.note, manager=manager,
    )  # fmt: skip
    if done.publish:
        publishing.put(listing, done.publish)
    notices.after(transition.step, listing)
    return listing


def why_not(who: str, by: Any, listing: Listing) -> str:
    """Why this person may not take the part of `who` for a listing; empty if they may."""
    if by is None or not by.is_authenticated:
        return refusals.sign_in()
    if who == WRITER:
        return "" if rules.writes.allows(by, listing) else refusals.only_writers()
    if who == MARKET:
        return "" if rules.broker.allows(by) else refusals.only_brokers()
    if who == REVIEWER:
        if not rules.broker.allows(by):
            return refusals.only_brokers()
        if listing.organisation_uid in by.represents:
            return refusals.speaks_for_owner()
        return refusals.own_words() if wrote(listing, by) else ""
    return refusals.comes_with_time()


def wrote(listing: Listing, by: Any) -> bool:
    """Did this person write any of the words that are to be reviewed: begin them, or change them since they were last
    public?"""
    if by.pk in (listing.author_id, listing.edited_by_id):
        return True
    rows = Step.objects.filter(subject_kind=LISTING, subject_uid=listing.uid)
    last = rows.filter(step="publish").order_by("-number").values_list("number", flat=True).first() or 0
    return rows.filter(number__gt=last, step__in=WRITING, by=by.uid).exists()


def steps_for(listing: Listing, by: Any) -> list[str]:
    """The steps this person may take now, in the order of the table."""
    return [
        each.step for each in workflow.possible(listing.state, listing.standing)
        if not why_not(each.who, by, listing) and _fits(each, listing, by)
    ]  # fmt: skip


def _fits(transition: Transition, listing: Listing, by: Any) -> bool:
    """Whether a step is one that is called for: none that would only be refused, and no two of the same meaning."""
    if transition.step == "renew" and listing.standing == "live" and listing.expires_on is not None:
        return (listing.expires_on - clock.today()).days <= effects.RENEW_DAYS
    return not (transition.step == "take_down" and rules.writes.allows(by, listing))


def expire_due() -> int:
    """Let expire whatever is past its last day; gives how many that were."""
    due = Listing.objects.filter(standing="live", expires_on__lt=clock.today()).values_list("pk", flat=True)
    count = 0
    for pk in list(due):
        with alone():
            row = Listing.objects.select_for_update(of=("self",)).select_related("author", "manager").get(pk=pk)
            if row.standing == "live" and row.expires_on is not None and row.expires_on < clock.today():
                transition = workflow.get("expire")
                assert transition is not None and transition.who == TIME
                _move(transition, row, TIME, {})
                count += 1
    return count
