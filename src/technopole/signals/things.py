"""What can be followed: the kinds of things with a page, and the lists of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from technopole.core.models import Change
from technopole.core.signals import Signal
from technopole.exchange.lists import needs, offers, scenarios, services
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.observatory.lists import indicators
from technopole.observatory.models import Indicator
from technopole.pages.listing import Listing
from technopole.pages.texts import in_both
from technopole.policies.lists import policies
from technopole.policies.models import Policy
from technopole.programme.lists import events, facilities, showcase
from technopole.programme.models import Event, Facility, ShowcaseItem
from technopole.registry.lists import address, names_of, organisations
from technopole.registry.models import Organisation

Names = Mapping[str, str]


@dataclass(frozen=True)
class Thing:
    """A kind of thing that can be followed."""

    kind: str
    word: str | Promise
    model: type[Model]
    link: Callable[[Any], str]
    name: str = "name"
    """The columns of its names: `<name>_en`, `<name>_zh`."""
    list: Listing | None = None
    list_page: str = ""

    def names(self, row: Any) -> Names:
        return names_of(row) if self.kind == "organisation" else in_both(row, self.name)


THINGS: dict[str, Thing] = {
    each.kind: each
    for each in (
        Thing(
            "organisation", _("Organisation"), Organisation, address, "name", organisations, "registry:organisations"
        ),
        Thing("event", _("Event"), Event, events.link, "name", events, "programme:events"),
        Thing("facility", _("Facility"), Facility, facilities.link, "name", facilities, "programme:facilities"),
        Thing("showcase", _("Showcase item"), ShowcaseItem, showcase.link, "name", showcase, "programme:showcase"),
        Thing("policy", _("Policy"), Policy, policies.link, "title", policies, "policies:policies"),
        Thing(
            "offer", pgettext_lazy("of a technology", "Offer"), Offer, offers.link, "title", offers, "exchange:offers"
        ),
        Thing("need", _("Need"), Need, needs.link, "statement", needs, "exchange:needs"),
        Thing("service", _("Service"), ServiceOffer, services.link, "name", services, "exchange:services"),
        Thing("indicator", _("Indicator"), Indicator, indicators.link, "name", indicators, "observatory:indicators"),
    )
}
LISTS: dict[str, Thing] = {each.list.name: each for each in THINGS.values() if each.list is not None} | {
    scenarios.name: replace(THINGS["need"], list=scenarios, list_page="exchange:scenarios")
}
"""Things by the name of their list."""


def asked(query: str, user: Any) -> HttpRequest:
    """What a page of a list would have been asked for, by this person."""
    request = HttpRequest()
    request.method = "GET"
    request.GET = QueryDict(query)
    request.user = user
    return request


def narrowed(name: str, query: str, user: Any) -> QuerySet[Any]:
    """The rows of a list as its page narrows them."""
    listing = LISTS[name].list
    assert listing is not None
    return listing.narrowed(asked(query, user)).order_by()


def in_words(name: str, query: str, user: Any) -> list[Any]:
    """The filters of a list as its page shows them."""
    listing = LISTS[name].list
    assert listing is not None
    return [chip["label"] for chip in listing.chips(asked(query, user))]


@dataclass(frozen=True)
class Known:
    """What a thing is called and where its page is; no address for a thing that is gone."""

    names: Names
    url: str = ""


def known(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """{(kind, uid): what it is called} of things, gone ones by their last record. Costs a query a kind, two if gone."""
    wanted: dict[str, set[str]] = {}
    for kind, uid in things:
        wanted.setdefault(kind, set()).add(uid)
    found: dict[tuple[str, str], Known] = {}
    for kind, uids in wanted.items():
        thing = THINGS[kind]
        for row in thing.model._default_manager.filter(uid__in=uids):
            found[kind, row.uid] = Known(thing.names(row), thing.link(row))  # type: ignore[attr-defined]
        gone = [uid for uid in uids if (kind, uid) not in found]
        if gone:
            for line in Change.objects.filter(kind=kind, uid__in=gone, action="withdrawn").order_by("id"):
                record = (line.diff.get("record") or [{}])[0] or {}
                found[kind, line.uid] = Known(names_in(record) or {"": line.uid})
    return found


def names_in(record: Mapping[str, Any]) -> Names:
    """The names in a merged record, in each language it has one in."""
    for field in ("name", "title", "statement"):
        if isinstance(record.get(field), dict):
            return dict(record[field])
    names: dict[str, str] = {}
    for each in record.get("names", ()):
        language = (each.get("language") or "").split("-")[0]
        if each.get("kind") in ("display", "label"):
            names.setdefault(language if language in ("en", "zh") else "", each["value"])
    return names


def of_signals(signals: Iterable[Signal]) -> dict[tuple[str, str], Known]:
    """What the things of these signals are called."""
    return known({(each.thing, each.uid) for each in signals})
