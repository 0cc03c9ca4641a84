"""Atom feeds (RFC 4287) in pages (RFC 5005, section 3). Pure: what stands in a feed comes in, its XML goes out."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as xml

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""

xml.register_namespace("", _ATOM)


@dataclass(frozen=True)
class Entry:
    """One piece of news. `id` stays the same for ever, whatever the language and the address the feed was read at."""

    id: str
    title: str
    url: str
    updated: dt.datetime
    text: str
    kind: str
    label: str


@dataclass(frozen=True)
class Feed:
    """A page of a feed."""

    id: str
    title: str
    author: str
    language: str
    self_url: str
    page_url: str
    first_url: str
    next_url: str = ""
    updated: dt.datetime = field(default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    """When the latest entry happened; the beginning of time for a feed without any."""


def tag(host: str, rest: str) -> str:
    """An id that nobody else makes (RFC 4151): the host's, as of the year this form was chosen."""
    return f"tag:{host.lower()},2026:{rest}"


def write(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The XML of a page of a feed."""
    root = xml.Element(f"{{{_ATOM}}}feed", {"xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _text(_text(root, "author"), "name", feed.author)
    _text(root, "generator", "Technopole")
    links = [("self", feed.self_url, MEDIA_TYPE), ("alternate", feed.page_url, "text/html")]
    links += [("first", feed.first_url, MEDIA_TYPE), ("next", feed.next_url, MEDIA_TYPE)]
    for relation, url, media_type in links:
        if url:
            _element(root, "link", rel=relation, href=url, type=media_type)
    for each in entries:
        entry = _text(root, "entry")
        _text(entry, "id", each.id)
        _text(entry, "title", each.title)
        _text(entry, "updated", _moment(each.updated))
        _text(entry, "published", _moment(each.updated))
        _element(entry, "link", rel="alternate", href=each.url, type="text/html")
        _element(entry, "category", term=each.kind, label=each.label)
        _text(entry, "content", each.text).set("type", "text")
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: xml.Element, name: str, text: str = "") -> xml.Element:
    found = xml.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        found.text = _NO_XML.sub("", text)
    return found


def _element(parent: xml.Element, name: str, **attributes: str) -> xml.Element:
    kept = {key: _NO_XML.sub("", text) for key, text in attributes.items()}
    return xml.SubElement(parent, f"{{{_ATOM}}}{name}", kept)


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
