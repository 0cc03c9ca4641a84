"""The market's page: what the exchange holds on maps, and flows of contracts, in both languages; nothing drawn that is hidden."""

import json
import re
from itertools import count

import deals_world as world
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from technopole.core.sourced import put
from technopole.deals.models import Contract, Deal

pytestmark = pytest.mark.django_db
EN, ZH = "en", "zh-hans"


def page(language: str = EN) -> str:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get(reverse("deals:market"))
    assert answer.status_code == 200
    return answer.content.decode()


def offer(number: int, country: str, region: str, **more) -> None:
    record = {**world.OFFER, "key": f"o{number}", "country": country, "region": region, **more}
    put("offer", "centre", f"test:o{number}", record, world.BY)


def points(text: str, name: str) -> dict[str, float]:
    """{name: weight} of the bubbles of a map; nothing where there is no such map."""
    found = re.search(rf'<script id="{name}-points" type="application/json">(.*?)</script>', text, re.DOTALL)
    return {row["name"]: row["weight"] for row in json.loads(found[1])} if found else {}


def drawing(text: str) -> str:
    """The specification of the drawing of flows, which its SVG is made of; empty where none is drawn."""
    found = re.search(r'<script id="market-flows-spec" type="application/json">(.*?)</script>', text, re.DOTALL)
    return json.dumps(json.loads(found[1]), ensure_ascii=False).replace("\u00a0", " ") if found else ""


# --- what is held ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "names", "whole"), [
    (EN, ("Shanghai", "Jiangsu", "Germany"), "China, province not stated"), (ZH, ("上海", "江苏", "德国"), "中国（未注明省份）"),
])  # fmt: skip
def test_offers_and_needs_stand_on_a_map_by_province_and_country(db, language, names, whole):
    for number, (country, region) in enumerate(
        (("CN", "Shanghai"), ("CN", "上海市"), ("", "CN-SH"), ("CN", "江苏省苏州市"), ("DE", "Bavaria"), ("DE", ""), ("", ""), ("CN", ""))
    ):
        offer(number, country, region)
    for number, region in enumerate(("Jiangsu", "")):
        put("need", "centre", f"test:n{number}", {**world.NEED, "key": f"n{number}", "region": region}, world.BY)
    text = page(language)
    assert points(text, "held-places") == dict(zip(names, (3, 2, 2), strict=True))
    assert all(name in text for name in names)
    with override(language):
        said = gettext("%(placed)s of %(offers)s live offers and %(wanted)s of %(needs)s open needs say where they are.")
        assert said % {"placed": 7, "offers": 8, "wanted": 1, "needs": 2} in text
        # a province nobody knows which is no point among the provinces
        assert gettext("In the table, not on the map: %(places)s.") % {"places": whole} in text
    assert 'data-bounds="116.78,29.22,123.46,34.06"' in text  # the provinces are in view, which hold most of it
    # how its offers write the region leads to them, and to no others
    assert "region=CN-SH&amp;region=Shanghai&amp;region=%E4%B8%8A%E6%B5%B7%E5%B8%82" in text and "country=DE" in text


@pytest.mark.parametrize(("language", "name"), [(EN, "Shanghai"), (ZH, "上海")])
def test_a_single_place_is_told_in_a_sentence_and_drawn_in_no_box(db, language, name):
    offer(1, "CN", "Shanghai")
    text = page(language)
    with override(language):
        said = gettext("All of these are in %(place)s.") % {"place": name}
    assert said in text and 'class="figure map"' not in text


def test_where_nothing_tells_its_place_there_is_no_map_and_no_heading(db):
    offer(1, "", "")
    assert "by place" not in page() and 'class="figure map"' not in page()


def test_offers_are_drawn_in_the_district_of_an_owner_whom_they_name(db):
    for key, latitude in (("pudong", 31.2), ("xuhui", 31.1)):
        record = {"vocabulary": "district", "key": key, "name": {"en": key.title(), "zh": key}, "latitude": latitude, "longitude": 121.5}
        put("term", "centre", f"test:{key}", record, world.BY)
    for key, district in (("here", "pudong"), ("there", "xuhui")):
        names = [{"value": key, "language": "en", "kind": "display"}]
        record = {"key": key, "names": names, "types": ["company"], "status": "active", "places": [{"district": district}], "sources": ["https://example.org"]}
        put("organisation", "centre", f"test:{key}", record, world.BY)
    for number, owner in enumerate(("here", "here", "there", "")):
        offer(number, "CN", "Shanghai", organisation=owner)
    text = page()
    assert points(text, "held-districts") == {"Pudong": 2, "Xuhui": 1}
    assert "Of 4 live offers, 3 have an owner whose district the register knows." in text


# --- flows -------------------------------------------------------------------------------------------------------


def spread(who, flows) -> None:
    """Made-up contracts, marked so: for each (origin, destination, number) so many, each of a pair of its own."""
    first = world.go(who, world.talks(who), "registered")
    kept, enquiry, numbers = Contract.objects.get(deal=first), first.enquiry, count(1)
    for origin, destination, many in flows:
        for number in (next(numbers) for _ in range(many)):
            enquiry.pk, enquiry.uid, enquiry.letter, enquiry.asker_uid = None, f"e{number:011}", f"Z{number}", f"b{number:011}"
            enquiry.save()
            deal = Deal.objects.get(pk=first.pk)
            deal.pk, deal.uid, deal.enquiry, deal.synthetic = None, f"d{number:011}", enquiry, True
            deal.seller_uid, deal.buyer_uid = f"s{number:011}", f"b{number:011}"
            deal.save()
            kept.pk, kept.deal, kept.seller_place, kept.buyer_place = None, deal, origin, destination
            kept.save()
    Deal.objects.filter(pk=first.pk).update(registered_on=None, synthetic=True)


@pytest.mark.parametrize(("language", "told", "hidden", "heads"), [
    (EN, ("Shanghai", "Jiangsu", "Germany"), ("Sichuan", "Hubei"), ("Seller in", "Buyer in")),
    (ZH, ("上海", "江苏", "德国"), ("四川", "湖北"), ("卖方", "买方")),
])  # fmt: skip
def test_flows_are_drawn_but_for_those_that_the_table_hides(who, language, told, hidden, heads):
    spread(who, [("CN-SH", "CN-JS", 6), ("CN-SH", "CN-SH", 5), ("CN-SH", "DE", 4), ("CN-SH", "CN-SC", 1), ("CN-SH", "CN-HB", 2)])
    text = page(language)
    spec = drawing(text)
    assert spec and all(name in spec for name in (*told, *heads))
    assert not any(name in spec for name in hidden)
    assert all(f"→ {name}" in text for name in (*told, *hidden))  # the table says that there is something
    drawn = text[text.index('id="cut-flows"') :]
    svg = drawn[: drawn.index("</figure>")]
    assert svg.count("<svg") == 2 and told[1] in svg and not any(name in svg for name in hidden)
    # what the bands add up to is what is told: 15 of the 18 contracts
    assert ("15 million yuan" if language == EN else "1,500万元") in spec
    assert ("18 million" if language == EN else "1,800万") not in spec
    with override(language):
        assert gettext("What the table hides is not drawn.") in text
    assert "mark-synthetic" in text


@pytest.mark.parametrize("language", [EN, ZH])
def test_without_contracts_a_sentence_stands_where_flows_would(db, language):
    text = page(language)
    with override(language):
        assert gettext("No contract has been registered yet.") in text
    assert not drawing(text) and 'id="cut-flows"' not in text


def test_contracts_of_too_few_are_not_said_to_be_none(who):
    world.go(who, world.talks(who), "registered")
    text = page()
    assert "No contract has been registered" not in text and "fewer than five parties stand behind them" in text
    assert not drawing(text)
