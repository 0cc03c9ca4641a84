"""What the exchange adds to the pages of organisations and hubs: what they offer and need, as everybody may read it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from technopole.core.order import ordered
from technopole.exchange import lists, matching, queries, words
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.pages.panels import Panel
from technopole.pages.texts import in_both
from technopole.search.corpora import Wanted

SHOWN = 10
MATCHES = 5


def _mark(row: Any) -> str:
    return "synthetic" if row.synthetic else ""


def _more(key: str, page: str) -> str:
    return f"{reverse(page)}?organisation={key}" if key else ""


def needs(thing: Any) -> Panel | None:
    """The needs of an organisation or hub, by its key."""
    rows = queries.owned_by(Need.objects.all(), thing)
    shown = [
        {
            "text": lists.need_name(row),
            "url": lists.link(row),
            "when": row.stated_on,
            "sub": in_both(row, "stated_by"),
            "badge": words.STATUSES.get(row.status),
            "mark": _mark(row),
        }
        for row in rows[:SHOWN]
    ]
    return Panel(_("Needs"), shown, _more(thing.key, "exchange:needs") if len(shown) == SHOWN else "")


def offers(thing: Any) -> Panel | None:
    """The offers of an organisation that are live, and where its name is public."""
    rows = ordered(queries.owned_by(Offer.objects.filter(status="live"), thing), "-published_on", "pk")
    shown = [
        {
            "text": in_both(row, "title"),
            "url": lists.offer_link(row),
            "sub": words.PROFILES.get(row.profile, ""),
            "mark": _mark(row),
        }
        for row in rows[:SHOWN]
    ]
    more = _more(thing.key, "exchange:offers") if len(shown) == SHOWN else ""
    return Panel(pgettext_lazy("of a technology", "Offers"), shown, more)


def needs_of_showcase(item: Any) -> Panel | None:
    """Open needs that a thing shown might meet, calls of the city first. Costs a look into the corpus, two queries."""
    wanted = Wanted(
        title=f"{item.name_en}\n{item.name_zh}",
        text="\n".join((item.summary_en, item.summary_zh, item.scenario_en, item.scenario_zh)),
        sectors=list(item.sectors),
    )
    found = [match.uid for match in matching.needs_for(wanted, limit=MATCHES)]
    if not found:
        return None
    rows = {row.uid: row for row in queries.open_needs().filter(uid__in=found)}
    calls = set(queries.scenario_calls().filter(uid__in=list(rows)).values_list("uid", flat=True))
    shown = [
        {
            "text": lists.need_name(rows[uid]),
            "url": lists.link(rows[uid]),
            "sub": in_both(rows[uid], "scenario") if uid in calls else in_both(rows[uid], "stated_by"),
            "badge": {"label": _("Call of the city"), "tone": "accent"} if uid in calls else None,
            "mark": _mark(rows[uid]),
        }
        for uid in sorted((uid for uid in found if uid in rows), key=lambda uid: uid not in calls)
    ]
    return Panel(_("Needs it might meet"), shown, reverse("exchange:scenarios"))


def services(thing: Any) -> Panel | None:
    """The services that an organisation offers."""
    if not thing.key:
        return None
    shown = [
        {
            "text": in_both(row, "name"),
            "url": lists.service_link(row),
            "sub": in_both(row, "summary"),
            "mark": _mark(row),
        }
        for row in ServiceOffer.objects.filter(organisation_key=thing.key)[:SHOWN]
    ]
    return Panel(_("Services"), shown, _more(thing.key, "exchange:services") if len(shown) == SHOWN else "")
