"""Regions as people write them: which is meant, what it is called in both languages, where maps draw it."""

import pytest

from technopole.core.sourced import By, put
from technopole.registry import regions, vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def pudong():
    record = {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong New Area", "zh": "浦东新区"},
              "latitude": 31.22, "longitude": 121.54}  # fmt: skip
    put("term", "centre", "test:pudong", record, By(label="test"))


@pytest.mark.parametrize(("country", "region", "code"), [
    ("CN", "Shanghai", "CN-SH"), ("cn", "SHANGHAI", "CN-SH"), ("", "上海市", "CN-SH"), ("CN", "CN-SH", "CN-SH"),
    ("CN", "Jiangsu Province", "CN-JS"), ("CN", "江蘇省", "CN-JS"), ("CN", "江苏省苏州市", "CN-JS"), ("CN", "中国广东深圳", "CN-GD"),
    ("CN", "Suzhou, Jiangsu", "CN-JS"), ("CN", "内蒙古自治区呼和浩特市", "CN-NM"), ("CN", "Xizang", "CN-XZ"),
    ("CN", "吉林市", "CN-JL"), ("HK", "", "CN-HK"), ("", "Macau", "CN-MO"), ("TW", "Hsinchu", "CN-TW"),
    # a prefecture of Qinghai, and a county there, are not the provinces whose names they bear
    ("CN", "海南州", "CN"), ("CN", "河南县", "CN"),
    ("CN", "somewhere", "CN"), ("CN", "", "CN"), ("DE", "Bavaria", "DE"), ("US", "Jiangsu", "US"),
])  # fmt: skip
def test_a_place_is_the_province_or_else_the_country(country, region, code):
    found = regions.place(country, region)
    assert found is not None and found.code == code


def test_what_tells_no_place_is_nowhere():
    assert regions.place("", "") is None and regions.place("", "somewhere") is None and regions.place("XX", "") is None


@pytest.mark.parametrize("text", ["Pudong", "pudong", "Pudong New Area", "浦东", "浦东新区"])
def test_a_district_of_the_centre_is_known_by_its_names(pudong, text):
    assert regions.names(text) == {"en": "Pudong New Area", "zh": "浦东新区"}
    found = regions.place("CN", text)
    assert found is not None and (found.code, found.latitude, found.longitude) == ("district:pudong", 31.22, 121.54)


def test_what_is_not_known_is_called_as_it_is_written():
    assert regions.labels(["Shanghai", "TX", "江苏省苏州市"]) == {
        "Shanghai": {"en": "Shanghai", "zh": "上海"}, "TX": "TX", "江苏省苏州市": "江苏省苏州市",
    }  # fmt: skip
    assert regions.names("") == ""


def test_every_province_has_its_point_in_china_and_both_names():
    assert len(vocabulary.provinces()) == 34
    for code, texts in vocabulary.provinces().items():
        region = regions.of_code(code)
        assert region is not None and region.names == texts and set(texts) == {"en", "zh"}
        assert region.latitude is not None and 18 < region.latitude < 54, code
        assert region.longitude is not None and 73 < region.longitude < 136, code


def test_points_of_countries_lie_where_they_should():
    near = {"DE": (51, 10, 4), "US": (39, -90, 15), "JP": (35.5, 138, 4), "SG": (1.3, 103.8, 0.3), "BR": (-20, -46, 10), "CN": (33, 114, 6)}
    for code, (latitude, longitude, within) in near.items():
        region = regions.of_code(code)
        assert region is not None and region.latitude is not None and region.longitude is not None
        assert abs(region.latitude - latitude) < within and abs(region.longitude - longitude) < within, code


def test_all_spellings_of_a_region_are_known_by_each(pudong):
    known = regions.spellings()
    assert known["上海"] is known["shanghai"] and {"Shanghai", "上海", "上海市", "CN-SH"} <= set(known["cn-sh"])
    assert known["浦东"] == known["pudong"] == ["Pudong New Area", "浦东新区", "pudong", "Pudong", "浦东"]


def test_a_name_that_two_regions_share_is_that_of_the_one_whose_whole_name_it_is(pudong):
    record = {"vocabulary": "place", "key": "pudong_hub", "name": {"en": "Pudong", "zh": "浦东枢纽"}}
    put("term", "centre", "test:hub", record, By(label="test"))
    known = regions.spellings()
    assert known["pudong"] == ["Pudong", "浦东枢纽", "pudong_hub"] and "Pudong" not in known["浦东"]
