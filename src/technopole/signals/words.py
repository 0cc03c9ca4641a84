"""What people read about what they follow: a subscription's name, states of webhooks and deliveries."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.pages import display
from technopole.signals import present, things
from technopole.signals.models import Delivery, Rhythm, Subscription, Webhook
from technopole.signals.services import webhooks
from technopole.signals.things import Known

STOPPED: dict[str, Promise] = {
    webhooks.NOT_TAKEN: _("Stopped: for days nothing was taken"),
    webhooks.GONE: _("Stopped: the address answered that it is gone (410)"),
    webhooks.SECRET_LOST: _("Stopped: its secret is lost; make a new one"),
}
DELIVERIES: dict[str, dict[str, Any]] = {
    Delivery.WAITING: {"label": _("Waiting"), "tone": "accent"},
    Delivery.SENT: {"label": _("Taken"), "tone": "good"},
    Delivery.DEAD: {"label": _("Given up"), "tone": "bad"},
}


def rows_of(subscriptions: list[Subscription]) -> list[dict[str, Any]]:
    """Subscriptions as pages list them. Costs a query a kind of thing, and what naming the filters of lists costs."""
    known = things.known((each.thing, each.thing_uid) for each in subscriptions if each.thing_uid)
    return [row_of(each, known) for each in subscriptions]


def row_of(each: Subscription, known: dict[tuple[str, str], Known] | None = None) -> dict[str, Any]:
    """What a subscription follows: {row, names, url, word, filters, kinds, rhythm}."""
    thing = things.THINGS[each.thing]
    if each.list_name:
        assert thing.list is not None
        chips = things.in_words(each.list_name, each.query, each.owner)
        filters = [display.choose(word, get_language()).text for word in chips]
        what: dict[str, Any] = {
            "names": thing.list.title,
            "url": reverse(thing.list_page) + (f"?{each.query}" if each.query else ""),
            "word": _("List"),
            "filters": display.listed(filters, get_language()),
        }
    else:
        named = (known if known is not None else things.known([(each.thing, each.thing_uid)])).get(
            (each.thing, each.thing_uid), Known({"": each.thing_uid})
        )
        what = {"names": named.names, "url": named.url, "word": thing.word, "filters": ""}
    return {
        **what,
        "row": each,
        "kinds": display.listed([present.label(kind) for kind in each.kinds], get_language()) or _("everything"),
        "rhythm": Rhythm(each.rhythm).label,
    }


def title_of(each: Subscription) -> str:
    """What a subscription is called where there is room for one line."""
    if each.name:
        return each.name
    row = row_of(each)
    return display.bracketed(display.choose(row["names"], get_language()).text, row["filters"], get_language())


def state_of(hook: Webhook) -> dict[str, Any]:
    """The state of a webhook, as a badge."""
    if hook.stopped_why:
        return {"label": STOPPED[hook.stopped_why], "tone": "bad"}
    if hook.paused_at:
        return {"label": _("Paused"), "tone": "quiet"}
    if hook.silences:
        return {"label": _("Does not answer"), "tone": "warn"}
    return {"label": _("Works"), "tone": "good"}
