"""Rights as people write them, EEN profiles, answers and tables: what is pure of the exchange."""

import json
from decimal import Decimal
from typing import Any
from unittest import mock
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.exchange import answers, checks, een, importing, kinds, present, questions, vocabulary
from technopole.exchange.rights import line_of, right_of, rights_of

# --- rights ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("patent, CN112345678B, granted, 100 %", {"kind": "patent", "number": "CN112345678B", "status": "granted", "share": "100"}),
        ("专利，CN 112345678 B，已授权，60%", {"kind": "patent", "number": "CN112345678B", "status": "granted", "share": "60"}),
        ("Know-how", {"kind": "know_how"}), ("软著；2020SR0123456；已登记", {"kind": "software", "number": "2020SR0123456", "status": "registered"}),
        ("实用新型、申请中", {"kind": "patent", "status": "applied"}), ("plant variety | CNA20191000001", {"kind": "variety", "number": "CNA20191000001"}),
    ],
)  # fmt: skip
def test_a_right_is_read_in_either_language(line: str, right: dict[str, Any]) -> None:
    assert right_of(line) == right
    assert right_of(line_of(right)) == right


@pytest.mark.parametrize("line", ["CN112345678B", "patent, hello", "patent, CN112345678B, x, y", "patent, 0 %", "patent, 120 %"])
def test_a_line_that_is_no_right_says_why(line: str) -> None:
    found, wrong = rights_of([line])
    assert (found, len(wrong)) == ([], 1)
    assert len(wrong[0]) > 20


@given(
    st.sampled_from(vocabulary.RIGHTS), st.sampled_from(["", *vocabulary.RIGHT_STATUSES]),
    st.sampled_from(["", "0.5", "33.3", "100"]),
)  # fmt: skip
def test_every_right_that_is_written_is_read_again(kind: str, status: str, share: str) -> None:
    right = {"kind": kind, **({"status": status} if status else {}), **({"share": share} if share else {})}
    assert right_of(line_of(right)) == right


# --- checks ----------------------------------------------------------------------------------------------------

GOOD = {"profile": "technology_offer", "title": {"en": "A"}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", {}), ("title", {"en": "x" * 501}), ("profile", "technology_request"), ("status", "open"), ("trl", 0), ("trl", 10),
        ("modes", ["gift"]), ("fields", ["K01"]), ("country", "XX"), ("currency", "RMB"), ("price_low", "-1"), ("price_low", "ten"),
        ("price_low", "1.234"), ("year", 99), ("trl_on", "2026-13-01"), ("rights", [{"kind": "gift"}]),
        ("rights", [{"kind": "patent", "number": "hello"}]), ("rights", [{"kind": "patent", "share": "101"}]),
        ("rights", [{"kind": "patent", "status": "old"}]), ("published_on", "yesterday"),
    ],
)  # fmt: skip
def test_an_offer_with_a_wrong_field_is_told_the_field(field: str, value: Any) -> None:
    assert field in checks.offer({**GOOD, field: value})


def test_ranges_have_to_be_ranges_and_money_a_currency() -> None:
    assert "price_high" in checks.offer({**GOOD, "price_low": "5", "price_high": "4", "currency": "CNY"})
    assert "currency" in checks.offer({**GOOD, "price_low": "5"})
    assert "expires_on" in checks.offer({**GOOD, "published_on": "2026-05-01", "expires_on": "2026-05-01"})
    need = {"kind": "technology", "statement": {"en": "A"}, "trl_min": 6, "trl_max": 5}
    assert "trl_max" in checks.need(need)
    assert checks.offer({**GOOD, "price_low": "5.10", "price_high": "6", "currency": "CNY"}) == {}
    assert checks.amount("1,234,567.80") == Decimal("1234567.80")


def test_a_row_of_the_folder_gives_the_offer_with_its_rights() -> None:
    row = {
        "id": "lens", "title_en": "A lens", "trl": "6", "rights": "patent:CN112345678B:granted:60|know_how", "modes": "transfer|sale",
        "price_low": "100", "currency": "CNY", "fields": "G02B 3/08", "source": "https://example.org", "synthetic": "yes",
    }  # fmt: skip
    record = kinds.offer_from_row(row)
    assert record["rights"] == [{"kind": "patent", "number": "CN112345678B", "status": "granted", "share": "60"}, {"kind": "know_how"}]
    assert (record["profile"], record["status"], record["synthetic"]) == ("technology_offer", "live", True)
    assert checks.offer(record) == {}
    columns = kinds.offer_columns(record)
    assert (columns["price_low"], columns["trl"], columns["negotiable"]) == (Decimal("100"), 6, False)


# --- answers ---------------------------------------------------------------------------------------------------

TEXT = st.text(max_size=60)


@given(st.sampled_from(vocabulary.PROFILES), st.dictionaries(st.sampled_from(sorted(questions.QUESTIONS)), TEXT | st.lists(TEXT, max_size=3) | st.booleans(), max_size=12))
def test_whatever_is_answered_is_made_tidy_checked_and_kept_as_json(profile: str, given_: dict[str, Any]) -> None:
    content = answers.tidy(profile, given_)
    json.dumps(content)
    assert answers.tidy(profile, content) == content
    wrong = answers.shapes(profile, content)
    assert set(answers.problems(profile, content)) >= set(wrong)
    if not wrong:
        check = checks.offer if profile in vocabulary.OFFER_PROFILES else checks.need
        record = answers.plain(profile, content)
        assert set(check(record)) <= {"title", "statement", "kind"}


# --- tables ----------------------------------------------------------------------------------------------------


def test_headings_are_known_in_both_languages_and_with_remarks_in_brackets() -> None:
    header = ["成果名称（必填）", "Title in English", "TRL", "IPC分类号", "合作方式", "Contact person", "price_low", "nonsense"]
    assert importing.suggest("technology_offer", header) == {
        "title_zh": 0, "title_en": 1, "trl": 2, "fields": 3, "modes": 4, "contact_name": 5, "price_low": 6,
    }  # fmt: skip


def test_every_question_is_found_by_its_own_name_and_by_its_label() -> None:
    from django.utils import translation

    for profile in vocabulary.PROFILES:
        for name, question in questions.questions(profile).items():
            assert importing.suggest(profile, [name]) == {name: 0}
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    label = str(question.label)
                assert importing.suggest(profile, [label]) == {name: 0}, label


# --- profiles of the network -----------------------------------------------------------------------------------

RECORD = {
    "profile": "technology_offer", "title": {"en": "A lens", "zh": "透镜"}, "summary": {"en": "x" * 600}, "description": {"en": "How."},
    "advantages": {"zh": "好"}, "trl": 6, "rights": [{"kind": "patent", "status": "granted"}, {"kind": "know_how"}],
    "modes": ["transfer", "licence_sole", "licence_exclusive"], "country": "CN", "published_on": "2026-05-01", "fields": ["G02B 3/08"],
}  # fmt: skip


def test_a_profile_has_the_lengths_and_words_of_the_network() -> None:
    found = een.profile(RECORD, "abcdefghjkmn")
    assert (found["type"], found["stage_of_development"], len(found["summary"])) == ("TO", "Prototype available for demonstration", 500)
    assert found["ipr_status"] == ["Patents granted", "Secret know-how"]
    assert found["types_of_partnership"] == ["Commercial agreement with technical assistance", "License agreement"]
    assert found["reference"] == "TOCN20260501-abcdefghjkmn"
    assert found["advantages"] == "好"
    root = ET.fromstring(een.as_xml(found))
    assert [each.text for each in root.findall("ipr_status")] == found["ipr_status"]


@pytest.mark.parametrize(("level", "stage"), [(1, "Concept stage"), (4, "Under development, lab tested"), (9, "Already on the market"), (None, None)])
def test_each_level_has_its_stage(level: int | None, stage: str | None) -> None:
    assert een.profile({**RECORD, "trl": level}, "a")["stage_of_development"] == stage


@given(st.text(max_size=50))
def test_any_text_can_stand_in_the_xml(text: str) -> None:
    found = een.profile({**RECORD, "title": {"en": text or "x"}}, "a")
    ET.fromstring(een.as_xml(found))


# --- as pages show it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "negotiable", "shown"),
    [
        ("5", "7", False, "5 to 7 CNY"), ("5", "5", False, "5 CNY"), ("5", None, False, "from 5 CNY"), (None, "7.5", False, "up to 7.50 CNY"),
        (None, None, True, "negotiable"), ("1000000", None, True, "from 1,000,000 CNY, negotiable"), (None, None, False, ""), (0, 5, False, "0 to 5 CNY"),
    ],
)  # fmt: skip
def test_a_price_is_said_in_words(low: Any, high: Any, negotiable: bool, shown: str) -> None:
    assert present.price(low, high, "CNY", negotiable) == shown


@given(
    st.fixed_dictionaries(
        {"uid": st.just("0" * 12), "title": TEXT, "text": TEXT},
        optional={"language": st.sampled_from(["en", "zh", "de", ""]), "language_2": st.sampled_from(["", "en", "zh"]), "title_2": TEXT,
                  "kind": TEXT, "trl": st.none() | st.integers(1, 9), "modes": st.lists(TEXT, max_size=2), "rights": st.lists(TEXT, max_size=2),
                  "price_low": st.none() | st.floats(0, 1e9), "currency": st.sampled_from(["", "CNY"]), "url": TEXT, "owner": TEXT},
    )
)  # fmt: skip
def test_any_reference_record_can_be_shown(body: dict[str, Any]) -> None:
    with mock.patch.object(present.centre, "sectors", return_value={}):
        shown = present.of_body({"sectors": [], "fields": [], "country": "", **body})
    assert shown["reference"] is True
