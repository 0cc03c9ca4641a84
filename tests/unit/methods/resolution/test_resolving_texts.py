"""Texts to sets of organisations, with the shipped model and a register of forty."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from technopole.methods.resolution import PROFILES, Organisation, Resolver, build, from_ror

_TEXTS = [
    "Department of Physics, Fudan University, Shanghai, China",
    "Universität Zürich, Switzerland",
    "Georg-August Universitaet Goettingen, Germany",
    "Cavendish Laboratory, University of Cambridge, Cambridge, UK",
    "Ministry of Health, Nairobi, Kenya",
    "University of Newcastle, Callaghan, New South Wales, Australia",
    "Karolinska Institutet, Stockholm, Sweden and University of Oxford, UK",
    "复旦大学附属中山医院心内科",
    "Example Foundation of Oceanography",
    "mail: someone@phys.fudan.edu.cn",
    "nothing here",
    "",
]


def test_an_affiliation_is_resolved_to_its_organisation(ids):
    assert ids(_TEXTS[0]) == ["fudan"]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        (_TEXTS[0], "Fudan University"),
        ("Phys., Univ. Fudan, Shanghai, China", "Univ. Fudan"),
        ("Fuda&#241; x, Universite&#769; of Oxford, Oxford, UK", "Universite&#769; of Oxford"),
        ("FUDAN UNIVERSITY", "FUDAN UNIVERSITY"),
    ],
)
def test_an_answer_points_at_the_characters_that_name_it(resolver, text, characters):
    answer = resolver.resolve([text])[0][0]
    assert text[answer.start : answer.end] == characters


def test_two_organisations_of_one_text_are_both_answers(ids):
    assert sorted(ids(_TEXTS[6])) == ["karolinska", "oxford"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ministry of Health, Nairobi, Kenya", "health-ke"),
        ("Ministry of Health, Accra, Ghana", "health-gh"),
        ("University of Newcastle, Callaghan, New South Wales, Australia", "newcastle-au"),
        ("Newcastle University, Newcastle upon Tyne, United Kingdom", "newcastle-gb"),
        ("York University, Toronto, Ontario, Canada", "york-ca"),
        ("University of York, York, UK", "york-gb"),
    ],
)
def test_organisations_of_one_name_are_told_apart_by_the_place(best, text, named):
    assert best(text) == named


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_TEXTS[0], "name"),
        ("Univ. Fudan, Shanghai, China", "words"),
        (_TEXTS[0], "city"),
        (_TEXTS[0], "country"),
        (_TEXTS[5], "region"),
        ("see https://ror.org/013q1eq08", "identifier"),
        (_TEXTS[9], "domain"),
        ("Cavendish Laboratory, University of Cambridge, Cambridge, UK", "child"),
    ],
)
def test_evidence_says_what_speaks_for_an_answer(resolver, text, code):
    assert code in resolver.resolve([text])[0][0].evidence


def test_every_precise_answer_is_a_complete_one(resolver):
    for precise, complete in zip(
        resolver.resolve(_TEXTS, "precise"), resolver.resolve(_TEXTS, "complete"), strict=True
    ):
        assert set(precise) <= set(complete)


def test_the_precise_profile_asks_for_more(resolver):
    assert PROFILES["precise"] > PROFILES["complete"]
    assert all(answer.probability >= 0.6 for answers in resolver.resolve(_TEXTS, "precise") for answer in answers)


def test_an_unknown_profile_is_refused(resolver):
    with pytest.raises(KeyError):
        resolver.resolve(["x"], "daring")


def test_the_likeliest_answer_comes_first(resolver):
    for answers in resolver.resolve(_TEXTS):
        assert [answer.probability for answer in answers] == sorted(
            (answer.probability for answer in answers), reverse=True
        )


@pytest.mark.parametrize("stated", ["https://ror.org/013q1eq08", "ror.org/013q1eq08", "grid.8547.e", "GRID.8547.E"])
def test_an_identifier_in_the_text_is_all_but_certain(resolver, stated):
    (answer,) = resolver.resolve([f"see {stated} there"])[0]
    assert (answer.organisation_id, answer.probability) == ("fudan", 0.99)


def test_a_social_credit_code_in_the_text_names_its_organisation(ids):
    assert ids("统一社会信用代码：12100000425006133D") == ["tongji"]


def test_an_identifier_that_the_register_lacks_names_nothing(ids):
    assert ids("https://ror.org/02bwk9n38 grid.1.2") == []


def test_a_host_below_the_domain_of_an_organisation_names_it(ids):
    assert ids("http://www.phys.ethz.ch/group") == ["eth"]


def test_a_domain_makes_a_named_organisation_more_likely(resolver):
    plain, mailed = resolver.resolve(["Fudan Univ.", "Fudan Univ., a@fudan.edu.cn"])
    assert mailed[0].probability >= 0.97
    assert "domain" in mailed[0].evidence


def test_a_domain_of_another_organisation_adds_none_to_a_named_one(ids):
    assert ids("Fudan University, Shanghai, China, guest@ethz.ch") == ["fudan"]


def test_a_withdrawn_organisation_is_less_likely_than_one_in_use():
    names = [("Example University of Somewhere", "display", "en")]
    table = build([Organisation("old", names, status="withdrawn"), Organisation("new", names)])
    meant = Resolver(table).likely(["Example University of Somewhere"], 0.0)[0]
    assert meant[1] > meant.get(0, 0.0)


@pytest.mark.parametrize(
    "text", ["", " ", "Physics", "University", "the", "mit", "Shanghai", "China", "2024", ",", "A"]
)
def test_a_text_without_a_name_has_no_answer(ids, text):
    assert ids(text) == []


def test_no_texts_have_no_answers(resolver):
    assert resolver.resolve([]) == []


def test_a_text_is_answered_alike_alone_and_among_thousands(resolver):
    many = _TEXTS * 200
    random.Random(1).shuffle(many)
    alone = {text: resolver.resolve([text])[0] for text in _TEXTS}
    assert resolver.resolve(many) == [alone[text] for text in many]


def test_texts_that_are_asked_for_again_are_answered_alike(resolver):
    assert resolver.resolve(_TEXTS) == resolver.resolve(_TEXTS)


def test_eight_threads_get_the_same_answers(table):
    shared = Resolver(table)
    expected = Resolver(table).resolve(_TEXTS)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [shared.resolve([text])[0] for text in _TEXTS], range(16)))
    assert all(one == expected for one in answers)


def test_what_may_be_meant_holds_every_answer(resolver):
    for may, answers in zip(resolver.likely(_TEXTS[:7], 0.05), resolver.resolve(_TEXTS[:7]), strict=True):
        assert {answer.number for answer in answers} <= set(may)


def test_a_record_of_ror_becomes_an_organisation():
    made = from_ror(
        {
            "id": "https://ror.org/013q1eq08",
            "names": [
                {"value": "Fudan University", "types": ["ror_display", "label"], "lang": "en"},
                {"value": "FDU", "types": ["acronym"], "lang": None},
            ],
            "types": ["education"],
            "status": "active",
            "locations": [{"geonames_details": {"name": "Shanghai", "country_code": "CN"}}],
            "links": [{"type": "website", "value": "https://www.fudan.edu.cn/en/"}],
            "external_ids": [{"type": "grid", "all": ["grid.8547.e"]}],
            "relationships": [{"type": "parent", "id": "https://ror.org/02x00x000"}],
        }
    )
    assert made == Organisation(
        "013q1eq08",
        [("Fudan University", "display", "en"), ("FDU", "acronym", "")],
        ("education",),
        "active",
        "CN",
        ("Shanghai",),
        (),
        ("fudan.edu.cn",),
        ("grid.8547.e",),
        ("02x00x000",),
    )
