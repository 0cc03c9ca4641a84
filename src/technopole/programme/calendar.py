"""Events as an iCalendar (RFC 5545) feed.

Sources know days, not hours: every event is an all-day event (section 3.6.1), its end the day after its last day
because DTEND is exclusive. An event known only to its month or year has no days to block in a calendar and is left
out of the feed; its page says what is known.
"""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, vText
from icalendar import Event as Entry

from technopole.methods import periods
from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.programme.models import Event

PRODUCT = "-//Technopole//Events//EN"
STATUSES = {"cancelled": "CANCELLED", "postponed": "TENTATIVE", "announced": "CONFIRMED"}


def has_days(event: Event) -> bool:
    """Is its first day known?"""
    return len(event.start) == 10


def feed(events: Iterable[tuple[Event, str]], name: str, host: str, stamp: dt.datetime, language: str) -> bytes:
    """The calendar of these events, each with the address of its page, in one language.

    `host` makes the identifiers of entries unique in the world and stable: uid@host.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event, address in events:
        if has_days(event):
            calendar.add_component(_entry(event, address, host, stamp, language))
    return bytes(calendar.to_ical())


def _entry(event: Event, address: str, host: str, stamp: dt.datetime, language: str) -> Entry:
    first = periods.first_day(event.start)
    last = periods.first_day(event.end) if len(event.end) == 10 else first
    title = display.choose(in_both(event, "name"), language)
    entry = Entry()
    entry.add("uid", f"{event.uid}@{host}")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", first)
    entry.add("dtend", last + dt.timedelta(days=1))
    summary = vText(title.text)
    if title.language:
        summary.params["LANGUAGE"] = "zh-Hans" if title.language == "zh" else "en"
    entry.add("summary", summary)
    for name, text in (("location", "place"), ("description", "summary")):
        words = display.choose(in_both(event, text), language).text
        if words:
            entry.add(name, words)
    entry.add("url", address)
    entry.add("transp", "TRANSPARENT")
    if status := STATUSES.get(event.status):
        entry.add("status", status)
    if event.latitude is not None and event.longitude is not None and event.precision in ("exact", "campus"):
        entry.add("geo", (event.latitude, event.longitude))
    return entry
