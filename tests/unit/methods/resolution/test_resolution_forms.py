"""The forms in which a name may be written, and where companies of several countries are at home."""

import numpy as np
import pytest

from technopole.methods import resolution
from technopole.methods.resolution import Organisation, Resolver
from technopole.methods.resolution.homes import home_countries, homes
from technopole.methods.resolution.places import countries


@pytest.mark.parametrize(
    ("name", "country", "written"),
    [
        ("Tangdu Hospital", "CN", "Tang Du Hospital"),
        ("Ji Hua Laboratory", "CN", "Jihua Laboratory"),
        ("Beijing Jiaotong University", "CN", "Beijing Jiao Tong University"),
        ("United States Geological Survey", "US", "U.S. Geological Survey"),
        ("A.V. Topchiev Institute of Petrochemical Synthesis", "RU", "Topchiev Institute of Petrochemical Synthesis"),
    ],
)
def test_a_name_is_found_as_others_write_it(name, country, written):
    table = resolution.build([Organisation("one", [(name, "display", "en")], country=country)])
    (answers,) = Resolver(table).resolve([written])
    assert [answer.organisation_id for answer in answers] == ["one"]


def test_a_word_outside_china_is_not_taken_for_two_syllables():
    there = resolution.build([Organisation("one", [("Tangdu Hospital", "display", "en")], country="FR")])
    here = resolution.build([Organisation("one", [("Tangdu Hospital", "display", "en")], country="CN")])
    assert (len(there.keys), len(here.keys)) == (1, 2)


def _family(*countries_of: str, parents: tuple[int, ...] = ()) -> list[int]:
    records = [Organisation(code, [(f"Zorblax ({code})", "display", "en")], country=code) for code in countries_of]
    parent = list(parents) or [-1] * len(records)
    return homes(records, np.array(parent, np.int32)).tolist()


def test_a_family_is_at_home_where_its_parent_is():
    assert _family("US", "JP", "DE", parents=(1, -1, 1)) == [-1, 1, -1]


def test_where_nothing_is_known_nobody_is_at_home():
    assert _family("US", "JP") == [0, 0]


def test_one_country_is_no_family():
    assert _family("JP", "JP", parents=(-1, 0)) == [0, 0]


def test_a_company_named_without_its_country_is_the_one_at_home():
    records = [
        Organisation(code, [(f"Canon ({name})", "display", "en")], types=("company",), country=code, partial=True)
        for code, name in (("AU", "Australia"), ("US", "United States"), ("JP", "Japan"), ("FR", "France"))
    ]
    likely = Resolver(resolution.build(records)).likely(["Canon Inc."])[0]
    assert max(likely, key=likely.get) == 2


def test_the_list_of_homes_names_countries_that_there_are():
    assert len(home_countries()) > 900
    assert set(home_countries().values()) <= set(countries())
