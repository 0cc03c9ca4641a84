"""The page of an event, its JSON-LD, and its calendar entries."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from technopole.core.sourced import By, put

pytestmark = pytest.mark.django_db
BY = By(label="test")
EVENT: dict[str, Any] = {
    "key": "forum", "name": {"en": "Forum, second; part", "zh": "论坛"}, "start": "2024-09-07", "end": "2024-09-10",
    "place": {"en": "Science Hall"}, "status": "announced", "format": "in_person",
    "summary": {"en": "Line one\nand </script><b>bold</b>"}, "sources": ["https://example.org/forum"],
    "organisers": [{"role": "host", "organisation": "acme"}, {"role": "guide", "label": "City of Tests"}],
}  # fmt: skip


def stored(**fields: Any) -> str:
    record = {**EVENT, **fields}
    return put("event", "centre", f"t:{record['key']}", record, BY).uids[f"t:{record['key']}"]


def entries(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_an_entry_lasts_whole_days_and_ends_the_day_after_the_last(client: Client) -> None:
    uid = stored()
    response = client.get(f"/events/{uid}/event.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = entries(response.content)
    assert entry.decoded("dtstart") == dt.date(2024, 9, 7)
    assert entry.decoded("dtend") == dt.date(2024, 9, 11)
    assert entry["uid"] == f"{uid}@testserver"
    assert entry["summary"] == "Forum, second; part"
    assert entry["url"].endswith(f"/events/{uid}/")


def test_the_feed_is_valid_folded_and_escaped(client: Client) -> None:
    stored()
    stored(key="long", name={"zh": "很长的名称" * 30})
    body = client.get("/events/calendar.ics").content
    assert body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"Forum\\, second\\; part" in body
    for needed in (b"VERSION:2.0", b"PRODID:", b"DTSTAMP:"):
        assert needed in body


def test_the_identifier_of_an_entry_stays_when_the_event_changes(client: Client) -> None:
    uid = stored()
    before = entries(client.get("/events/calendar.ics").content)[0]["uid"]
    stored(start="2024-09-08")
    assert entries(client.get("/events/calendar.ics").content)[0]["uid"] == before == f"{uid}@testserver"


def test_an_event_of_which_only_the_month_is_known_blocks_no_days(client: Client) -> None:
    uid = stored(start="2024-09", end="")
    assert entries(client.get("/events/calendar.ics").content) == []
    page = client.get(f"/events/{uid}/").content.decode()
    assert "September 2024" in page
    assert "event.ics" not in page


def test_a_cancelled_event_is_cancelled_in_the_calendar_and_on_the_page(client: Client) -> None:
    uid = stored(status="cancelled")
    assert entries(client.get(f"/events/{uid}/event.ics").content)[0]["status"] == "CANCELLED"
    assert "Cancelled" in client.get(f"/events/{uid}/").content.decode()


def test_the_feed_keeps_to_the_filters_of_the_list(client: Client) -> None:
    stored(series={"en": "A"})
    stored(key="other", name={"en": "Other"}, series={"en": "B"})
    assert [
        str(entry["summary"]) for entry in entries(client.get("/events/calendar.ics", {"series": "B"}).content)
    ] == ["Other"]


def test_the_page_gives_schema_org_data_that_cannot_end_its_block(client: Client) -> None:
    page = client.get(f"/events/{stored()}/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(block)
    assert data["@type"] == "Event"
    assert (data["startDate"], data["endDate"]) == ("2024-09-07", "2024-09-10")
    assert data["description"]["@value"] == EVENT["summary"]["en"]
    assert [each["name"] for each in data["organizer"]] == ["acme", "City of Tests"]
    assert data["eventStatus"] == "https://schema.org/EventScheduled"


def test_the_page_names_each_role_and_its_sources(client: Client) -> None:
    put(
        "organisation",
        "centre",
        "t:acme",
        {"key": "acme", "names": [{"value": "Acme", "language": "en", "kind": "display"}], "types": ["company"]},
        BY,
    )
    page = client.get(f"/events/{stored()}/").content.decode()
    assert "Hosted by" in page and ">Acme</a>" in page
    assert "Guided by" in page and "City of Tests" in page
    assert "https://example.org/forum" in page


def test_a_missing_chinese_text_shows_the_english_with_a_mark(client: Client) -> None:
    client.cookies["django_language"] = "zh-hans"
    page = client.get(f"/events/{stored(name={'en': 'Only English'})}/").content.decode()
    assert '<span lang="en">Only English</span><span class="lang-mark"' in page


def test_events_stand_on_the_page_of_the_organisation_that_takes_part(client: Client) -> None:
    acme = {"key": "acme", "names": [{"value": "Acme", "language": "en", "kind": "display"}], "types": ["company"]}
    uid = put("organisation", "centre", "t:acme", acme, BY).uids["t:acme"]
    stored()
    assert "Forum, second; part" in client.get(f"/organisations/{uid}/").content.decode()
