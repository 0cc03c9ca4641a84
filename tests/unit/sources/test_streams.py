"""A column read from a stream: rows and texts as any CSV reader has them, and every fault told with its line."""

import csv
import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.core.errors import SourceError
from technopole.sources import streams
from technopole.sources.streams import StreamError


def read(content: bytes, column: str = "a", on_bad=None) -> list[tuple[int, str]]:
    return list(streams.texts(io.BytesIO(content), "f.csv", column, on_bad))


def told(content: bytes, column: str = "a") -> str:
    with pytest.raises(SourceError) as refused:
        read(content, column)
    return str(refused.value)


def test_rows_count_from_zero_and_blank_lines_are_none() -> None:
    assert read(b'a,b\n1,2\n\n"3",4\n""," "\n') == [(0, "1"), (1, "3"), (2, "")]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text() -> None:
    assert read(b"\xef\xbb\xbfa,b\r\n1,2\r\n") == [(0, "1")]


def test_what_is_compressed_is_read_whatever_its_name() -> None:
    assert read(gzip.compress(b"a\nx\n")) == [(0, "x")]


def test_a_file_that_breaks_off_in_its_compression_is_told() -> None:
    noise = random.Random(1).randbytes(200_000).hex().encode()
    assert "breaks off or is damaged" in told(gzip.compress(b"a\n" + noise)[:-5000])


def test_a_cell_of_ten_megabytes_is_read() -> None:
    ((_, text),) = read(b'a,b\n"' + b"x\n" * 5_000_000 + b'",2\n')
    assert len(text) == 10_000_000


def test_a_quote_that_is_never_closed_is_told_at_the_line_where_it_opens() -> None:
    assert told(b'a,b\n1,2\n"3,4\n5,6\n').startswith("f.csv:3: is not well-formed CSV")


def test_a_row_of_ten_thousand_commas_is_told() -> None:
    assert "f.csv:2: has 10,001 cells where the header has 1 columns" in told(b"a\n" + b"," * 10_000 + b"\n")


def test_chinese_in_gb_18030_is_told_by_name() -> None:
    assert "f.csv:2: is not UTF-8 text, from byte 3 of the line; it reads as GB 18030" in told("a\n1,复旦大学\n".encode("gb18030"))


def test_latin_1_is_not_taken_for_chinese() -> None:
    said = told("a\nUniversité de Genève\n".encode("latin-1"))
    assert "is not UTF-8 text" in said
    assert "GB 18030" not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04...", "a spreadsheet or a zip file"),
        (b"a;b\n1;2\n", "separated by semicolons"),
        (b"a\tb\n1\t2\n", "separated by tabs"),
        (b"a,a\n1,2\n", "stands in the header twice"),
        (b"a\n1\x00\n", "f.csv:2: holds a NUL character"),
        (b"x,b\r1,2\r", "bare carriage return"),
    ],
)
def test_what_is_no_csv_is_told(content: bytes, said: str) -> None:
    assert said in told(content)


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    said = told(b"id,affiliation\n1,x\n", "afiliation")
    assert "Did you mean 'affiliation'? The columns are: 'id', 'affiliation'." in said


def test_bad_rows_are_left_out_and_keep_their_numbers_if_asked() -> None:
    bad: list[StreamError] = []
    content = b'a,b\n1,2\n"x"y,2\n3,4\n\xff,1\n5,6\n1\n7,8\n9\x00,9\n10,1\n'
    assert read(content, on_bad=bad.append) == [(0, "1"), (2, "3"), (4, "5"), (6, "7"), (8, "10")]
    assert [(each.problem, each.line) for each in bad] == [("malformed", 3), ("encoding", 5), ("uneven", 7), ("nul", 9)]


def test_a_row_of_several_lines_that_is_broken_stops_even_then() -> None:
    with pytest.raises(StreamError, match="UTF-8"):
        read(b'a,b\n"1\n\xff",2\n', on_bad=lambda error: None)


def test_marks_of_writing_direction_and_controls_are_text() -> None:
    text = "\u202bجامعة\u202c \x07 \u200e"
    assert read(f"a\n{text}\n".encode()) == [(0, text)]


_CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=20))
def test_what_a_csv_writer_wrote_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    assert read(text.getvalue().encode()) == list(enumerate(a for a, _ in rows))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_line(content: bytes) -> None:
    try:
        read(b"a,b\n" + content, on_bad=lambda error: None)
    except StreamError as error:
        assert error.line is not None and error.line >= 1


def test_a_thousand_files_damaged_at_random_are_read_or_refused() -> None:
    chance = random.Random(20260622)
    sound = 'a,b\n"Fudan University, Shanghai",1\n复旦大学,2\n"x ""y"" z",3\n'.encode()
    for _ in range(1000):
        content = bytearray(sound)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(content))
            content[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        try:
            for number, text in read(bytes(content), on_bad=lambda error: None):
                assert number >= 0 and isinstance(text, str)
        except StreamError as error:
            assert error.problem and error.line
