"""Needs that stand: whenever an offer becomes live or changes, the open needs that it meets well are told of it; a need
that was just published is compared with all offers once.

The worker reads the history in order, as signals do: reading, noting what was found, planning the mail and moving the
position on are one transaction, so killed anywhere it is as if this turn had not begun. A pair is noted once, for ever:
a dismissed suggestion does not come back when the offer changes.

What is told must be worth reading, so a pair has to hold both ways: the need is among the first that the offer finds,
and the offer among the first that the need finds, with a score of at least `THRESHOLD` of the need's own.
Reference offers are compared with new needs only: millions of them have no news.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from technopole.accounts.queries import readers_of
from technopole.core import clock
from technopole.core.errors import NotAllowed
from technopole.core.jobs import enqueue, task
from technopole.core.models import Change, OutboxEntry
from technopole.core.turns import alone
from technopole.exchange import findable, matching, parties, reading, reference_rows, rules
from technopole.exchange.models import Listing, Need, Offer, Reader, Suggestion
from technopole.search.corpora import Match, Record

log = logging.getLogger("technopole.exchange")

THRESHOLD = 0.55
"""The least score of a suggestion, as a share of what the need's own text scores against itself.

Of the demo centre's 18 needs, none of which any of 22,300 offers meets, the best offer reached 0.25 in the median and
0.52 at most (a need of six words); of 31 offers asked for by their own words, the next listing, mostly of a
neighbouring matter, reached 0.55 in the median.
"""
NEEDS_OF_OFFER = 5
"""So many needs that an offer finds first are looked at from their own side."""
FIRST = 10
"""Among so many that the need finds, the offer has to be."""
MOST_OF_NEW_NEED = 5
"""A new need is told of so many offers at most."""
BATCH = 50
BUDGET = 20.0
"""Seconds a turn may take: the worker has other work too."""
NAME = "standing"
TELL = "exchange.tell_suggestions"


# --- finding ---------------------------------------------------------------------------------------------------


@task("exchange.standing_needs", every=dt.timedelta(minutes=1))
def look() -> None:
    """Compare what is new in the history, for as long as the budget lasts; the next turn goes on."""
    until = time.monotonic() + BUDGET
    while look_at_batch() and time.monotonic() < until:
        continue


@alone()
def look_at_batch() -> int:
    """Read the next lines of history; gives how many. None while the corpora lag behind what these lines speak of."""
    reader, _made = Reader.objects.select_for_update().get_or_create(name=NAME)
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    lines = list(
        Change.objects.filter(pk__gt=reader.change, kind__in=("offer", "need"))
        .order_by("pk").values_list("pk", "kind", "uid", "action")[:BATCH]
    )  # fmt: skip
    if lines and OutboxEntry.objects.filter(kind__in=("offer", "need")).exists():
        return 0
    after = lines[-1][0] if len(lines) == BATCH else last
    if after == reader.change:
        return 0
    if lines and _standing().exists():
        offers = dict.fromkeys(uid for _pk, kind, uid, _action in lines if kind == "offer")
        needs = dict.fromkeys(uid for _pk, kind, uid, action in lines if kind == "need" and action == "created")
        told = {*_of_offers(list(offers)), *_of_needs(list(needs))}
        for uid in sorted(told):
            enqueue(TELL, uid=uid)
    reader.change = after
    reader.save(update_fields=["change"])
    return len(lines)


def _standing() -> QuerySet[Need]:
    """Needs that stand: open, and written for the exchange. What somebody said in public is nobody's order."""
    return Need.objects.filter(status="open").exclude(profile="")


def _of_offers(uids: Sequence[str]) -> list[str]:
    """Note the needs that these offers meet well; gives the needs."""
    adopted = reading.adopted(uids)
    found: list[str] = []
    for record in findable.offers([uid for uid in uids if uid not in adopted]):
        candidates = [each.uid for each in matching.needs_for(matching.wanted_of(record), None, NEEDS_OF_OFFER)]
        standing = set(_standing().filter(uid__in=candidates).values_list("uid", flat=True))
        for need in findable.needs([uid for uid in candidates if uid in standing]):
            best = matching.offers_for(matching.wanted_of(need), {"standing": ["listing"]}, FIRST, per_owner=FIRST)
            match = next((each for each in best if each.uid == record["uid"]), None)
            if match is not None and _note(need, [match]):
                found.append(need["uid"])
    return found


def _of_needs(uids: Sequence[str]) -> list[str]:
    """Note the offers, of all standings, that meet these new needs well; gives the needs."""
    standing = list(_standing().filter(uid__in=uids).values_list("uid", flat=True))
    found = []
    for need in findable.needs(standing):
        if _note(need, matching.offers_for(matching.wanted_of(need), None, MOST_OF_NEW_NEED)):
            found.append(need["uid"])
    return found


def _note(need: Record, matches: Iterable[Match]) -> int:
    """Keep those that are good enough and new, and no offer of the need's own owner; gives how many."""
    own = _own_score(need)
    good = [each for each in matches if own and each.score >= THRESHOLD * own]
    have = set(Suggestion.objects.filter(need_uid=need["uid"]).values_list("offer_uid", flat=True))
    party = parties.of("need", need["uid"])
    fresh = []
    for each in good:
        if each.uid in have or _of_same_owner(party, each.uid):
            continue
        titles = {language: text[:500] for language, text in reference_rows.texts(each.body, "title").items()}
        fresh.append(Suggestion(
            need_uid=need["uid"], offer_uid=each.uid, score=each.score, title_en=titles.get("en", ""),
            title_zh=titles.get("zh", ""), synthetic=bool(each.body.get("synthetic")),
            reference=each.body.get("standing") == "reference", found_at=clock.now(),
        ))  # fmt: skip
    Suggestion.objects.bulk_create(fresh)
    return len(fresh)


def _own_score(need: Record) -> float:
    """What the need's own text scores against it: the most that its words can reach."""
    found = matching.needs_for(matching.wanted_of(need), None, FIRST)
    return next((each.score for each in found if each.uid == need["uid"]), 0.0)


def _of_same_owner(party: parties.Party | None, offer_uid: str) -> bool:
    if party is None or not party.organisation_uid:
        return False
    other = parties.of("offer", offer_uid)
    return other is not None and other.organisation_uid == party.organisation_uid


# --- telling ---------------------------------------------------------------------------------------------------


@task(TELL)
def tell(uid: str) -> None:
    """Write to those who speak for the need's owner, once of each suggestion: nobody else learns what was suggested."""
    fresh = list(current(Suggestion.objects.filter(need_uid=uid, told_at=None)))
    need = Need.objects.filter(uid=uid, status="open").first()
    if not fresh or need is None:
        return
    # noted first: mail that went out twice is worse than mail that did not
    Suggestion.objects.filter(pk__in=[each.pk for each in fresh]).update(told_at=clock.now())
    party = parties.of("need", uid)
    for address, language in readers_of(party.organisation_uid) if party and party.organisation_uid else ():
        with translation.override(language):
            subject, body = write(need, fresh)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def write(need: Need, fresh: Sequence[Suggestion]) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    title = (_text(need, "title") or _text(need, "statement")).replace("\n", " ")[:120]
    subject = ngettext("%(count)d offer might meet “%(title)s”", "%(count)d offers might meet “%(title)s”", len(fresh))
    lines = [_("For your need “%(title)s” these offers were found:") % {"title": title}, ""]
    for each in fresh:
        mark = f" ({_('Synthetic data')})" if each.synthetic else f" ({_('Reference data')})" if each.reference else ""
        lines.append(f"- {_text(each, 'title')}{mark}")
        if settings.PUBLIC_URL:
            lines.append("  " + settings.PUBLIC_URL.rstrip("/") + reverse("exchange:offer", args=[each.offer_uid]))
    if settings.PUBLIC_URL:
        lines += ["", settings.PUBLIC_URL.rstrip("/") + reverse("exchange:suggestions")]
    return subject % {"count": len(fresh), "title": title}, "\n".join(lines) + "\n"


def _text(row: Any, name: str) -> str:
    first, second = ("zh", "en") if (translation.get_language() or "en").startswith("zh") else ("en", "zh")
    return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}"))


# --- reading ---------------------------------------------------------------------------------------------------


def current(rows: QuerySet[Suggestion]) -> list[Suggestion]:
    """Those whose offer is still to be had. Costs two queries."""
    found = list(rows)
    uids = [each.offer_uid for each in found]
    known = dict(Offer.objects.filter(uid__in=uids).values_list("uid", "status"))
    # a reference offer need not be a row
    return [each for each in found if known.get(each.offer_uid, "live" if each.reference else "") == "live"]


def suggestions(*, for_need: str = "", for_manager: Any = None, limit: int = 50) -> list[Suggestion]:
    """What was suggested and not dismissed, the newest first: for one need, or for all that a person works on.

    The caller has asked whether the reader may see the need. Costs a constant number of queries.
    """
    rows = Suggestion.objects.filter(dismissed_at=None)
    if for_need:
        rows = rows.filter(need_uid=for_need)
    if for_manager is not None:
        rows = rows.filter(need_uid__in=needs_of(for_manager))
    rows = rows.filter(need_uid__in=Need.objects.filter(status="open").values("uid"))
    return current(rows[:limit])


def needs_of(user: Any) -> QuerySet[Any, Any]:
    """The uids of needs that a person works on: those of his organisations and those he looks after; for brokers also
    those that nobody looks after."""
    listings = rules.writes.filter(user, Listing.objects.filter(kind="need"))
    uids = Need.objects.filter(uid__in=listings.values("public_uid"))
    if rules.broker.allows(user):
        taken = Listing.objects.filter(kind="need").exclude(manager=None).values("public_uid")
        uids = uids | Need.objects.exclude(uid__in=taken)
    return uids.values("uid")


def may_see(user: Any, need_uid: str) -> bool:
    """May this person see what was suggested for the need?"""
    return bool(user.is_authenticated and needs_of(user).filter(uid=need_uid).exists())


def dismiss(number: int, by: Any) -> Suggestion:
    """Take a suggestion off the list, for good. Raises `Suggestion.DoesNotExist`, `NotAllowed`."""
    row = Suggestion.objects.get(pk=number)
    if not may_see(by, row.need_uid):
        raise NotAllowed(_("This suggestion is for somebody else."))
    if row.dismissed_at is None:
        row.dismissed_at, row.dismissed_by = clock.now(), by
        row.save(update_fields=["dismissed_at", "dismissed_by"])
    return row
