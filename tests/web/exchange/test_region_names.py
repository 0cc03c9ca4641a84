"""Regions of offers and calls are named in the reader's language, however their rows write them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from technopole.core.sourced import By, put
from technopole.exchange.asking import facets, reasons
from technopole.pages import display
from technopole.search.corpora import Fit

pytestmark = pytest.mark.django_db
BY = By(label="test")


@pytest.fixture
def chinese() -> Client:
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


@pytest.mark.parametrize("written", ["Jiangsu", "CN-JS", "江苏省"])
def test_the_page_of_an_offer_names_its_province(chinese: Client, written: str) -> None:
    record = {"key": "o1", "profile": "technology_offer", "title": {"en": "A lens", "zh": "透镜"}, "status": "live",
              "country": "CN", "region": written, "sources": ["https://example.org"]}  # fmt: skip
    uid = put("offer", "centre", "test:o1", record, BY).uids["test:o1"]
    assert "<dd>江苏" in chinese.get(reverse("exchange:offer", args=[uid])).content.decode()
    assert "<dd>Jiangsu" in Client().get(reverse("exchange:offer", args=[uid])).content.decode()


def test_calls_of_the_city_name_their_district(chinese: Client) -> None:
    district = {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong New Area", "zh": "浦东新区"}}
    put("term", "centre", "test:pudong", district, BY)
    names = [{"value": "Port authority", "language": "en", "kind": "display"}]
    put("organisation", "centre", "test:port", {"key": "port", "names": names, "types": ["government"], "status": "active",
                                                "sources": ["https://example.org"]}, BY)  # fmt: skip
    call = {"key": "n1", "kind": "technology", "profile": "technology_request", "title": {"en": "Wanted"}, "region": "Pudong",
            "statement": {"en": "A quiet pump"}, "scenario": {"en": "A port"}, "status": "open", "organisation": "port",
            "sources": ["https://example.org"]}  # fmt: skip
    put("need", "exchange", "n1", call, BY)
    page = chinese.get(reverse("exchange:scenarios")).content.decode()
    assert page.count("浦东新区") >= 2 and ">Pudong<" not in page  # in the row, and among the filters


def test_the_filter_of_the_search_names_regions_it_knows_and_leaves_others_as_they_are() -> None:
    labels = facets.GROUPS["region"].labels(["Shanghai", "TX"])
    assert display.choose(labels["Shanghai"], "zh-hans").text == "上海" and labels["TX"] == "TX"


def test_why_a_place_fits_is_told_by_the_name_of_the_region_or_else_of_the_country() -> None:
    with override("zh-hans"):
        assert reasons._fit(Fit("place", 1.0, ("Shanghai",)))["text"] == "上海"
        assert reasons._fit(Fit("place", 0.4, ("CA",)))["text"] == "加拿大"
        assert reasons._fit(Fit("place", 1.0, ("CA",)))["text"] == "CA"
