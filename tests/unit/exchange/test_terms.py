"""Terms in the other language, names of symbols, how near symbols are: the tables and what is read from them."""

from __future__ import annotations

import re
import timeit

import pytest

from technopole.exchange import terms

HAN = re.compile(r"[\u3400-\u9fff]")


def rows(name: str, columns: int) -> list[list[str]]:
    found = list(terms._rows(name))
    assert {len(row) for row in found} == {columns}
    assert all(cell == cell.strip() for row in found for cell in row)
    return found


def as_dict(text: str) -> dict[str, str]:
    return {term: equivalents[0] for term, equivalents in terms.translations(text)}


def test_a_chinese_need_is_read_into_english_terms_preferred_wording_first():
    need = "寻找全固态电池用硫化物固态电解质的中试线，循环寿命大于1000次"
    assert terms.translations(need) == [
        ("全固态电池", ["all-solid-state battery"]),
        ("硫化物固态电解质", ["sulfide solid electrolyte"]),
        ("中试线", ["pilot plant", "pilot line"]),
        ("循环寿命", ["cycle life"]),
    ]


def test_an_english_offer_is_read_into_chinese_terms_whatever_number_hyphen_and_case():
    assert as_dict("LITHIUM ION BATTERIES and Deep Neural Networks for plant-protection drones") == {
        "LITHIUM ION BATTERIES": "锂离子电池",
        "Deep Neural Networks": "深度神经网络",
        "plant-protection drones": "植保无人机",
    }
    assert as_dict("lithium‑ion battery") == {"lithium‑ion battery": "锂离子电池"}


def test_the_longest_term_wins_and_its_parts_are_not_read_again():
    assert as_dict("质子交换膜燃料电池") == {"质子交换膜燃料电池": "proton exchange membrane fuel cell"}
    assert as_dict("quantum key distribution") == {"quantum key distribution": "量子密钥分发"}


def test_a_term_partly_in_latin_letters_is_read_as_one():
    assert as_dict("3D打印与CMOS图像传感器") == {"3D打印": "3D printing", "CMOS图像传感器": "CMOS image sensor"}
    assert as_dict("AI芯片") == {"AI芯片": "artificial intelligence chip"}
    assert "3D打印" not in as_dict("X3D打印")  # no term begins inside a word


def test_abbreviations_are_read_only_in_their_own_capitals():
    assert as_dict("GaN on silicon, LEDs") == {"GaN": "氮化镓", "silicon": "硅", "LEDs": "发光二极管"}
    assert as_dict("he led the gan project") == {"project": "项目"}


def test_a_single_character_is_no_term_inside_another_word():
    assert "水" not in as_dict("提高水平")
    assert as_dict("水") == {"水": "water"}
    assert as_dict("储能用钒") == {"储能": "energy storage", "钒": "vanadium"}


def test_a_term_that_occurs_twice_is_given_once_in_the_order_of_the_text():
    assert list(as_dict("膜分离：membrane reactor 与膜分离")) == ["膜分离", "membrane", "reactor"]


@pytest.mark.parametrize("text", ["", "   ", "的了与", "12345 %%", "ß" * 3 + "与石墨烯"])
def test_any_text_may_be_asked(text: str):
    assert terms.translations(text) == ([("石墨烯", ["graphene"])] if "石墨烯" in text else [])


def test_two_hundred_words_take_about_a_millisecond():
    text = " ".join(["a soft robotic gripper with tactile sensors learns grasping of fragile fruit by imitation"] * 15)
    chinese = "面向大规模储能的全钒液流电池关键材料与系统集成技术研究" * 15
    for long in (" ".join(text.split()[:200]), chinese):
        terms.translations(long)
        taken = min(timeit.repeat(lambda long=long: terms.translations(long), number=5, repeat=20)) / 5
        assert taken < 0.004  # four times what is meant: machines differ


def test_the_glossary_is_large_trimmed_and_says_nothing_twice():
    found = rows("glossary.tsv", 3)
    assert len(found) >= 3000
    meaning: dict[str, str] = {}
    for english, chinese, field in found:
        assert field and all(
            wording == wording.strip() != "" for cell in (english, chinese) for wording in cell.split("|")
        )
        assert all(HAN.search(wording) for wording in chinese.split("|"))
        assert not HAN.search(english)
        for wording in english.split("|"):
            as_compared = " ".join(terms._folded(word) for word in terms._LATIN.findall(wording))
            assert meaning.setdefault(as_compared, chinese) == chinese, wording
    assert len({field for _, _, field in found}) >= 14


def test_every_preferred_wording_is_found_again_in_both_directions():
    for english, chinese, _ in rows("glossary.tsv", 3):
        first = chinese.split("|")[0]
        assert terms.translations(english.split("|")[0])[0][1][0] == first
        assert first in terms.translations(first)[0][0]


def test_names_of_symbols_are_those_of_the_narrowest_known_level():
    assert terms.field_name("H01M 10/0525", "en") == "Batteries, fuel cells"
    assert terms.field_name("H01M10/0525", "zh") == terms.field_name("H01M", "zh-hans") == "电池；燃料电池"
    assert terms.field_name("H01", "zh") == "电气元件"
    assert terms.field_name("H", "en") == "Electricity"
    assert terms.field_name("Y02E 60/10", "zh") == "低碳能源的生产、输送与分配"
    assert terms.field_name("A01?", "en") == terms.field_name("A01", "en")
    assert terms.field_name("2105", "zh") == "可再生能源、可持续性与环境"
    assert terms.field_name("Z99", "en") == terms.field_name("", "en") == ""


def test_what_is_above_a_symbol_is_named_widest_first():
    assert terms.broader("H01M 10/0525") == ["H", "H01", "H01M"]
    assert terms.broader("1305") == ["1", "13", "1305"]
    assert terms.broader("") == []


def test_every_class_has_its_section_every_subclass_its_class_and_short_names_in_both_languages():
    found = {symbol: (english, chinese) for symbol, english, chinese in rows("ipc.tsv", 3)}
    assert sum(len(symbol) == 1 for symbol in found) == 9
    assert sum(len(symbol) == 3 for symbol in found) >= 130
    assert sum(len(symbol) == 4 for symbol in found) >= 640
    for symbol, (english, chinese) in found.items():
        assert re.fullmatch(r"[A-HY](\d\d[A-Z]?)?", symbol)
        assert symbol[:1] in found and symbol[:3] in found
        assert len(english.split()) <= 8 and HAN.search(chinese)


def test_every_openalex_level_names_its_parent_and_every_link_a_known_symbol_and_subfield():
    found = {key: (level, parent) for key, level, parent, _, _ in rows("topics.tsv", 5)}
    assert [sum(level == wanted for level, _ in found.values()) for wanted in ("domain", "field", "subfield")] == [
        4,
        26,
        252,
    ]
    above = {"domain": None, "field": "domain", "subfield": "field"}
    for level, parent in found.values():
        assert (found[parent][0] if parent else None) == above[level]
    known = {row[0] for row in rows("ipc.tsv", 3)}
    for symbol, subfield, weight in rows("fields.tsv", 3):
        assert symbol in known and found[subfield][0] == "subfield" and 0 < float(weight) <= 1
    for category, subfield, weight in rows("arxiv.tsv", 3):
        assert category and found[subfield][0] == "subfield" and 0 < float(weight) <= 1


def test_nearness_falls_from_the_same_group_to_another_section():
    near = [
        terms.related(["H01M 10/0525"], [other])
        for other in ("H01M10/0525", "H01M 10/44", "H01M 4/13", "H01M", "H01G 11/00", "C25B 1/04", "H04W", "A01B")
    ]
    assert near == sorted(near, reverse=True)
    assert near[0] == 1.0 and near[-1] == 0.0
    assert 0 < near[5] < near[4] < near[3] < near[1] < 1


def test_nearness_is_the_same_both_ways_between_zero_and_one_and_nothing_is_near_nothing():
    some = (["H01M 10/05", "B60L"], ["A61K"], ["2105"], ["G06N", "1702"], ["H01M"])
    for one in some:
        assert terms.related(one, one) == 1.0
        for other in some:
            near = terms.related(one, other)
            assert 0 <= near <= 1 and near == pytest.approx(terms.related(other, one))
    assert terms.related([], ["H01M"]) == terms.related([" "], ["H01M"]) == 0.0


def test_a_patent_symbol_is_near_the_subfield_in_which_its_papers_stand():
    assert terms.related(["G06V 10/82"], ["1707"]) > 0.5
    assert terms.related(["G06V 10/82"], ["1106"]) == 0.0


def test_a_category_of_arxiv_is_near_the_patents_on_the_same_and_not_the_section_of_its_first_letter():
    assert terms.nearest(["B25J 9/16"], ["cs.RO"]) > terms.nearest(["B25J 9/16"], ["cs.CL"])
    assert terms.nearest(["cs.RO"], ["cs.RO"]) == 1.0
    assert terms.nearest(["C12N"], ["cs.RO"]) == terms.nearest(["A01B"], ["astro-ph.GA"]) == 0.0
    assert terms.nearest(["math.QA"], ["2604"]) > 0.5  # as its archive
    assert terms.nearest(["材料"], ["cs.RO"]) == 0.0


def test_the_nearest_pair_tells_how_near_things_with_many_symbols_are():
    many = ["H04W", "H01M 10/0525", "A01B", "Y02E"]
    assert terms.nearest(["H01M 10/0525"], many) == 1.0 > terms.related(["H01M 10/0525"], many)
    assert terms.nearest([], many) == terms.nearest([" "], many) == 0.0
