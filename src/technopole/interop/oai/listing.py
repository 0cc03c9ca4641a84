"""Pages of what there is and what is gone, each from where the one before ended; as many queries for any of them.

What is here is told in the order in which it last changed. What changes while it is being told moves to the end, and
is told again; nothing moves before the place that was reached, so nothing is skipped. Then what is gone is told.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from technopole.core.merge import Record
from technopole.core.models import Change
from technopole.interop import things
from technopole.interop.oai.asking import Place, ProtocolError, end_of, first_moment
from technopole.interop.things import KIND, Thing
from technopole.registry.models import Organisation, OrganisationHub, OrganisationType

PAGE = 100
_SCANNED = 2000
"""Removals looked through at a time for those of a set."""

ORGUNITS, CENTRE = "openaire_cris_orgunits", "centre"


@dataclass(frozen=True)
class Entry:
    """One record: what it is of, when it changed, what sets it is in; without `thing` it is gone."""

    uid: str
    at: dt.datetime
    sets: tuple[str, ...]
    thing: Thing | None = None


def page(here: Place) -> tuple[list[Entry], Place | None]:
    """The entries of one page, and where the next begins. Raises `ProtocolError` if there are none at all."""
    if not here.gone and not here.told:
        here = here.onward(total=_rows(here).count() + sum(1 for _ in _removed(here, 0)))
        if not here.total:
            raise ProtocolError("noRecordsMatch", "Nothing is in this set, or changed in this time.")
    found: list[Entry] = []
    onward: Place | None = None
    if not here.gone:
        found, onward = _present(here)
        if onward is None:
            here = here.onward(gone=True, at="", after=0)
    if here.gone:
        for change in _removed(here, here.after):
            if len(found) == PAGE:
                onward = here.onward(after=change.pk)
                break
            found.append(_gone(change))
    if not found:
        # all that was left has gone out of the list's time meanwhile: its last record is told once more
        found = _last(here)
    told = here.told + len(found)
    if onward is not None:
        onward = onward.onward(told=told, total=max(here.total, told + 1))
    return found, onward


def one(uid: str) -> Entry | None:
    """The record of one organisation, also of one that is gone; None if it never was."""
    if thing := things.read([uid]).get(uid):
        return _entry(thing)
    change = Change.objects.filter(kind=KIND, uid=uid, action="withdrawn").order_by("-id").first()
    return _gone(change) if change else None


def earliest() -> dt.datetime | None:
    """When the first organisation came."""
    return Change.objects.order_by("id").values_list("at", flat=True).first()


# --- what is here -------------------------------------------------------------------------------------------------


def _rows(here: Place) -> QuerySet[Organisation]:
    rows = Organisation.objects.all()
    if since := first_moment(here.since):
        rows = rows.filter(updated_at__gte=since)
    if end := end_of(here.until):
        rows = rows.filter(updated_at__lt=end)
    return rows.filter(_in_set(here.set))


def _in_set(name: str) -> Q:
    kind, _, key = name.partition(":")
    if name in ("", ORGUNITS):
        return Q()
    if name == CENTRE:
        return Q(reference__in=[False])
    if kind == "type" and key:
        return Q(pk__in=OrganisationType.objects.filter(type=key).values("organisation"))
    if kind == "hub" and key:
        return Q(pk__in=OrganisationHub.objects.filter(hub=key).values("organisation"))
    return Q(pk__in=[])


def _present(here: Place) -> tuple[list[Entry], Place | None]:
    rows = _rows(here)
    if here.at:
        at = dt.datetime.fromisoformat(here.at)
        rows = rows.filter(updated_at__gte=at).exclude(updated_at=at, pk__lt=here.after)
    marks = list(rows.order_by("updated_at", "pk").values_list("uid", "updated_at", "pk")[: PAGE + 1])
    onward = None
    if len(marks) > PAGE:
        _, at, number = marks.pop()
        onward = here.onward(at=at.isoformat(), after=number)
    return _entries([uid for uid, _, _ in marks]), onward


def _entries(uids: Sequence[str]) -> list[Entry]:
    return [_entry(thing) for thing in things.read(uids).values()]


def _entry(thing: Thing) -> Entry:
    """A record that ROR withdrew is told as gone: it is no organisation, only its number stays known."""
    sets = _sets(thing.record, in_centre=not thing.row["reference"])
    return Entry(thing.uid, thing.updated_at, sets, None if thing.row["status"] == "withdrawn" else thing)


def _sets(record: Record, *, in_centre: bool) -> tuple[str, ...]:
    hubs = next((place["hubs"] for place in record.get("places", ()) if place.get("hubs")), ())
    own = (CENTRE,) if in_centre else ()
    return (ORGUNITS, *own, *(f"type:{key}" for key in record.get("types", ())), *(f"hub:{key}" for key in hubs))


# --- what is gone -------------------------------------------------------------------------------------------------


def _removed(here: Place, first: int) -> Iterator[Change]:
    """The last removal of each organisation that is not here any more, from this number on."""
    later = Change.objects.filter(kind=KIND, uid=OuterRef("uid"), action="withdrawn", pk__gt=OuterRef("pk"))
    rows = Change.objects.filter(kind=KIND, action="withdrawn").exclude(
        Exists(Organisation.objects.filter(uid=OuterRef("uid")))
    )
    rows = rows.exclude(Exists(later)).order_by("pk")
    if since := first_moment(here.since):
        rows = rows.filter(at__gte=since)
    if end := end_of(here.until):
        rows = rows.filter(at__lt=end)
    while batch := list(rows.filter(pk__gte=first)[:_SCANNED]):
        for change in batch:
            if here.set in ("", *_gone(change).sets):
                yield change
        first = batch[-1].pk + 1


def _gone(change: Change) -> Entry:
    said = change.diff.get("record") if isinstance(change.diff, dict) else None
    record = said[0] if isinstance(said, list) and said and isinstance(said[0], dict) else {}
    return Entry(change.uid, change.at, _sets(record, in_centre="key" in record or bool(record.get("listed"))))


def _last(here: Place) -> list[Entry]:
    uids = list(_rows(here).order_by("-updated_at", "-pk").values_list("uid", flat=True)[:1])
    if found := _entries(uids):
        return found
    raise ProtocolError("badResumptionToken", "What this list told has all changed since; begin it anew.")
