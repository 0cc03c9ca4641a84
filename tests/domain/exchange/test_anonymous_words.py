"""What tells the owner of an anonymous listing is found, wherever and however it is written; the rest is let through."""

import string
from types import SimpleNamespace
from typing import Any

import exchange_world as world
import kept
import pytest
import things
from hypothesis import given
from hypothesis import strategies as st

from technopole.core.errors import Invalid
from technopole.core.sourced import By, put
from technopole.exchange import answers, publishing
from technopole.exchange.models import Offer
from technopole.exchange.owners import Owner
from technopole.exchange.publishing import Published, public_record
from technopole.exchange.screening import Known, screen

KNOWN = Known(
    names=("Zephyrine Photonics Ltd", "上海树图区块链研究院", "Zéphyrine"), acronyms=("ZPL", "IO"), people=("Li Xiaoming", "李小明"),
    hosts=("zephyrine.example.org",), identifiers=("013q1eq08", "91310000123456789X"), numbers=("CN112345678B",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Made by Zephyrine Photonics Ltd in 2024.", "name", "Zephyrine Photonics Ltd"),
        ("the ZEPHYRINE method", "name", "ZEPHYRINE"),
        ("the Z e p h y r i n e way", "name", "Z e p h y r i n e"),
        ("Ｚｅｐｈｙｒｉｎｅ", "name", "Ｚｅｐｈｙｒｉｎｅ"),
        ("ze\u200bphyrine", "name", "ze\u200bphyrine"),
        ("由上海樹圖 區塊鏈研究院研制", "name", "上海樹圖 區塊鏈研究院"),
        ("the ZPL process", "name", "ZPL"),
        ("call Li Xiaoming", "person", "Li Xiaoming"),
        ("联系李 小明", "person", "李 小明"),
        ("patent CN 112345678 B granted", "patent", "CN 112345678 B"),
        ("专利号ZL201910123456.7已授权", "patent", "ZL201910123456.7"),
        ("see PCT/CN2020/123456", "patent", "PCT/CN2020/123456"),
        ("US 10,123,456 B2", "patent", "US 10,123,456 B2"),
        ("write to a.b@example.com now", "email", "a.b@example.com"),
        ("邮箱wang@firm.cn联系", "email", "wang@firm.cn"),
        ("look at https://shop.example/x?y=1.", "address", "https://shop.example/x?y=1."),
        ("网址firm.com.cn", "address", "firm.com.cn"),
        ("at www.firm.example", "address", "www.firm.example"),
        ("ring +86 21 5555 0101", "phone", "+86 21 5555 0101"),
        ("电话13812345678", "phone", "13812345678"),
        ("电话021-55550101", "phone", "021-55550101"),
        ("张江路123号", "place", "张江路123号"),
        ("at 12 Zhangjiang Road", "place", "12 Zhangjiang Road"),
        ("微信号：abc_12345", "account", "微信号：abc_12345"),
        ("known as 013q1eq08", "identifier", "013q1eq08"),
    ],
)
def test_what_tells_the_owner_is_found_where_it_stands(text: str, kind: str, found: str) -> None:
    hits = screen({"summary_en": text}, KNOWN)
    assert [(hit.field, hit.kind, hit.text) for hit in hits] == [("summary_en", kind, found)]
    assert text[hits[0].start : hits[0].end] == found


@pytest.mark.parametrize(
    "text",
    [
        "A lens of 1,550 nm with 3.5 dB loss at 10 GHz, 2024-06-01 to 2025-12-31.",
        "The radio studio is audio-video based; ratio 2:1; scenario 4.5.",
        "Cost 12 000 000 yuan; 1.5 MPa; TRL 6; ISO 16290; H01M 10/0525; GB/T 34670-2017.",
        "一种薄膜固态电解质，循环寿命3000次，能量密度450Wh/kg，成本降低30%。",
        "Node.js and e.g. Python 3.11; see Fig. 2 and Eq. 14.",
    ],
)
def test_words_that_tell_nobody_are_let_through(text: str) -> None:
    assert screen({"summary_en": text}, KNOWN) == []


LATIN = st.text(string.ascii_letters + " .,", max_size=30)
SPACED = st.sampled_from(["", " ", "-", "\u200b", ". ", "_"])


@given(before=LATIN, after=LATIN, gap=SPACED, upper=st.booleans())
def test_a_name_is_found_between_any_words_and_in_any_case(before: str, after: str, gap: str, upper: bool) -> None:
    name = gap.join("Zephyrine")
    text = f"{before} ({name.upper() if upper else name}) {after}"
    assert any(hit.kind == "name" for hit in screen({"title_en": text}, KNOWN))


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through_and_what_is_found_stands_there_in_order(text: str) -> None:
    last = 0
    for hit in screen({"a": text}, KNOWN):
        assert text[hit.start : hit.end] == hit.text
        assert hit.start >= last < hit.end
        last = hit.end


# --- the public record -----------------------------------------------------------------------------------------

OWNER = Owner("0" * 12, "", {"en": "Zephyrine Photonics Ltd", "zh": "上海树图区块链研究院"})


def of(**more: Any) -> Published:
    said: dict[str, Any] = {
        "kind": "offer", "profile": "technology_offer", "content": answers.tidy("technology_offer", world.OFFER),
        "anonymous": True, "owner": OWNER, "status": "live",
    }  # fmt: skip
    return Published(**{**said, **more})


def test_the_public_record_of_an_anonymous_listing_leaves_out_all_that_leads_to_the_owner() -> None:
    record = public_record(of())
    everything = str(record)
    for hidden in ("Zephyrine", "树图", OWNER.uid, "CN112345678B", "Laboratory 3", "Key programme", "Li Xiaoming"):
        assert hidden not in everything
    assert record["rights"] == [{"kind": "patent", "status": "granted", "share": "100"}, {"kind": "know_how"}]
    assert record["anonymous"] is True


@given(
    st.dictionaries(
        st.sampled_from(["maker_en", "maker_zh", "programme_en", "programme_zh", "contact_name", "contact_post", "contact_phone",
                         "mandate"]),
        st.just("Canary-Qx7"), min_size=1,
    )
)  # fmt: skip
def test_no_private_or_revealing_answer_is_in_the_public_record_of_an_anonymous_listing(more: dict[str, str]) -> None:
    content = answers.tidy("technology_offer", {**world.OFFER, **more})
    assert "Canary" not in str(public_record(of(content=content)))


def test_the_public_record_of_a_named_listing_names_the_owner_but_no_private_answer() -> None:
    record = public_record(of(anonymous=False))
    assert record["owner"] == OWNER.names
    assert record["rights"][0]["number"] == "CN112345678B"
    for private in ("Li Xiaoming", "5555", "@"):
        assert private not in str(record)


# --- handing in ------------------------------------------------------------------------------------------------


@pytest.fixture
def people(db: Any) -> SimpleNamespace:
    return kept.world(world.world)


def test_an_anonymous_listing_that_names_its_owner_is_refused_with_where_each_name_stands(people: SimpleNamespace) -> None:
    row = world.draft(people, anonymous=True, description_en="Acme Instruments built it.\nAsk li@acme-instruments.example.")
    with pytest.raises(Invalid) as refused:
        world.take(row, "submit", people.author)
    assert list(refused.value.fields) == ["description_en"]
    first, second = refused.value.fields["description_en"]
    assert "“Acme Instruments”" in first and "character 1" in first
    assert "li@acme-instruments.example" in second


def test_names_of_the_owner_in_the_other_language_and_its_acronym_are_looked_for(people: SimpleNamespace) -> None:
    names = [
        {"value": "Acme Instruments", "language": "en", "kind": "display"},
        {"value": "顶点仪器公司", "language": "zh-Hans", "kind": "label"}, {"value": "ACMI", "language": None, "kind": "acronym"},
    ]  # fmt: skip
    record = {"key": "acme", "names": names, "types": ["company"], "sources": things.SOURCE}
    put("organisation", "centre", "test:acme", record, By(label="test"))
    row = world.draft(people, anonymous=True, advantages_en="The ACMI way.", advantages_zh="頂點儀器公司的办法")
    with pytest.raises(Invalid) as refused:
        world.take(row, "submit", people.author)
    assert set(refused.value.fields) == {"advantages_en", "advantages_zh"}


def test_an_anonymous_listing_with_clean_words_is_published_without_its_owner(people: SimpleNamespace) -> None:
    row = world.listing(people, anonymous=True)
    offer = Offer.objects.get(uid=row.public_uid)
    assert (offer.anonymous, offer.organisation_key, offer.owner_uid, offer.owner_en) == (True, "", "", "")
    assert set(publishing.REVEALING) == {"maker", "programme", "url"}
