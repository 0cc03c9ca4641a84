"""Tables of numbers: keys stay text, wrong cells are told with their line, what is written reads back the same."""

import io
import math

import pytest

from technopole.core.errors import SourceError
from technopole.sources import number_tables


def read(text: str) -> number_tables.Table:
    return number_tables.read(io.BytesIO(text.encode()), "t.csv")


def test_keys_are_text_even_where_they_look_missing() -> None:
    assert read("\ufeffregion,value\r\nNA,1\r\nnan , 2.5e3\r\n").keys("region") == ["NA", "nan"]
    assert read("region,value\nNA,1\n nan ,2.5e3\n").numbers("value") == [1.0, 2500.0]


def test_a_missing_number_is_what_the_caller_says_or_refused() -> None:
    table = read("a\nNA\n3\n")
    assert table.numbers("a", missing=0.0) == [0.0, 3.0]
    with pytest.raises(SourceError, match=r"t\.csv:2, field a: 'NA' is no number"):
        table.numbers("a")


@pytest.mark.parametrize(("cell", "told"), [
    ("x", "'x' is no number"), ("1_000", "'1_000' is no number"), ("inf", "'inf' is no number"),
    ('"1,5"', "'1,5' is no number"), ("-1", "-1 is not at least 0"),
])  # fmt: skip
def test_what_is_no_number_is_told_with_its_line(cell: str, told: str) -> None:
    with pytest.raises(SourceError, match=told) as error:
        read(f"a\n1\n{cell}\n").numbers("a", missing=math.nan, least=0.0)
    assert error.value.line == 3


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(SourceError, match="there is no such column.*'a', 'b'"):
        read("a,b\n1,2\n").texts("c")
    with pytest.raises(SourceError, match="twice"):
        read("a,a\n1,2\n").texts("a")
    with pytest.raises(SourceError, match="is empty"):
        read("a,b\n ,2\n").keys("a")


def test_what_is_written_reads_back_the_same() -> None:
    values = [0.1 + 0.2, 1e-300, -7.0, math.nan]
    out = io.BytesIO()
    number_tables.write(out, ["k", "v"], [("é,中", each) for each in values])
    table = number_tables.read(io.BytesIO(out.getvalue()), "t.csv")
    assert table.keys("k") == ["é,中"] * 4
    assert table.numbers("v", missing=-1.0) == [*values[:3], -1.0]
