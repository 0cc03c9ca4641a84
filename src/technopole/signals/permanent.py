"""Who bears an identifier: the answer behind `/id/<scheme>/<value>`, for things that are here, and that were."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve, reverse
from django.utils.translation import get_language

from technopole.core import ids
from technopole.core.errors import Invalid
from technopole.core.models import Change
from technopole.methods import identifiers
from technopole.registry.duplicates import merging
from technopole.registry.models import Hub, Organisation
from technopole.signals import things

HTML, JSON, JSON_LD = "text/html", "application/json", "application/ld+json"
OWN_SCHEMES = ("uid", "key")
"""The portal's own: of every thing, and of rows of the centre's folder."""


@dataclass(frozen=True)
class Bearer:
    """A thing that bears an identifier; `gone` if no source speaks of it any more."""

    kind: str
    uid: str
    page: str
    row: Any = None

    @property
    def gone(self) -> bool:
        return self.row is None


def bearers(scheme: str, value: str) -> list[Bearer]:
    """The things that bear an identifier: usually one; none if it is not known. Raises `Invalid` for a wrong one."""
    if scheme == "uid":
        found = _by_uid(value)
        return [found] if found else []
    if scheme == "key":
        return [_organisation(row) for row in Organisation.objects.filter(key=value).exclude(key="")]
    if scheme not in identifiers.SCHEMES:
        raise Invalid(fields={"scheme": [", ".join([*OWN_SCHEMES, *identifiers.SCHEMES])]})
    try:
        value = identifiers.normalise(scheme, value)
    except identifiers.InvalidIdentifier as wrong:
        raise Invalid(wrong.explain(get_language() or "en")) from None
    rows = Organisation.objects.filter(identifiers__scheme=scheme, identifiers__value=value).distinct()
    found_here = [_organisation(row) for row in rows.order_by("reference", "pk")[:20]]
    if not found_here and scheme == "ror":
        # what ROR withdrew leaves no row behind, but its uid was made from its number
        gone = _gone("organisation", ids.uid_for("organisation", f"ror:{value}"))
        return [gone] if gone else []
    return found_here


def _organisation(row: Organisation) -> Bearer:
    return Bearer("organisation", row.uid, reverse("registry:organisation", args=[row.uid]), row)


def _by_uid(uid: str) -> Bearer | None:
    row = Organisation.objects.filter(uid=uid).first()
    if row is not None:
        return _organisation(row)
    hub = Hub.objects.filter(uid=uid).first()
    if hub is not None:
        return Bearer("hub", uid, reverse("registry:hub", args=[uid]), hub)
    for thing in things.THINGS.values():
        other = thing.model._default_manager.filter(uid=uid).first()
        if other is not None:
            return Bearer(thing.kind, uid, thing.link(other), other)
    survivor = Organisation.objects.filter(uid=merging.survivor_of(uid)).first()
    return _organisation(survivor) if survivor else _gone("organisation", uid)


def _gone(kind: str, uid: str) -> Bearer | None:
    if not Change.objects.filter(kind=kind, uid=uid).exists():
        return None
    return Bearer(kind, uid, reverse("registry:organisation", args=[uid]))


_PROGRAMS = {
    "organisation": "organisation", "hub": "hub", "event": "event", "facility": "facility", "showcase": "showcase_item",
    "policy": "policy", "need": "need", "offer": "offer", "service": "service",
}  # fmt: skip
"""The operation of the API that gives one thing of a kind."""


def forms(bearer: Bearer) -> dict[str, str]:
    """{media type: address} of the forms a thing comes in; HTML always."""
    found = {HTML: bearer.page}
    if bearer.gone:
        return found
    if bearer.kind in _PROGRAMS:
        found[JSON] = reverse(f"api:v1:{_PROGRAMS[bearer.kind]}", args=[bearer.uid])
    if bearer.kind == "organisation" and (linked := _linked(bearer.uid)):
        found[JSON_LD] = linked
    return found


def _linked(uid: str) -> str:
    """The address of an organisation as linked data, if this portal has one."""
    path = f"organisations/{uid}.jsonld"
    try:
        resolve(f"/{path}")
    except (Resolver404, NoReverseMatch):
        return ""
    return get_script_prefix() + path


def preferred(accept: str, offered: list[str]) -> str:
    """The media type that an Accept header wants most (RFC 9110, section 12.5.1); the first offered if none fits.

    >>> preferred("text/html;q=0.5, application/json", ["text/html", "application/json"])
    'application/json'
    """
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, text = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = float(text)
                except ValueError:
                    quality = 0.0
        if media:
            ranges.append((media.lower(), quality))

    def quality_of(media: str) -> float:
        matching = [
            (len(wanted.replace("*", "")), quality)
            for wanted, quality in ranges
            if wanted in ("*/*", media, media.split("/")[0] + "/*")
        ]
        return max(matching)[1] if matching else 0.0

    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media: (quality_of(media), -offered.index(media)))
    return best if quality_of(best) > 0 else offered[0]
