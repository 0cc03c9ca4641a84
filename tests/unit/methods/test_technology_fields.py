"""WIPO's 35 fields of technology: every symbol of the published concordance lies where it says."""

import csv
import gzip
from pathlib import Path

import pytest

from technopole.methods import technology_fields


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("H04W 72/04", 4), ("h04n5/232", 2), ("H04N 21/2343", 4), ("H04N  1/00", 3), ("G01N 33/48", 11), ("G01N 21/31", 10),
        ("G01N 3/00", 10), ("A61K 8/02", 14), ("A61K 31/00", 16), ("E01F 8/00", 24), ("H01M", 1), ("H10K 50/11", 8),
        ("G06V 10/82", 6), ("H04", None), ("", None), ("Y02E 60/10", None), ("锂电池", None),
    ],
)  # fmt: skip
def test_the_longest_symbol_decides(symbol: str, number: int | None) -> None:
    assert technology_fields.field(symbol) == number


def test_a_patent_lies_in_each_of_its_fields_once() -> None:
    assert technology_fields.fields_of(["H04W 4/00", "H04L 9/00", "G06F 3/01", "Y02D 30/70"]) == [4, 6]


def test_there_are_35_fields_in_five_sectors_with_names_in_both_languages() -> None:
    fields = technology_fields.fields()
    assert [each.number for each in fields] == list(range(1, 36))
    assert len({each.sector["en"] for each in fields}) == len({each.sector["zh"] for each in fields}) == 5
    assert all(each.name["en"] and each.name["zh"] for each in fields)
    symbols = [symbol for each in fields for symbol in each.symbols]
    assert len(symbols) == len(set(symbols))


def test_every_symbol_of_the_published_concordance_is_in_its_field(shared: Path) -> None:
    path = shared / "data/observatory/classifications/ipc_technology_35_fields.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 764
    names = {each.number: (each.sector["en"], each.name["en"]) for each in technology_fields.fields()}
    for row in rows:
        number = technology_fields.field(row["ipc_prefix"].rstrip("%"))
        assert number == int(row["field_number"]), row
        assert names[number] == (row["sector"], row["field"])
