"""What a person follows: begun, changed, paused, ended; and the secret address of their own feed."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from technopole.core import clock, ids, signals
from technopole.core.errors import Conflict, Invalid
from technopole.signals import things
from technopole.signals.models import Member, Reader, Rhythm, Subscription
from technopole.signals.services import matching

MOST = 200
"""Subscriptions of one person."""
MOST_MEMBERS = 20_000
"""Things in a list that is followed: more are not a list that somebody watches."""


def follow_thing(
    owner: Any, kind: str, uid: str, *, kinds: Sequence[str] = (), rhythm: str = Rhythm.DAILY, name: str = ""
) -> Subscription:
    """Follow one thing; following it again gives what there is, with the kinds and the rhythm asked for."""
    thing = things.THINGS.get(kind)
    if thing is None or not thing.model._default_manager.filter(uid=uid).exists():
        raise Invalid(_("There is no such thing to follow."), fields={"uid": [_("There is no such thing to follow.")]})
    return _follow(owner, kinds, rhythm, name, thing=kind, thing_uid=uid)


def follow_list(
    owner: Any, list_name: str, query: str, *, kinds: Sequence[str] = (), rhythm: str = Rhythm.DAILY, name: str = ""
) -> Subscription:
    """Follow a list as the query of its page narrows it. Raises `Invalid` for one that is too long to be followed."""
    thing = things.LISTS.get(list_name)
    if thing is None:
        raise Invalid(_("There is no such list."), fields={"list": [_("There is no such list.")]})
    return _follow(owner, kinds, rhythm, name, thing=thing.kind, list_name=list_name, query=canonical(list_name, query))


def canonical(list_name: str, query: str) -> str:
    """The filters of a list always as the same text: sorted, and nothing that is no filter of it."""
    listing = things.LISTS[list_name].list
    assert listing is not None
    given = QueryDict(query)
    asked = {facet.name: sorted(given.getlist(facet.name)) for facet in listing.facets if facet.name in given}
    if text := given.get("q", "").strip():
        asked["q"] = [text]
    return urlencode(sorted(asked.items()), doseq=True)


@transaction.atomic
def _follow(owner: Any, kinds: Sequence[str], rhythm: str, name: str, **what: str) -> Subscription:
    _check(what["thing"], kinds, rhythm)
    if len(what.get("query", "")) > 2000:
        raise Invalid(_("These filters are too long to be kept."))
    matching.settle_history()
    there = Subscription.objects.filter(owner=owner, **{"thing_uid": "", "list_name": "", "query": "", **what}).first()
    if there is not None:
        return change(there, there.version, kinds=kinds, rhythm=rhythm, name=name or there.name, paused=False)
    if Subscription.objects.filter(owner=owner).count() >= MOST:
        raise Conflict(_("Nobody follows more than %(most)d things and lists; end one first.") % {"most": MOST})
    made = Subscription.objects.create(
        uid=ids.new_uid(), owner=owner, name=name.strip()[:200], kinds=list(kinds), rhythm=rhythm,
        created_at=clock.now(), since=matching.last_change(), **what,
    )  # fmt: skip
    _note_members(made)
    return made


def _note_members(subscription: Subscription) -> None:
    if not subscription.list_name:
        return
    uids = matching.members_of(subscription.list_name, subscription.query, subscription.owner, MOST_MEMBERS)
    if len(uids) > MOST_MEMBERS:
        raise Invalid(
            _("This list is too long to be followed: more than %(most)d entries.") % {"most": MOST_MEMBERS},
            hint=_("Narrow it with a filter first."),
        )
    subscription.members.all().delete()
    Member.objects.bulk_create([Member(subscription=subscription, uid=uid) for uid in uids], batch_size=2000)


def _check(thing: str, kinds: Sequence[str], rhythm: str) -> None:
    problems: dict[str, list[str]] = {}
    known = {kind.name for kind in signals.kinds_of(thing)}
    if unknown := [kind for kind in kinds if kind not in known]:
        problems["kinds"] = [_("There is no such kind of change: %(name)s") % {"name": ", ".join(unknown)}]
    if rhythm not in Rhythm.values:
        problems["rhythm"] = [_("Choose how often.")]
    if problems:
        raise Invalid(_("This cannot be followed so."), fields=problems)


@transaction.atomic
def change(
    subscription: Subscription, version: int, *, kinds: Sequence[str] | None = None, rhythm: str | None = None,
    name: str | None = None, paused: bool | None = None,
) -> Subscription:  # fmt: skip
    """Change how one is told. What happens while it is paused is not told afterwards. Raises `Conflict`, `Invalid`."""
    row = Subscription.objects.select_for_update().select_related("owner").get(pk=subscription.pk)
    if row.version != version:
        raise Conflict
    _check(row.thing, kinds or (), rhythm or row.rhythm)
    row.kinds = row.kinds if kinds is None else list(kinds)
    row.rhythm = row.rhythm if rhythm is None else rhythm
    row.name = row.name if name is None else name.strip()[:200]
    if paused is True and row.paused_at is None:
        row.paused_at = clock.now()
    elif paused is False and row.paused_at is not None:
        matching.settle_history()
        row.paused_at, row.since = None, matching.last_change()
        _note_members(row)
    row.version += 1
    row.save()
    return row


def end(subscription: Subscription) -> None:
    """Follow it no more; what it matched goes with it."""
    subscription.delete()


def end_mail(owner_pk: int) -> int:
    """No mail for any subscription of this person; they stay on the page and in the feed. Gives how many it changed."""
    rows = Subscription.objects.filter(owner_id=owner_pk).exclude(rhythm=Rhythm.NEVER)
    changed = [change(row, row.version, rhythm=Rhythm.NEVER) for row in rows]
    return len(changed)


# --- looking and the private feed ---------------------------------------------------------------------------------


def reader(owner: Any) -> Reader:
    found, _made = Reader.objects.get_or_create(owner=owner)
    return found


def seen(owner: Any, last: int) -> None:
    """They have looked at everything up to this match."""
    Reader.objects.filter(pk=reader(owner).pk, seen__lt=last).update(seen=last)


def mail_arrives(owner: Any) -> None:
    """They say that mail to them arrives again."""
    Reader.objects.filter(owner=owner).update(mail_refused_at=None)


def new_feed(owner: Any) -> str:
    """A new secret for the address of their feed; the one before stops working. Only its hash is kept."""
    secret = secrets.token_urlsafe(24)
    Reader.objects.filter(pk=reader(owner).pk).update(feed_digest=_digest(secret), feed_made_at=clock.now())
    return secret


def end_feed(owner: Any) -> None:
    """Their feed is nowhere any more."""
    Reader.objects.filter(owner=owner).update(feed_digest=None, feed_made_at=None)


def whose_feed(secret: str) -> Any:
    """The person whose feed has this secret in its address, or None."""
    found = Reader.objects.select_related("owner").filter(feed_digest=_digest(secret), owner__is_active=True).first()
    return found.owner if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
