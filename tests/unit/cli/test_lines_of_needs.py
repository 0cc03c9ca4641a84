"""exchange match: what a line of needs says is taken as it stands, or refused with its place and what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from technopole.cli.asking import _needs
from technopole.core.errors import SourceError

GOOD = {"_id": "n1", "text": "A battery that does not burn"}


def read(folder: Path, *lines: dict[str, Any]) -> list[Any]:
    (folder / "needs.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return list(_needs(str(folder / "needs.jsonl")))


def test_all_that_is_stated_is_wanted(tmp_path: Path) -> None:
    stated = {
        "title": "电池", "fields": ["H01M"], "sectors": ["energy"], "trl_min": 6, "trl_max": 9, "modes": ["transfer"],
        "price_high": 2.5e6, "currency": "CNY", "country": "CN", "region": "Shanghai",
    }  # fmt: skip
    filters = {"field": "H01M", "trl": [6, "7"], "synthetic": False}
    ((name, wanted, chosen),) = read(tmp_path, GOOD | stated | {"filters": filters})
    assert name == "n1"
    assert {field: getattr(wanted, field) for field in stated} == stated
    assert chosen == {"field": ["H01M"], "trl": ["6", "7"], "synthetic": ["0"]}


def test_what_is_null_says_nothing(tmp_path: Path) -> None:
    ((_, wanted, chosen),) = read(tmp_path, GOOD | {"title": None, "fields": None, "trl_min": None, "filters": None})
    assert (wanted.title, list(wanted.fields), wanted.trl_min, chosen) == ("", [], None, {})


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"title": 7}, "field title: is not a text Write it in quotes, or leave it out."),
        ({"country": ["CN"]}, "field country: is not a text Write it in quotes"),
        ({"currency": False}, "field currency: is not a text"),
        ({"region": {"en": "Shanghai"}}, "field region: is not a text"),
        ({"text": ["a", "b"]}, "field text: there is no text that says what is wanted Write one."),
        ({"fields": "H01M"}, 'field fields: is not a list of texts Write it as ["…", "…"], or leave it out.'),
        ({"sectors": [7]}, "field sectors: is not a list of texts"),
        ({"modes": {"transfer": True}}, "field modes: is not a list of texts"),
        ({"trl_min": "6"}, "field trl_min: is not a number Write it without quotes"),
        ({"price_high": True}, "field price_high: is not a number"),
        ({"filters": ["H01M"]}, "field filters: is not an object Write it as"),
        ({"filters": {"colour": "red"}}, "field filters: there is no facet colour There are kind, language"),
        ({"filters": {"trl": [[6]]}}, "field filters: a value of trl is neither a text nor a whole number"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(tmp_path: Path, said: dict[str, Any], problem: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(tmp_path, GOOD, {"_id": "n2", "text": "Seals"} | said)
    assert f"needs.jsonl:2, {problem}" in str(refused.value)
