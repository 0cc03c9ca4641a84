"""Atom feeds: by the rules of RFC 4287, with ids that stay, in pages by RFC 5005, sent only when there is news."""

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as xml

import pytest
import things
from django.test import Client

from technopole.core.sourced import withdraw
from technopole.signals.services import following, matching

pytestmark = pytest.mark.django_db

A = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:\S+")


def read(client: Client, url: str) -> xml.Element:
    """A feed, held to the rules of RFC 4287, section 4."""
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    root = xml.fromstring(response.content)
    assert root.tag == f"{A}feed"
    for each in (root, *root.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{A}{name}")) == 1, name
        assert TAG.fullmatch(text(each, "id")), text(each, "id")
        assert MOMENT.fullmatch(text(each, "updated"))
        assert text(each, "title")
        relations = [(link.get("rel"), link.get("type")) for link in each.findall(f"{A}link")]
        assert len(relations) == len(set(relations)), "one alternate of a type and language"
        for link in each.findall(f"{A}link"):
            assert urlsplit(link.get("href", "")).scheme in ("http", "https")
    assert root.find(f"{A}author/{A}name") is not None
    assert [link.get("rel") for link in root.findall(f"{A}link")].count("self") == 1
    ids = [text(entry, "id") for entry in root.iter(f"{A}entry")]
    assert len(ids) == len(set(ids))
    for entry in root.iter(f"{A}entry"):
        assert entry.find(f"{A}content") is not None and entry.find(f"{A}link[@rel='alternate']") is not None
    return root


def text(element: xml.Element, name: str) -> str:
    return element.findtext(f"{A}{name}") or ""


def titles(root: xml.Element) -> list[str]:
    return [text(entry, "title") for entry in root.iter(f"{A}entry")]


def link(root: xml.Element, relation: str) -> str:
    found = root.find(f"{A}link[@rel='{relation}']")
    return "" if found is None else found.get("href", "")


def test_the_feed_of_an_organisation_tells_its_changes_newest_first(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    change(0, status="inactive")
    root = read(client, f"/feeds/organisation/{uid}.atom")
    assert titles(root) == ["Institute of Optics 0: Status changed", "Institute of Optics 0: New"]
    assert root.find(f"{A}entry/{A}content").text == "Status: Active → Inactive"  # type: ignore[union-attr]


def test_the_feed_of_what_is_gone_stays(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    withdraw("organisation", "centre", ["test:org0"], things.BY)
    assert titles(read(client, f"/feeds/organisation/{uid}.atom"))[0] == "Institute of Optics 0: Removed or withdrawn"


def test_the_feed_of_a_list_keeps_to_its_filters(client: Client, change: Callable[..., str]) -> None:
    change(0)
    change(1, status="inactive")
    root = read(client, "/feeds/list/organisations.atom?status=inactive")
    assert titles(root) == ["Institute of Optics 1: New"]
    assert link(root, "alternate").endswith("/organisations/?status=inactive")


def test_the_feed_of_all_of_the_centre_s_tells_removals_too_and_no_reference_records(
    client: Client, change: Callable[..., str]
) -> None:
    from technopole.core.sourced import put

    change(0)
    far = {"names": [{"value": "Far Away", "language": "en", "kind": "display"}], "status": "active"}
    put("organisation", "ror", "013q1eq08", far, things.BY)
    withdraw("organisation", "ror", ["013q1eq08"], things.BY)
    withdraw("organisation", "centre", ["test:org0"], things.BY)
    assert titles(read(client, "/feeds/list/organisations.atom")) == ["Institute of Optics 0: Removed or withdrawn"]


def test_only_the_kinds_asked_for_are_in_a_feed(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    change(0, status="inactive")
    assert titles(read(client, f"/feeds/organisation/{uid}.atom?changes=new")) == ["Institute of Optics 0: New"]


def test_ids_are_the_same_in_both_languages_and_at_every_address(client: Client, change: Callable[..., str], settings: Any) -> None:
    settings.PUBLIC_URL = "https://centre.example"
    uid = change(0)
    english = read(client, f"/feeds/organisation/{uid}.atom")
    chinese = read(client, f"/feeds/organisation/{uid}.atom?language=zh-hans")
    listed = read(client, "/feeds/list/organisations.atom")
    ids = [[text(entry, "id") for entry in root.iter(f"{A}entry")] for root in (english, chinese, listed)]
    assert ids[0] == ids[1] == ids[2]
    assert ids[0][0].startswith("tag:centre.example,2026:signal/")
    assert titles(chinese) == ["第0光学研究所：新增"]


def test_pages_hold_everything_once_however_many_there_are(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    for year in range(1900, 2020):
        change(0, established=str(year))
    url, seen, pages = f"/feeds/organisation/{uid}.atom", [], 0
    while url:
        root = read(client, url)
        seen += [text(entry, "id") for entry in root.iter(f"{A}entry")]
        assert urlsplit(link(root, "first")).query == ""
        url = link(root, "next").removeprefix("http://testserver")
        pages += 1
    assert len(seen) == len(set(seen)) == 121
    assert pages == 3


def test_an_unchanged_feed_is_not_sent_again(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    first = client.get(f"/feeds/organisation/{uid}.atom")
    again = client.get(f"/feeds/organisation/{uid}.atom", headers={"If-None-Match": first["ETag"]})
    dated = client.get(f"/feeds/organisation/{uid}.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert (again.status_code, dated.status_code) == (304, 304)
    assert again.content == b""


def test_news_makes_a_feed_new(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    etag = client.get(f"/feeds/organisation/{uid}.atom")["ETag"]
    change(0, status="inactive")
    assert client.get(f"/feeds/organisation/{uid}.atom", headers={"If-None-Match": etag}).status_code == 200


def test_a_name_with_what_xml_may_not_hold_leaves_a_feed_whole(client: Client, change: Callable[..., str]) -> None:
    names = [{"value": "A <b> & \x0b\ud83d\ude00\u0001 end", "language": "en", "kind": "display"}]
    uid = change(0, names=[{**names[0], "value": "A <b> & \x0b\u0001 end"}])
    assert titles(read(client, f"/feeds/organisation/{uid}.atom")) == ["A <b> &  end: New"]


def test_a_private_feed_tells_what_its_owner_follows_to_whoever_has_its_address(
    client: Client, people: SimpleNamespace, change: Callable[..., str]
) -> None:
    change(1)
    following.follow_thing(people.alice, "organisation", people.acme)
    following.follow_list(people.alice, "organisations", "status=inactive")
    change(1, status="inactive")
    matching.match()
    secret = following.new_feed(people.alice)
    root = read(client, f"/feeds/own/{secret}.atom")
    assert titles(root) == ["Institute of Optics 1: Status changed"]
    assert root.find(f"{A}entry/{A}content").text.startswith("came into the list")  # type: ignore[union-attr]


def test_a_private_feed_that_is_shut_or_renewed_is_nowhere(client: Client, people: SimpleNamespace) -> None:
    old = following.new_feed(people.alice)
    new = following.new_feed(people.alice)
    assert [client.get(f"/feeds/own/{each}.atom").status_code for each in (old, new)] == [404, 200]
    following.end_feed(people.alice)
    assert client.get(f"/feeds/own/{new}.atom").status_code == 404


def test_a_private_feed_is_kept_by_no_cache_and_only_its_hash_by_us(client: Client, people: SimpleNamespace) -> None:
    secret = following.new_feed(people.alice)
    response = client.get(f"/feeds/own/{secret}.atom")
    assert response["Cache-Control"] == "private, no-cache"
    assert secret not in str(vars(following.reader(people.alice)))


@pytest.mark.parametrize(
    "url",
    ["/feeds/list/nothing.atom", "/feeds/organisation/000000000000.atom", "/feeds/user/user-1.atom", "/feeds/own/x.atom",
     "/feeds/list/organisations.atom?before=abc"],
)  # fmt: skip
def test_there_is_no_such_feed(client: Client, db: Any, url: str) -> None:
    assert client.get(url).status_code == 404


def test_every_list_with_a_page_has_a_feed_that_holds_to_the_rules(client: Client, db: Any) -> None:
    from technopole.signals.things import LISTS

    things.add_terms()
    for kind in things.MAKERS:
        things.add(kind, 0)
    found = {name: titles(read(client, f"/feeds/list/{name}.atom")) for name in LISTS}
    assert found.pop("scenarios") == [], "none of these needs is the city's"
    assert all(len(entries) == 1 for entries in found.values()), found


def test_an_empty_feed_is_a_feed(client: Client, db: Any) -> None:
    root = read(client, "/feeds/list/needs.atom")
    assert titles(root) == []
    assert dt.datetime.fromisoformat(text(root, "updated")).year == 1970


def test_pages_name_their_feeds(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    page = client.get(f"/organisations/{uid}/").content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" title="Feed of its changes" href="/feeds/organisation/{uid}.atom">' in page
    listed = client.get("/organisations/?status=active").content.decode()
    assert 'href="/feeds/list/organisations.atom?status=active"' in listed
