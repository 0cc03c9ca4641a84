"""Pages of offers, needs and services, and of those who write and review listings, in both languages."""

from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import pytest
import things
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from technopole.exchange import managers, present
from technopole.exchange.models import Listing, ListingSheet, Offer

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


def client_of(user: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if getattr(user, "pk", None):
        client.force_login(user)
    return client


def page(client: Client, name: str, *arguments: Any, **query: str) -> str:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200, response.content[:3000].decode()
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_and_lists_are_read_in_both_languages(people: SimpleNamespace, language: str) -> None:
    things.add_terms()
    row = world.listing(people)
    need = world.listing(people, profile="technology_request")
    service = things.add("service", 0)
    reader = client_of(None, language)
    title = world.OFFER["title_zh" if language == "zh-hans" else "title_en"]
    shown = page(reader, "exchange:offer", row.public_uid)
    assert title in shown and "CN112345678B" in shown and "Acme Instruments" in shown
    assert world.OFFER["contact_name"] not in shown
    assert world.NEED["title_en"] in page(reader, "exchange:need", need.public_uid)
    assert title in page(reader, "exchange:offers")
    assert world.NEED["title_en"] in page(reader, "exchange:needs")
    page(reader, "exchange:service", service)
    page(reader, "exchange:services", kind="valuation")
    page(reader, "exchange:managers")
    for facet in ("profile=technology_offer", "trl=6", "mode=transfer", "right=patent", "status=live"):
        assert title in reader.get(f"{reverse('exchange:offers')}?{facet}").content.decode(), facet
    assert title not in reader.get(f"{reverse('exchange:offers')}?mode=equity").content.decode()


def test_a_list_of_offers_shows_live_ones_by_default_and_others_when_asked(people: SimpleNamespace) -> None:
    world.listing(people, "withdrawn")
    reader = client_of(None)
    assert world.OFFER["title_en"] not in page(reader, "exchange:offers")
    assert world.OFFER["title_en"] in page(reader, "exchange:offers", status="withdrawn")


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_offers_and_services_have_twins(people: SimpleNamespace, form: str) -> None:
    world.listing(people)
    things.add("service", 0)
    for name in ("offers", "services", "needs"):
        response = client_of(None).get(reverse(f"exchange:{name}-export", args=[form]))
        assert response.status_code == 200
        assert b"".join(response)


def test_the_page_of_an_organisation_shows_what_it_offers_and_needs_only_where_that_is_public(people: SimpleNamespace) -> None:
    world.listing(people)
    world.listing(people, anonymous=True, title_en="Hidden electrolyte")
    world.draft(people, title_en="Drafted electrolyte")
    shown = page(client_of(None), "registry:organisation", people.acme)
    assert world.OFFER["title_en"] in shown
    assert "Hidden electrolyte" not in shown and "Drafted electrolyte" not in shown


def called(row: Listing, language: str) -> str:
    """The title that a reader of this language reads."""
    ours, theirs = ("title_zh", "title_en") if language.startswith("zh") else ("title_en", "title_zh")
    return str(row.content.get(ours) or row.content[theirs])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["technology_offer", "business_offer", "technology_request", "business_request", "research_request"])
def test_a_listing_is_written_question_by_question(people: SimpleNamespace, profile: str, language: str) -> None:
    writer = client_of(people.author, language)
    page(writer, "exchange:new")
    assert "id_title_zh" in page(writer, "exchange:begin", profile)
    said = {**(world.NEED if profile.endswith("request") else world.OFFER), "organisation": people.acme}
    said |= {"fields": "H01M 10/0525", "rights": "patent, CN112345678B, granted\nknow-how"}
    response = writer.post(reverse("exchange:begin", args=[profile]), said)
    row = Listing.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("exchange:check", args=[row.uid]))
    assert row.profile == profile
    check = page(writer, "exchange:check", row.uid)
    assert reverse("exchange:step", args=[row.uid, "submit"]) in check
    writer.post(reverse("exchange:step", args=[row.uid, "submit"]), {"version": row.version})
    row.refresh_from_db()
    assert row.state == "in_review"
    assert called(row, language) in page(writer, "exchange:mine")
    for name in ("exchange:listing", "exchange:versions"):
        assert row.title in page(writer, name, row.uid)


def test_what_is_wrong_is_said_at_the_question_and_in_the_summary(people: SimpleNamespace) -> None:
    writer = client_of(people.author)
    said = {"organisation": people.acme, "title_en": "A lens", "rights": "nonsense 12", "price_low": "ten"}
    response = writer.post(reverse("exchange:begin", args=["technology_offer"]), said)
    text = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_rights_error"' in text and 'href="#id_rights"' in text and 'id="id_price_low_error"' in text
    assert not Listing.objects.exists()


def test_what_is_missing_is_told_after_saving_and_the_draft_is_kept(people: SimpleNamespace) -> None:
    writer = client_of(people.author)
    response = writer.post(reverse("exchange:begin", args=["technology_offer"]), {"organisation": people.acme, "title_en": "A lens"})
    assert response.status_code == 422
    row = Listing.objects.get()
    assert 'id="id_contact_name_error"' in response.content.decode()
    response = writer.post(reverse("exchange:answers", args=[row.uid]), {"version": row.version, "title_en": "Other", "later": "1"})
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.title == "Other"
    stale = writer.post(reverse("exchange:answers", args=[row.uid]), {"version": 1, "title_en": "Late"})
    assert stale.status_code == 409


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broker_reviews_with_the_case_left_and_the_decision_right(people: SimpleNamespace, language: str) -> None:
    row = world.listing(people, "in_review")
    broker = client_of(people.broker, language)
    assert called(row, language) in page(broker, "exchange:inbox")
    shown = page(broker, "exchange:listing", row.uid)
    assert 'name="check_rights"' in shown
    url = reverse("exchange:step", args=[row.uid, "approve"])
    unticked = broker.post(url, {"version": row.version, "check_complete": "on"})
    assert unticked.status_code == 422
    assert 'id="id_approve_check_rights_error"' in unticked.content.decode()
    ticked = {f"check_{name}": "on" for name in world.GOOD}
    assert broker.post(url, {"version": row.version, **ticked}).status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"
    publish = reverse("exchange:step", args=[row.uid, "publish"])
    assert broker.post(publish, {"version": row.version}).status_code == 302
    assert Offer.objects.filter(uid=row.public_uid, status="live").exists()


def test_the_inbox_is_counted_anew_when_a_listing_moves_on(people: SimpleNamespace) -> None:
    row = world.listing(people, "in_review")
    broker = client_of(people.broker)
    assert '<span class="count">1</span>' in page(broker, "exchange:inbox")
    world.take(row, "return", people.broker, text="More.")
    assert '<span class="count">0</span>' in page(broker, "exchange:inbox")


def test_strangers_find_no_listing_and_brokers_no_draft(people: SimpleNamespace) -> None:
    row = world.draft(people)
    for who in ("stranger", "broker", "registrar", "visitor"):
        for name in ("listing", "versions", "answers", "check"):
            response = client_of(getattr(people, who)).get(reverse(f"exchange:{name}", args=[row.uid]))
            assert response.status_code == 404, (who, name)


def test_a_revision_shows_what_it_changes(people: SimpleNamespace) -> None:
    row = world.take(world.listing(people), "revise", people.author)
    row = world.take(row, "edit", people.author, content={**world.OFFER, "title_en": "New name"})
    shown = page(client_of(people.author), "exchange:listing", row.uid)
    assert "<del>Thin-film solid electrolyte</del>" in shown and "<ins>New name</ins>" in shown


def test_a_technology_manager_keeps_his_record_and_is_named_if_he_agrees(people: SimpleNamespace) -> None:
    own = client_of(people.second_broker)
    url = reverse("exchange:own-manager")
    page(own, "exchange:own-manager")
    wrong = own.post(url, {"valid_to": "soon"})
    assert wrong.status_code == 422
    assert own.post(url, {"name_en": "Zhou Min", "level": "junior", "conflicts": f"{people.acme} Shares"}).status_code == 302
    assert "Zhou Min" not in page(client_of(None), "exchange:managers")
    own.post(url, {"name_en": "Zhou Min", "public": "on", "version": "1"})
    assert "Zhou Min" in page(client_of(None), "exchange:managers")
    assert managers.find("second_broker") is not None
    assert client_of(people.author).get(url).status_code == 403


# --- tables ----------------------------------------------------------------------------------------------------

CSV = (
    "成果名称,Title in English,简介,详细介绍,优势,技术成熟度,知识产权,合作方式,价格,币种,联系人\n"
    "薄膜电池,Thin battery,一种电池,详细,寿命长,TRL 6,CN112345678B,转让；独占许可,\"1,000,000\",CNY,李明\n"
    "坏行,Bad row,x,y,z,十二,CN112345678B,转让,abc,CNY,李明\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_is_matched_tried_and_made_into_drafts(people: SimpleNamespace, encoding: str) -> None:
    writer = client_of(people.author)
    file = SimpleUploadedFile("offers.csv", CSV.encode(encoding))
    page(writer, "exchange:import")
    given = writer.post(reverse("exchange:import"), {"organisation": people.acme, "profile": "technology_offer", "file": file})
    assert given.status_code == 302, given.content.decode()[:2000]
    sheet = ListingSheet.objects.get()
    text = writer.get(given["Location"]).content.decode()
    assert 'value="title_zh" selected' in text and "Row 3" in text
    refused = writer.post(given["Location"], {"make": "1"})
    assert refused.status_code == 422
    assert not Listing.objects.exists()
    made = writer.post(given["Location"], {"make": "1", "leave_out": "on"})
    assert made.status_code == 302
    row = Listing.objects.get()
    assert (row.title, row.content["trl"], row.content["price_low"]) == ("薄膜电池", "6", "1000000")
    assert row.content["modes"] == ["transfer", "licence_exclusive"]
    assert row.content["rights"] == ["patent, CN112345678B"]
    assert not ListingSheet.objects.filter(pk=sheet.pk).exists()


def test_a_column_can_be_matched_otherwise_and_a_strangers_table_is_not_found(people: SimpleNamespace) -> None:
    writer = client_of(people.author)
    file = SimpleUploadedFile("offers.csv", CSV.encode())
    url = writer.post(reverse("exchange:import"), {"organisation": people.acme, "profile": "technology_offer", "file": file})["Location"]
    text = writer.post(url, {"column_0": "title_en", "try": "1"}).content.decode()
    assert 'value="title_en" selected' in text and 'value="title_zh" selected' not in text
    assert client_of(people.stranger).get(url).status_code == 404
    foreign = SimpleUploadedFile("offers.csv", CSV.encode())
    refused = client_of(people.stranger).post(
        reverse("exchange:import"), {"organisation": people.acme, "profile": "technology_offer", "file": foreign}
    )
    assert refused.status_code == 422


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\n", b"\n\n"])
def test_a_file_that_is_no_table_is_refused_with_words(people: SimpleNamespace, data: bytes) -> None:
    file = SimpleUploadedFile("x.xlsx", data)
    response = client_of(people.author).post(
        reverse("exchange:import"), {"organisation": people.acme, "profile": "technology_offer", "file": file}
    )
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


# --- reference records -----------------------------------------------------------------------------------------

BODY = {
    "uid": "0" * 12, "kind": "patent", "language": "zh", "title": "薄膜电池", "text": "一种电池。", "language_2": "en",
    "title_2": "Thin battery", "text_2": "A battery.", "fields": ["H01M 10/0525"], "sectors": [], "owner": "ACME CORP",
    "country": "CN", "region": "", "year": 2020, "trl": None, "modes": ["transfer"], "rights": ["patent"],
    "numbers": ["CN112345678B"], "price_low": 5.0, "price_high": None, "currency": "CNY", "url": "", "source": "epo",
    "synthetic": False,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_record_is_shown_by_the_same_template(
    people: SimpleNamespace, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from technopole.exchange import reading

    monkeypatch.setattr(reading, "reference", lambda uid: BODY if uid == BODY["uid"] else None)
    shown = page(client_of(None, language), "exchange:offer", BODY["uid"])
    for text in ("薄膜电池" if language == "zh-hans" else "Thin battery", "ACME CORP", "CN112345678B", "2020"):
        assert text in shown
    assert present.facts(BODY)["reference"] is True
    assert client_of(None).get(reverse("exchange:offer", args=["1" * 12])).status_code == 404
