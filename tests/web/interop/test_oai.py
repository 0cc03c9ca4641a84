"""OAI-PMH: every verb and every error of the protocol, and what a harvester may rely on while things change.

The rules are those of https://www.openarchives.org/OAI/openarchivesprotocol.html. Every answer that a test here reads,
errors too, is held to the schemas beside it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import interop_world
import pytest
import ror_files
import things
import xmlschema
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.core import clock
from technopole.core.sourced import edit_locally
from technopole.interop.oai import listing

World = dict[str, str]
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
CERIF = "{https://www.openaire.eu/cerif-profile/1.1/}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@cache
def schema() -> xmlschema.XMLSchema:
    """What an answer may be, with Dublin Core and oai identifiers in it; other metadata is what it is."""
    return xmlschema.XMLSchema(Path(__file__).with_name("schemas") / "oai_pmh.xsd", allow="local")


def valid(response: Any) -> Element:
    """The root of an answer that is as the schemas say."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert [str(wrong) for wrong in schema().iter_errors(response.content)] == []
    return ElementTree.fromstring(response.content)


def ask(**arguments: str) -> Element:
    """The answer's part after responseDate and request."""
    root = valid(Client().get("/oai", arguments))
    assert STAMP.fullmatch(root[0].text or "")
    return root[2]


def error(**arguments: str) -> str | None:
    found = ask(**arguments)
    assert found.tag == f"{OAI}error", ElementTree.tostring(found)[:300]
    return found.get("code")


def walk(verb: str, **arguments: str) -> Iterator[Element]:
    """All records or headers of a list, page after page."""
    found = ask(verb=verb, **arguments)
    while True:
        assert found.tag == f"{OAI}{verb}", ElementTree.tostring(found)[:300]
        *entries, last = list(found)
        yield from entries
        if last.tag != f"{OAI}resumptionToken":
            yield last
            return
        if not last.text:
            return
        found = ask(verb=verb, resumptionToken=last.text)


def headers(**arguments: str) -> dict[str, Element]:
    """{uid: header}; each is told once."""
    found = list(walk("ListIdentifiers", metadataPrefix="oai_dc", **arguments))
    uids = [str(each.findtext(f"{OAI}identifier")).rpartition("/")[2] for each in found]
    assert len(uids) == len(set(uids)), "a record is told twice"
    return dict(zip(uids, found, strict=True))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)


# --- what the repository is ---------------------------------------------------------------------------------------


def test_identify_tells_in_order_what_the_schema_asks(world: World) -> None:
    found = ask(verb="Identify")
    assert [child.tag.removeprefix(OAI) for child in found] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord",
        "granularity", "description", "description",
    ]  # fmt: skip
    assert found.findtext(f"{OAI}protocolVersion") == "2.0"
    assert found.findtext(f"{OAI}deletedRecord") == "persistent"
    assert found.findtext(f"{OAI}granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert re.fullmatch(r"\S+@\S+", found.findtext(f"{OAI}adminEmail") or "")
    service = found.findall(f"{OAI}description")[1][0]
    assert service.tag == f"{CERIF}Service" and service.get("id")


@pytest.mark.parametrize("sender", ["technopole@localhost", "The centre <technopole@localhost>"])
def test_who_runs_it_has_a_whole_address_though_no_mail_is_set_up(world: World, settings: Any, sender: str) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_URL = sender, "https://portal.example.org"
    assert ask(verb="Identify").findtext(f"{OAI}adminEmail") == "postmaster@portal.example.org"


def test_an_answer_against_the_schemas_is_noticed(world: World) -> None:
    identifier = f"oai:localhost.localdomain:OrgUnits/{world['own']}"
    good = Client().get("/oai", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}).content
    for right, wrong in ((b"dc:type>", b"dc:kind>"), (b"<datestamp>", b"<datestamp>in "), (b"<record>", b"<error/><record>")):
        assert right in good and not schema().is_valid(good.replace(right, wrong))


def test_no_record_is_older_than_the_earliest_datestamp(world: World) -> None:
    earliest = ask(verb="Identify").findtext(f"{OAI}earliestDatestamp") or ""
    assert all((each.findtext(f"{OAI}datestamp") or "") >= earliest for each in headers().values())


def test_the_formats_are_dublin_core_and_the_profile_of_openaire(world: World) -> None:
    found = ask(verb="ListMetadataFormats")
    assert [each.findtext(f"{OAI}metadataPrefix") for each in found] == ["oai_dc", "oai_cerif_openaire"]
    assert [child.tag.removeprefix(OAI) for child in found[0]] == ["metadataPrefix", "schema", "metadataNamespace"]


def test_the_sets_are_those_of_openaire_the_centre_types_and_hubs(world: World) -> None:
    things.add("hub", 0)
    from django.core.cache import cache

    cache.clear()
    specs = [each.findtext(f"{OAI}setSpec") for each in ask(verb="ListSets")]
    assert {"openaire_cris_orgunits", "centre", "type:company", "type:education", "hub:hub0"} <= set(specs)


def test_the_request_is_repeated_with_its_arguments(world: World) -> None:
    root = valid(Client().get("/oai", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}))
    assert root[1].attrib == {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert root[1].text == "http://testserver/oai"


def test_a_wrong_request_is_not_repeated(world: World) -> None:
    root = valid(Client().get("/oai", {"verb": "Harvest", "x": "1"}))
    assert root[1].attrib == {}


def test_a_request_may_be_posted(world: World) -> None:
    root = valid(Client().post("/oai", {"verb": "Identify"}))
    assert root[2].tag == f"{OAI}Identify"


# --- records ------------------------------------------------------------------------------------------------------


def record(uid: str, prefix: str) -> Element:
    found = ask(verb="GetRecord", metadataPrefix=prefix, identifier=f"oai:localhost.localdomain:OrgUnits/{uid}")
    assert [child.tag for child in found] == [f"{OAI}record"]
    return found[0]


def test_dublin_core_has_all_names_as_titles_and_all_numbers_as_identifiers(world: World) -> None:
    found = record(world[ror_files.FUDAN], "oai_dc")[1][0]
    titles = [each.text for each in found.findall(f"{DC}title")]
    assert titles == ["Fudan University", "复旦大学", "FDU"]
    identifiers = [each.text for each in found.findall(f"{DC}identifier")]
    assert f"https://ror.org/{ror_files.FUDAN}" in identifiers
    assert f"http://testserver/organisations/{world[ror_files.FUDAN]}/" in identifiers


def test_dublin_core_says_that_a_made_up_organisation_is_made_up(world: World) -> None:
    texts = [each.text or "" for each in record(world["own"], "oai_dc")[1][0].findall(f"{DC}description")]
    assert any("Synthetic" in text for text in texts)


def test_an_orgunit_has_its_elements_in_the_order_of_the_profile(world: World) -> None:
    found = record(world[ror_files.FUDAN], "oai_cerif_openaire")[1][0]
    assert found.get("id") == world[ror_files.FUDAN]
    tags = [child.tag.removeprefix(CERIF) for child in found]
    order = [
        "Type", "Acronym", "Name", "RORID", "AlternativeRORID", "GRID", "AlternativeGRID", "ISNI", "AlternativeISNI",
        "FundRefID", "AlternativeFundRefID", "Identifier", "ElectronicAddress", "PartOf",
    ]  # fmt: skip
    assert tags == sorted(tags, key=order.index)
    assert found.findtext(f"{CERIF}RORID") == f"https://ror.org/{ror_files.FUDAN}"
    assert found.findtext(f"{CERIF}ISNI") == "0000 0001 0125 2443"
    assert found.findtext(f"{CERIF}Acronym") == "FDU"
    assert all(each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in found.findall(f"{CERIF}Name"))


def test_an_orgunit_names_the_unit_it_is_part_of(world: World) -> None:
    part = record(world["own"], "oai_cerif_openaire")[1][0].find(f"{CERIF}PartOf/{CERIF}OrgUnit/{CERIF}Name")
    assert part is not None and part.text == "Institute of Optics 0"


def test_every_record_is_told_with_header_and_metadata(world: World) -> None:
    for each in walk("ListRecords", metadataPrefix="oai_cerif_openaire"):
        header = each[0]
        assert [child.tag.removeprefix(OAI) for child in header][:2] == ["identifier", "datestamp"]
        assert STAMP.fullmatch(header.findtext(f"{OAI}datestamp") or "")
        assert (header.get("status") == "deleted") == (len(each) == 1)


def test_what_is_in_a_set_says_so_and_nothing_else_is_told(world: World) -> None:
    found = headers(set="type:company")
    assert set(found) == {world[ror_files.BRIGHT], world[ror_files.GONE]}
    for each in found.values():
        assert "type:company" in [spec.text for spec in each.findall(f"{OAI}setSpec")]
    assert set(headers(set="centre")) == {world["own"]}
    assert set(headers(set="hub:hub0")) == {world["own"]}
    assert set(headers(set="openaire_cris_orgunits")) == set(world.values())


# --- pages --------------------------------------------------------------------------------------------------------


def test_all_pages_together_tell_each_record_once(world: World, small_pages: None) -> None:
    assert set(headers()) == set(world.values())


def test_a_page_says_how_many_there_are_and_how_many_were_told(world: World, small_pages: None) -> None:
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    token = first[-1]
    assert (token.get("completeListSize"), token.get("cursor")) == ("7", "0")
    second = ask(verb="ListIdentifiers", resumptionToken=token.text or "")
    assert second[-1].get("cursor") == "3"
    last = ask(verb="ListIdentifiers", resumptionToken=second[-1].text or "")
    assert last[-1].tag == f"{OAI}resumptionToken" and not last[-1].text


def test_a_hundred_are_told_on_a_page(db: Any) -> None:
    interop_world.load(more=interop_world.MANY * 3)
    assert len(ask(verb="ListIdentifiers", metadataPrefix="oai_dc")) == 101


def test_a_page_costs_eight_queries_at_most_however_many_records_it_has(
    db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interop_world.load(more=interop_world.MANY)
    for size in (10, 40):
        monkeypatch.setattr(listing, "PAGE", size)
        ask(verb="ListRecords", metadataPrefix="oai_dc")  # what a process learns once is not counted
        with CaptureQueriesContext(connection) as asked:
            ask(verb="ListRecords", metadataPrefix="oai_dc")
        assert len(asked) <= 8


def test_what_changes_while_it_is_harvested_is_not_skipped(world: World, small_pages: None) -> None:
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    told = [str(each.findtext(f"{OAI}identifier")).rpartition("/")[2] for each in list(first)[:-1]]
    for uid in told:  # what was told moves to the end; it must not push others out of the pages to come
        edit_locally("organisation", uid, {"established": "1999"}, interop_world.BY)
    rest: list[str] = []
    found = ask(verb="ListIdentifiers", resumptionToken=first[-1].text or "")
    while True:
        rest += [
            str(each.findtext(f"{OAI}identifier")).rpartition("/")[2] for each in found if each.tag == f"{OAI}header"
        ]
        if not found[-1].text:
            break
        found = ask(verb="ListIdentifiers", resumptionToken=found[-1].text)
    assert set(told) | set(rest) == set(world.values())
    assert set(told) <= set(rest), "what changed is told once more"


def test_what_goes_while_it_is_harvested_is_told_as_gone(world: World, small_pages: None) -> None:
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    told = [str(each.findtext(f"{OAI}identifier")).rpartition("/")[2] for each in list(first)[:-1]]
    interop_world.remove(told[0])
    later: dict[str, Element] = {}
    found = ask(verb="ListIdentifiers", resumptionToken=first[-1].text or "")
    while True:
        later |= {
            str(each.findtext(f"{OAI}identifier")).rpartition("/")[2]: each
            for each in found
            if each.tag == f"{OAI}header"
        }
        if not found[-1].text:
            break
        found = ask(verb="ListIdentifiers", resumptionToken=found[-1].text)
    assert later[told[0]].get("status") == "deleted"
    assert set(told) | set(later) == set(world.values())


# --- what is gone -------------------------------------------------------------------------------------------------


def test_a_removed_organisation_stays_known_as_gone(world: World) -> None:
    uid = world[ror_files.BRIGHT]
    interop_world.remove(uid)
    assert headers()[uid].get("status") == "deleted"
    assert set(headers(set="type:company")) == {uid, world[ror_files.GONE]}
    found = record(uid, "oai_dc")
    assert len(found) == 1 and found[0].get("status") == "deleted"


def test_what_became_part_of_another_is_told_as_gone(world: World) -> None:
    interop_world.merge(world[ror_files.FUDAN], world["own"])
    found = headers()
    assert found[world["own"]].get("status") == "deleted"
    assert found[world[ror_files.FUDAN]].get("status") is None


def test_a_withdrawn_organisation_is_told_as_gone(world: World) -> None:
    assert headers()[world[ror_files.GONE]].get("status") == "deleted"


def test_an_organisation_that_returns_is_told_once_and_is_here(world: World, tmp_path: Path) -> None:
    from technopole.registry import ror_load

    uid = world[ror_files.BRIGHT]
    interop_world.remove(uid)
    ror_load.load(ror_files.write(tmp_path, "jsonl", [ror_files.organisation(ror_files.BRIGHT, "Bright Dairy")]))
    assert headers()[uid].get("status") is None


# --- dates --------------------------------------------------------------------------------------------------------


def test_only_what_changed_in_the_time_asked_for_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + dt.timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    uid = world[ror_files.CITY]
    edit_locally("organisation", uid, {"established": "1927"}, interop_world.BY)
    second, day = later.strftime("%Y-%m-%dT%H:%M:%SZ"), later.strftime("%Y-%m-%d")
    assert set(headers(**{"from": second})) == {uid}
    assert set(headers(**{"from": day, "until": day})) == {uid}
    assert set(headers(until=second)) == set(world.values())
    before = (later - dt.timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert set(headers(until=before)) == set(world.values()) - {uid}


# --- errors -------------------------------------------------------------------------------------------------------

LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:x:y"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:x:y", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:x:y"}, "idDoesNotExist"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({**LIST, "from": "yesterday"}, "badArgument"),
        ({**LIST, "from": "2026-02-30"}, "badArgument"),
        ({**LIST, "from": ""}, "badArgument"),
        ({**LIST, "from": "2026-01-02", "until": "2026-01-01"}, "badArgument"),
        ({**LIST, "from": "2026-01-02", "until": "2026-01-03T00:00:00Z"}, "badArgument"),
        ({**LIST, "set": "no set"}, "badArgument"),
        ({**LIST, "metadataPrefix": "no prefix"}, "badArgument"),
        ({**LIST, "metadataPrefix": "marc21", "set": "no set"}, "badArgument"),
        ({**LIST, "metadataPrefix": "marc21", "from": "yesterday"}, "badArgument"),
        ({**LIST, "metadataPrefix": "marc21", "from": "2026-01-01", "set": "hub:x"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": "a b <c>", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({**LIST, "set": "hub:nowhere"}, "noRecordsMatch"),
        ({**LIST, "set": "colour"}, "noRecordsMatch"),
        ({**LIST, "until": "1990-01-01"}, "noRecordsMatch"),
        ({**LIST, "from": "9999-12-31", "until": "9999-12-31"}, "noRecordsMatch"),
    ],
)
def test_each_mistake_has_the_protocols_name(world: World, arguments: dict[str, str], code: str) -> None:
    assert error(**arguments) == code


def test_an_argument_given_twice_is_refused(world: World) -> None:
    root = valid(Client().get("/oai?verb=Identify&verb=Identify"))
    assert root[2].get("code") == "badVerb"
    root = valid(Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc"))
    assert root[2].get("code") == "badArgument"


def test_a_token_of_another_list_is_refused(world: World, small_pages: None) -> None:
    token = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")[-1].text or ""
    assert error(verb="ListRecords", resumptionToken=token) == "badResumptionToken"


def test_the_formats_of_what_is_gone_are_none(world: World) -> None:
    identifier = f"oai:localhost.localdomain:OrgUnits/{world[ror_files.GONE]}"
    assert error(verb="ListMetadataFormats", identifier=identifier) == "noMetadataFormats"
