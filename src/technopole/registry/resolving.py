"""Which organisations of the store a text means: the resolver over a prepared table of their names.

The table is one file of the home, made from the store; it loads in a moment and is made anew when organisations
have changed.
"""

import datetime as dt
import logging
import threading
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.conf import settings

from technopole.core import jobs
from technopole.core.merge import Record, merge
from technopole.core.models import Change, SourceRecord
from technopole.methods import resolution
from technopole.methods.resolution.table import FORMAT
from technopole.registry import resolving_helper
from technopole.registry.duplicates import domain_of
from technopole.registry.models import Identifier, Organisation

log = logging.getLogger("technopole.registry")

PROFILES = tuple(resolution.PROFILES)

_guard = threading.Lock()
_loaded: tuple[float, resolution.Resolver] | None = None


class Found(NamedTuple):
    """One organisation that a text means."""

    uid: str
    organisation_id: str
    """Its ROR address where it has one, else its uid."""
    name: str
    probability: float
    matched_name: str
    start: int
    end: int
    evidence: tuple[str, ...]


def resolve(texts: Sequence[str], profile: str = "complete") -> list[list[Found]]:
    """For each text the organisations it means, the likeliest first; many texts at once are much faster than one.

    `profile` is `precise` or `complete`; raises KeyError for another. The table is made first where there is none.
    """
    return [[Found._make(row) for row in rows] for rows in resolving_helper.rows(resolver(), texts, profile)]


def resolver() -> resolution.Resolver:
    """The resolver of this home; loaded once, and again when its table was made anew."""
    global _loaded
    with _guard:
        if not path().exists():
            refresh()
        made = path().stat().st_mtime
        if _loaded is None or _loaded[0] != made:
            try:
                table = resolution.NameTable.load(path())
            except ValueError:  # written by another version
                refresh()
                made, table = path().stat().st_mtime, resolution.NameTable.load(path())
            _loaded = (made, resolution.Resolver(table))
        return _loaded[1]


def refresh() -> int:
    """Make the table anew from the store; gives how many organisations it holds. 20 seconds for 129,046."""
    table = resolution.build(organisations())
    settings.HOME.mkdir(parents=True, exist_ok=True)
    table.save(path())
    return len(table.ids)


def path() -> Path:
    """Where the table is kept."""
    return Path(settings.HOME) / "names.npz"


def is_there() -> bool:
    """Has the table been made, by this version? Costs a millisecond."""
    try:
        with np.load(path(), allow_pickle=False) as stored:
            return "format" in stored and int(stored["format"]) == FORMAT
    except (OSError, ValueError):
        return False


def is_current() -> bool:
    """Has the table been made, and has no organisation changed since?"""
    last = Change.objects.filter(kind="organisation").order_by("-id").values_list("at", flat=True).first()
    return is_there() and (last is None or last.timestamp() <= path().stat().st_mtime)


@jobs.task("registry.names", every=dt.timedelta(minutes=10))
def keep_up() -> None:
    """Make the table if there is none, and anew if an organisation has changed since it was made."""
    if not is_current() and Organisation.objects.exists():
        from technopole.registry import resolving_apart

        log.info("organisations changed: making the table of names anew")
        resolving_apart.refresh()  # in a process that gives its memory back


def organisations() -> Iterator[resolution.Organisation]:
    """What the resolver is told of each organisation of the store; constant memory, but for their ROR ids."""
    rors = dict(Identifier.objects.filter(scheme="ror").values_list("organisation__uid", "value"))
    keys = Organisation.objects.exclude(key="").values_list("key", "uid")
    targets = {f"ror:{ror}": uid for uid, ror in rors.items()} | {f"centre:{key}": uid for key, uid in keys}
    rows = SourceRecord.objects.filter(kind="organisation").order_by("uid", "id")
    for uid, group in groupby(rows.iterator(chunk_size=2000), key=attrgetter("uid")):
        said: dict[str, list[Record]] = {}
        for row in group:
            said.setdefault(row.source, []).append(row.record)
        yield _organisation(uid, merge(said), rors.get(uid, ""), targets)


def _organisation(uid: str, record: Record, ror: str, targets: dict[str, str]) -> resolution.Organisation:
    places = record.get("places", ())
    hosts = [domain_of(link["url"]) for link in record.get("links", ()) if link["kind"] == "website"]
    parents = [relation for relation in record.get("relations", ()) if relation["kind"] == "parent"]
    return resolution.Organisation(
        id=uid,
        names=[(name["value"], name["kind"], name.get("language") or "") for name in record["names"]],
        types=record.get("types", ()),
        status=record.get("status", "active"),
        country=record.get("country") or next((place["country"] for place in places if place.get("country")), ""),
        cities=[place["name"] for place in places if place.get("name")],
        regions=[place["subdivision"] for place in places if place.get("subdivision")],
        domains=list(dict.fromkeys(host for host in (*record.get("domains", ()), *hosts) if host)),
        identifiers=[one["value"] for one in record.get("identifiers", ()) if one["scheme"] in ("ror", "grid", "uscc")],
        parents=[targets[one["target"]] for one in parents if one.get("target") in targets],
        partial=not places,
        label=ror,
    )
