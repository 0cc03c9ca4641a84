"""Names in Chinese characters: the forms they go by, and where texts without spaces hold them."""

import pytest

from technopole.methods.resolution import Organisation, Resolver, build, hanzi


def _forms(name):
    return {form for form, _ in hanzi.forms(name, 0)}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("上海交通大学", "上海交大"),
        ("华东师范大学", "华东师大"),
        ("中国科学院上海硅酸盐研究所", "中科院上海硅酸盐所"),
        ("中国科学院上海硅酸盐研究所", "上海硅酸盐所"),
        ("上海微电子装备（集团）股份有限公司", "上海微电子装备"),
        ("遗传工程国家重点实验室", "遗传工程全国重点实验室"),
        ("上海市第一人民医院", "上海第一人民医院"),
        ("復旦大學", "复旦大学"),
        ("复旦大学_百度百科", "复旦大学"),
    ],
)
def test_a_name_goes_by_its_usual_short_form(name, short):
    assert short in _forms(name)


@pytest.mark.parametrize("name", ["", "学", "（）"])
def test_less_than_two_characters_are_no_name(name):
    assert _forms(name) == set()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("复旦大学物理系", ["fudan"]),
        ("復旦大學", ["fudan"]),
        ("复旦", ["fudan"]),
        ("复旦物理系", ["fudan"]),
        ("上海交大医学院", ["sjtu"]),
        ("中科院物理研究所", ["iop"]),
        ("中科院上海有机化学所", ["sioc"]),
        ("上海硅酸盐所", ["sic"]),
        ("中国科学院", ["cas"]),
        ("上海微电子装备有限公司", ["smee"]),
        ("同济大学、北京大学", ["tongji", "peking"]),
        ("同济大学和北京大学", ["tongji", "peking"]),
        ("复旦大学，同济大学", ["fudan", "tongji"]),
    ],
)
def test_a_mention_is_found_without_spaces(ids, text, named):
    assert sorted(ids(text)) == sorted(named)


def test_a_hospital_under_a_university_is_named_alone(ids):
    assert ids("复旦大学附属中山医院心内科") == ["zhongshan"]


def test_an_institute_under_the_academy_is_named_alone(ids):
    assert ids("中国科学院物理研究所") == ["iop"]


def test_a_parent_after_a_separator_is_named_too(ids):
    assert sorted(ids("复旦大学附属中山医院，复旦大学")) == ["fudan", "zhongshan"]


@pytest.mark.parametrize("text", ["复旦大学遗传工程国家重点实验室", "复旦大学遗传工程全国重点实验室"])
def test_a_laboratory_and_its_university_are_both_named(ids, text):
    assert sorted(ids(text)) == ["fudan", "lab"]


@pytest.mark.parametrize(("text", "named"), [("广州，第一人民医院", "people-gz"), ("北京，第一人民医院", "people-bj")])
def test_institutions_of_one_name_are_told_apart_by_the_place(ids, text, named):
    assert ids(text)[0] == named


def test_institutions_of_one_name_without_a_place_are_less_likely(resolver):
    with_place, without = resolver.resolve(["广州，第一人民医院", "第一人民医院"])
    assert with_place[0].probability > without[0].probability


def test_a_mention_points_at_its_characters(resolver):
    text = "地址：上海，復旦大學 物理系"
    (answer,) = resolver.resolve([text])[0]
    assert text[answer.start : answer.end] == "復旦大學"


def test_a_mention_with_a_space_inside_is_found(resolver):
    text = "复旦 大学物理系"
    (answer,) = resolver.resolve([text])[0]
    assert text[answer.start : answer.end] == "复旦 大学"


def test_chinese_and_english_of_one_organisation_are_one_answer(ids):
    assert ids("Fudan University 复旦大学, Shanghai, China") == ["fudan"]


def test_chinese_and_english_of_two_organisations_are_two_answers(ids):
    assert sorted(ids("Fudan University, Shanghai, China; 同济大学")) == ["fudan", "tongji"]


def test_evidence_says_that_characters_were_found(resolver):
    assert "characters" in resolver.resolve(["同济大学"])[0][0].evidence


@pytest.mark.parametrize(
    "text",
    [
        "物理学院",
        "人民医院",
        "大学",
        "研究所",
        "中山先生的复旦情怀",
        "光华复旦复旦兮",
        "他和北京",
        "国家重点实验室",
        "第一",
        "上海",
    ],
)
def test_what_only_looks_like_a_name_is_no_mention(ids, text):
    assert ids(text) == []


def test_a_university_whose_record_has_only_english_is_found_by_its_known_chinese_name():
    table = build([Organisation("hku", [("University of Hong Kong", "display", "en")], country="HK")])
    assert [answer.organisation_id for answer in Resolver(table).resolve(["香港大学化学系"])[0]] == ["hku"]


def test_a_withdrawn_organisation_of_the_same_name_comes_after_the_one_in_use():
    names = [("测试大学", "display", "zh")]
    table = build([Organisation("old", names, status="withdrawn"), Organisation("new", names)])
    assert Resolver(table).resolve(["测试大学"])[0][0].organisation_id == "new"


def test_a_form_said_a_thousand_times_is_looked_up_once(resolver, monkeypatch):
    asked = []
    whole = resolver.finder._order
    monkeypatch.setattr(resolver.finder, "_order", lambda read, row: asked.append(row) or whole(read, row))
    assert len(resolver.finder.find("第一人民医院，" * 500)) == 500
    assert len(asked) <= 5


def test_of_two_organisations_of_one_name_a_hospital_is_the_one_for_health_care():
    names = ("上海交通大学医学院附属新华医院", "label", "zh")
    table = build(
        [
            Organisation("institute", [("Institute", "display", "en"), names, ("Other", "alias", "")], ["facility"]),
            Organisation("hospital", [("Hospital", "display", "en"), names], ["healthcare"]),
        ]
    )
    (answers,) = Resolver(table).resolve(["上海交通大学医学院附属新华医院儿科"])
    assert [(answer.organisation_id, answer.probability > 0.9) for answer in answers] == [("hospital", True)]


def test_a_university_abroad_is_found_by_its_chinese_name_there_only():
    table = build(
        [
            Organisation("us", [("Northwestern University", "display", "en")], ["education"], country="US"),
            Organisation("ph", [("Northwestern University", "display", "en")], ["education"], country="PH"),
        ]
    )
    (answers,) = Resolver(table).resolve(["西北大学（美国）"])
    assert [answer.organisation_id for answer in answers] == ["us"]
