"""Filters of works, and the look at bytes that must never refuse a work that is wanted."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openalex_made import HOME, author, institution, read, work, write

from technopole.core.errors import SourceError
from technopole.sources.openalex import layout, places
from technopole.sources.openalex.wanted import Wanted, wanted


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    part = institution(3, "US", lineage=[f"{HOME}I3", f"{HOME}I1"])
    return write(
        tmp_path_factory.mktemp("works") / "w.jsonl.gz",
        work(1, author(1, institution(1))), work(2, author(1, institution(2, "GB")), publication_year=2020),
        work(3, author(1), author(2, part), type="dataset"), work(4, author(1, countries=["cn"])),
        work(5, publication_year=None, publication_date="2019-01-01"), work(6, publication_year=None, publication_date=None),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"institutions": ["https://openalex.org/i1"]}, [1, 3]),
        ({"institutions": ["I1"], "lineage": False}, [1]),
        ({"institutions": ["https://ror.org/000000002", "I3"]}, [2, 3]),
        ({"countries": ["cn"]}, [1, 4]),
        ({"countries": ["CN"], "institutions": ["I3"]}, []),
        ({"first_year": 2020}, [1, 2, 3, 4]),
        ({"last_year": 2020}, [2, 5]),
        ({"types": ["Dataset"]}, [3]),
    ],
)
def test_works_are_chosen_by(works: Path, choice: dict[str, Any], expected: list[int]) -> None:
    assert [int(each["id"][1:]) for each in read(works, wanted(**choice))["works"]] == expected


def test_a_kept_work_keeps_its_whole_byline(works: Path) -> None:
    rows = read(works, wanted(institutions=["I3"]))["authorships"]
    assert [each["affiliation"] for each in rows] == ["", "I3"]


def test_a_choice_that_cannot_be_is_told() -> None:
    for choice in (
        {"institutions": ["Fudan"]},
        {"institutions": ["W1"]},
        {"countries": ["China"]},
        {"first_year": 2, "last_year": 1},
    ):
        with pytest.raises(SourceError):
            wanted(**choice)  # type: ignore[arg-type]


def test_only_choices_that_are_not_the_usual_ones_are_told() -> None:
    assert Wanted().told() == {}
    assert wanted(countries=["cn"], xpac=True).told() == {"countries": ["CN"], "xpac": True}


NUMBERS = st.integers(1, 12)
IDS = NUMBERS.flatmap(lambda number: st.sampled_from([
    f"{HOME}I{number}", f"I{number}", f"i{number}", f"{HOME}i{number}", f"{HOME}institutions/I{number}", f"{HOME}I{number}/",
]))  # fmt: skip
RORS = NUMBERS.flatmap(
    lambda number: st.sampled_from([f"https://ror.org/0{number:07d}A", f"0{number:07d}a", f"ror.org/0{number:07d}a/"])
)
CODES = st.sampled_from(["CN", "cn", "Cn", "cN", "US", "GB", "ıN", "ﬀ"])
PLACES = st.fixed_dictionaries(
    {}, optional={"id": IDS, "ror": RORS, "country_code": CODES, "lineage": st.lists(IDS, max_size=2)}
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"institutions": st.lists(PLACES, max_size=3), "countries": st.lists(CODES, max_size=2)}
    ),
    max_size=3,
).map(lambda people: {"id": "W1", "authorships": people})
CHOICES = st.builds(
    wanted,
    institutions=st.lists(st.one_of(IDS, RORS), max_size=3),
    countries=st.lists(st.sampled_from(["CN", "IN", "FF"]), max_size=2),
)


def _written(record: Any, escape: bool, slashes: bool, ascii_only: bool) -> bytes:
    text = json.dumps(record, ensure_ascii=ascii_only)
    if slashes:
        text = text.replace("/", "\\/")
    if escape:
        text = (
            text.replace("I", "\\u0049").replace("1", "\\u0031") if '"1' not in text else text.replace("N", "\\u004e")
        )
    return text.encode()


@given(RECORDS, CHOICES, st.booleans(), st.booleans(), st.booleans())
@example(
    {"id": "W1", "authorships": [{"institutions": [{"ror": "https://ror.org/00000001A"}]}]},
    wanted(institutions=["00000001a"]),
    False,
    False,
    False,
)
@example(
    {"id": "W1", "authorships": [{"institutions": [{"id": "i12"}]}]}, wanted(institutions=["I12"]), False, False, False
)
def test_bytes_never_refuse_a_work_that_is_wanted(
    record: dict[str, Any], choice: Wanted, escape: bool, slashes: bool, ascii_only: bool
) -> None:
    may_be = choice.may_be()
    line = _written(record, escape, slashes, ascii_only)
    if may_be is not None and not may_be(line):
        assert choice.why_not(json.loads(line))


def test_bytes_do_refuse_what_is_far_from_wanted() -> None:
    line = json.dumps(work(1, author(1, institution(12, "US")))).encode()
    for choice in (wanted(institutions=["I1"]), wanted(institutions=["000000001"]), wanted(countries=["CN"])):
        may_be = choice.may_be()
        assert may_be is not None and not may_be(line)
    assert wanted(first_year=2020).may_be() is None


def test_institutions_are_found_by_ror_so_that_lineages_are_followed(works: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "i.jsonl", institution(1), institution(2, "GB"), gz=False)
    units = layout.find([path]).of("institutions")
    assert places.newest(places.read(units), lambda each: each.country == "GB") == {"I2": "Institute 2"}
    choice = wanted(institutions=["000000001"])
    assert [each["id"] for each in read(works, choice)["works"]] == ["W1"]
    assert [each["id"] for each in read(works, places.with_ids(choice, units))["works"]] == ["W1", "W3"]
    assert places.with_ids(wanted(), units) == wanted()
