"""iMeta and iData as other people write them: what is read, and what is refused with its line and column."""

import io
import math

import pytest

from technopole.core.errors import SourceError
from technopole.methods.composite import Refused
from technopole.sources import composite_tables

META = """Level,iCode,iName,Direction,Weight,Target,Denominator,Parent,Type
1,A,First,1,1,5,NA,P,Indicator
1,B,Second,-1,2,NA,Pop,P,Indicator
2,P,Pillar,1,1,,,Index,Aggregate
3,Index,All,1,1,,,NA,Aggregate
NA,Grp,Groups,NA,NA,NA,,,Group
,Pop,People,,,,,,Denominator
,Note,Notes,,,,,,Other
"""
DATA = 'uName,uCode,Time,Grp,Pop,Note,B,A\n"Namibia, the",NA,2018,x,2.5,…,NA,1\nB,nan,2018,NA,,,4,2e3\n'


def meta(text: str = META) -> composite_tables.Meta:
    return composite_tables.read_meta(io.BytesIO(text.encode()), "iMeta.csv")


def data(text: str = DATA, of: str = META) -> composite_tables.Data:
    return composite_tables.read_data(io.BytesIO(text.encode()), "iData.csv", meta(of))


def test_tables_are_read_as_they_are_written() -> None:
    structure = meta().structure
    assert [each.code for each in structure.ordered] == ["A", "B", "P", "Index"]
    b = structure.ordered[1]
    assert (b.parent, b.weight, b.direction, b.denominator, b.name) == ("P", 2, -1, "Pop", "Second")
    assert structure.ordered[0].target == 5 and math.isnan(b.target) and structure.ordered[0].denominator == ""
    units = data().units
    assert units.codes == ("NA", "nan") and units.groups == {"Grp": ("x", "NA")}
    assert units.values[0, 0] == 1 and math.isnan(units.values[0, 1]) and units.values[1].tolist() == [2000, 4]
    assert units.denominators["Pop"][0] == 2.5 and math.isnan(units.denominators["Pop"][1])


@pytest.mark.parametrize("text", [DATA.replace("\n", "\r\n"), "\ufeff" + DATA])
def test_marks_and_ends_of_lines_of_a_spreadsheet_do_no_harm(text: str) -> None:
    assert data(text).units.codes == ("NA", "nan")
    assert meta("\ufeff" + META.replace("\n", "\r\n")).structure == meta().structure


def test_a_code_may_be_called_na() -> None:
    text = META.replace("2,P,", "2,NA,").replace(",NA,P,Ind", ",,NA,Ind").replace("Pop,P,Ind", "Pop,NA,Ind")
    assert meta(text.replace("1,1,,,NA,Agg", "1,1,,,,Agg")).structure.indicators[0].parent == "NA"


def test_columns_that_do_not_matter_may_be_absent() -> None:
    bare = "iCode,Level,Parent,Weight,Direction,Type\nA,1,I,1,1,Indicator\nI,2,,1,1,Aggregate\nG,,,,,Group\n"
    assert composite_tables.read_data(io.BytesIO(b"uCode,A\nx,1\n"), "d", meta(bare)).units.groups == {}


@pytest.mark.parametrize(("before", "after", "told"), [
    ("1,A,", "1,,", r"iMeta\.csv:2, field iCode: is empty"),
    ("1,B,", "1,A,", r"iMeta\.csv:3, field iCode: 'A' stands on line 2 already"),
    ("Group\n", "Gruppe\n", r"iMeta\.csv:6, field Type: 'Gruppe' is no type.*Indicator, Aggregate"),
    ("1,A,", "2,A,", r"iMeta\.csv:2, field Level: A: the level 2 does not suit the type Indicator"),
    ("1,A,", "1.5,A,", r"field Level: A: the level 1.5"),
    ("1,A,First,1,", "1,A,First,0.5,", r"iMeta\.csv:2, field Direction: A: 0.5 is no direction"),
    ("1,A,First,1,1", "1,A,First,1,", r"iMeta\.csv:2, field Weight: A: is empty"),
    ("1,A,First,1,1", "1,A,First,1,x", r"iMeta\.csv:2, field Weight: 'x' is no number"),
    ("1,A,First,1,1", "1,A,First,1,-1", r"iMeta\.csv:2, field Weight: A: -1 is no weight"),
    (",Index,Agg", ",Other,Agg", r"iMeta\.csv:4, field Parent: P: the parent 'Other' is no element"),
    (",Parent,", ",Eltern,", r"iMeta\.csv:1, field Parent: there is no such column"),
])  # fmt: skip
def test_what_is_wrong_in_the_tree_is_told_with_its_line(before: str, after: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        meta(META.replace(before, after, 1))


@pytest.mark.parametrize(("before", "after", "told"), [
    ("nan,2018", "NA,2018", r"iData\.csv:3, field uCode: the unit 'NA' stands on line 2 already.*one period"),
    ("nan,2018", ",2018", r"iData\.csv:3, field uCode: is empty"),
    (",4,2e3", ",four,2e3", r"iData\.csv:3, field B: 'four' is no number"),
    (",B,A\n", ",B,C\n", r"iData\.csv:1, field A: there is no such column"),
])  # fmt: skip
def test_what_is_wrong_in_the_data_is_told_with_its_line(before: str, after: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        data(DATA.replace(before, after, 1))


@pytest.mark.parametrize(("error", "told"), [
    (Refused("m", code="B", option="Denominator", hint="h"), "iMeta.csv:3, field Denominator: B: m h."),
    (Refused("m", code="B", unit="nan", option="denominate", hint="h"), "iData.csv:3, field B: nan: m h."),
    (Refused("m", code="B", option="treat.skip"), "model.toml, field treat.skip: B: m"),
    (Refused("m", option="normalise"), "iData.csv: m"),
])  # fmt: skip
def test_what_a_method_refuses_is_told_where_it_stands(error: Refused, told: str) -> None:
    assert str(composite_tables.located(error, meta(), data(), "model.toml")) == told
