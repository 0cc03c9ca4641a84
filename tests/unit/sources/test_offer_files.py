"""Files of reference offers: every mistake is told by line and field with what to do."""

import gzip
import io
import json
from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from technopole.core.errors import SourceError
from technopole.sources.offers import files, json_lines, pieces, record, tables
from technopole.sources.offers.pieces import Bad, Parsed

GOOD = {"_id": "a:1", "title": "A pump", "text": "It pumps."}


def offer(**changes: object) -> dict:
    return GOOD | {"year": 2020, "trl": 5, "fields": ["F04B 1/00"]} | changes


def named(row: record.Row) -> dict:
    return dict(zip(record.COLUMNS, row, strict=True))


def wrong(**changes: object) -> record.Wrong:
    with pytest.raises(record.Wrong) as raised:
        record.row(json.loads(json.dumps(offer(**changes))))
    return raised.value


def parsed(data: bytes | list[bytes], name: str = "offers.jsonl") -> Parsed:
    data = data if isinstance(data, bytes) else b"".join(data)
    made = [json_lines.parse(piece) for piece in json_lines.pieces(io.BytesIO(data), name)]
    return Parsed(*(sum((list(each[at]) for each in made), []) for at in range(4)), {}, name)


def line(**changes: object) -> bytes:
    return orjson.dumps(offer(**changes)) + b"\n"


# One offer


def test_all_that_may_be_said_is_kept() -> None:
    row = named(record.row({
        "_id": 7, "title": " Pump ", "text": "Pumps\nwater.", "kind": "patent", "language": "en-GB", "title_zh": "泵",
        "text_zh": "抽水。", "fields": ["F04B 1/00", "F04B 1/00", " "], "sectors": ["energy"], "owner": "Acme", "owner_kind": "firm",
        "country": "cn", "place": "Shanghai", "year": 2020, "TRL": 9, "licence_modes": ["sale"], "rights": ["patent"],
        "numbers": ["ZZ1"], "price": 5, "currency": "cny", "url": "https://a.example/1", "source": "x", "synthetic": True,
    }))  # fmt: skip
    assert row == {
        "id": "7", "kind": "patent", "language": "en", "title": "Pump", "text": "Pumps\nwater.", "language_2": "zh",
        "title_2": "泵", "text_2": "抽水。", "fields": ["F04B 1/00"], "sectors": ["energy"], "owner": "Acme", "owner_kind": "firm",
        "country": "CN", "region": "Shanghai", "year": 2020, "trl": 9, "modes": ["sale"], "rights": ["patent"], "numbers": ["ZZ1"],
        "price_low": 5.0, "price_high": 5.0, "currency": "CNY", "url": "https://a.example/1", "source": "x", "synthetic": True,
    }  # fmt: skip


def test_what_is_not_said_is_empty() -> None:
    row = named(record.row(GOOD))
    assert row["kind"] == "innovation"
    assert {name: row[name] for name in ("owner", "year", "trl", "fields", "price_low", "synthetic", "language_2")} == {
        "owner": "", "year": None, "trl": None, "fields": [], "price_low": None, "synthetic": False, "language_2": "",
    }  # fmt: skip


@pytest.mark.parametrize(("title", "language"), [
    ("A pump", "en"), ("Une pompe à eau", "en"), ("一种水泵", "zh"), ("ポンプの制御", "ja"), ("펌프", "ko"), ("Насос", "ru"),
    ("LED灯", "zh"), ("𠀋", "zh"),
])  # fmt: skip
def test_the_language_is_told_from_the_script_where_it_is_absent(title: str, language: str) -> None:
    assert named(record.row({"_id": "1", "title": title, "text": ""}))["language"] == language


def two(**said: object) -> tuple:
    row = named(record.row({"_id": "1", **said}))
    return tuple(row[name] for name in ("language", "title", "text", "language_2", "title_2", "text_2"))


def test_two_languages_may_be_said_in_several_ways() -> None:
    pair = ("zh", "泵", "抽水", "en", "Pump", "Pumps")
    assert two(title="泵", text="抽水", title_en="Pump", text_en="Pumps") == pair
    assert two(title_zh="泵", text_zh="抽水", title_en="Pump", text_en="Pumps", language="zh") == pair
    assert two(title="泵", text="", title_zh="泵", text_zh="抽水", title_en="Pump", text_en="Pumps") == pair
    assert two(title_en="Pump", text_en="Pumps", title_zh="泵", text_zh="抽水") == (*pair[3:], *pair[:3])
    assert two(title="Pumpe", text="", language="de", title_en="Pump", title_zh="泵") == ("en", "Pump", "", "zh", "泵", "")
    assert two(title="", text="", title_zh="泵") == ("zh", "泵", "", "", "", "")


def test_two_titles_in_one_language_must_agree() -> None:
    error = wrong(title_en="Another pump")
    assert (error.field, error.hint) == ("title_en", "Leave one of the two out.")


def test_neither_title_nor_text_is_no_offer_but_one_of_them_is() -> None:
    assert record.row(offer(title="", text=" ")) is None
    assert named(record.row(offer(title="")))["text"] == "It pumps."
    assert named(record.row(offer(text=None)))["title"] == "A pump"


def test_title_and_text_must_be_said_even_if_empty() -> None:
    with pytest.raises(record.Wrong, match="missing"):
        record.row({"_id": "1", "title": "x"})
    with pytest.raises(record.Wrong, match="missing"):
        record.row({"_id": "1", "text": "x"})


@pytest.mark.parametrize(("changes", "field", "problem"), [
    ({"_id": None}, "_id", "missing"),
    ({"_id": "  "}, "_id", "no text"),
    ({"_id": True}, "_id", "no text"),
    ({"_id": "x" * 201}, "_id", "201 characters"),
    ({"title": 5}, "title", "a number, not text"),
    ({"title": ["x"]}, "title", "a list, not text"),
    ({"title": "x" * 5001}, "title", "5,001 characters"),
    ({"title_en": "x" * 5001}, "title_en", "5,001 characters"),
    ({"text": "x" * 1_000_001}, "text", "1,000,001 characters"),
    ({"owner": "x" * 1001}, "owner", "1,001 characters"),
    ({"region": "x" * 301}, "region", "301 characters"),
    ({"title": "a\0b"}, "title", "NUL"),
    ({"fields": ["a\0b"]}, "fields", "NUL"),
    ({"language": "English"}, "language", "no language tag"),
    ({"language": "zh_CN"}, "language", "no language tag"),
    ({"language": 5}, "language", "no language tag"),
    ({"kind": "A patent"}, "kind", "no kind"),
    ({"fields": "F04B"}, "fields", "text, not a list"),
    ({"fields": [5]}, "fields", "holds a number"),
    ({"fields": {}}, "fields", "an object, not a list"),
    ({"fields": ["x" * 301]}, "fields", "301 characters"),
    ({"owner_kind": "company"}, "owner_kind", "not known"),
    ({"country": "China"}, "country", "no country code"),
    ({"country": "中国"}, "country", "no country code"),
    ({"currency": "¥"}, "currency", "no currency"),
    ({"year": "2020"}, "year", "is text, no whole number"),
    ({"year": 2020.0}, "year", "no whole number"),
    ({"year": True}, "year", "true or false"),
    ({"year": 99999}, "year", "not between"),
    ({"year": 123456789012345678901234567890}, "year", ""),
    ({"trl": 0}, "trl", "0 is not between 1 and 9"),
    ({"trl": 10}, "trl", "10 is not between 1 and 9"),
    ({"trl": "TRL 5"}, "trl", "no whole number"),
    ({"modes": ["licence"]}, "modes", "'licence' is not known"),
    ({"rights": ["patents"]}, "rights", "not known"),
    ({"price": "negotiable"}, "price", "no amount"),
    ({"price_low": -1}, "price_low", "no price"),
    ({"price_low": 5, "price_high": 4}, "price_high", "below"),
    ({"price": 1e300}, "price", "no price"),
    ({"price": True}, "price", "no amount"),
    ({"url": "javascript:alert(1)"}, "url", "no web address"),
    ({"synthetic": "true"}, "synthetic", "neither true nor false"),
])  # fmt: skip
def test_a_value_that_cannot_be_right_is_told_with_what_to_do(changes, field: str, problem: str) -> None:
    error = wrong(**changes)
    assert error.field == field
    assert problem in error.problem
    assert error.hint


def test_a_word_that_is_nearly_right_is_named() -> None:
    assert wrong(modes=["license_exclusive"]).hint == "Did you mean 'licence_exclusive'?"


def test_control_characters_become_a_space_and_titles_one_line() -> None:
    row = named(record.row(offer(title="A\u0007pump\n\u3000two", text="It\u000bpumps.\nWater\uffff.")))
    assert (row["title"], row["text"]) == ("A pump two", "It pumps.\nWater .")


# JSON lines


def test_lines_are_read_whatever_their_ends_and_whatever_stands_before_them() -> None:
    made = parsed(b"\xef\xbb\xbf" + line(_id="1").replace(b"\n", b"\r\n") + b"\r\n\n" + line(_id="2").rstrip(b"\n"))
    assert [row[0] for row in made.rows] == ["1", "2"]
    assert made.places == [1, 4]
    assert made.bad == []


@pytest.mark.parametrize(("data", "problem"), [
    (b'{"_id": "1", "title": \n', "is not a line of JSON"),
    (b"[1]x\n", "array"),
    (b'{"_id": "1", "title": "\\ud83d", "text": ""}\n', "half a character"),
    (b'{"_id": "1", "title": "a\\u0000", "text": ""}\n', "NUL"),
    (b'{"_id": "1", "title": "\x01", "text": ""}\n', "is not a line of JSON"),
    ('{"_id": "1", "title": "水泵", "text": ""}\n'.encode("gb18030"), "GB 18030"),
    (b'{"_id": "1", "title": "\xff", "text": ""}\n', "is not UTF-8"),
    (b'{"_id": "1", "title": "x", "text": ""', "cut short"),
    (b'"a"\n', "no JSON object"),
    (b"null\n", "no JSON object"),
])  # fmt: skip
def test_a_line_that_is_no_offer_is_told_and_the_next_is_read(data: bytes, problem: str) -> None:
    if problem == "array":
        with pytest.raises(SourceError, match="JSON array"):
            parsed(data)
        return
    made = parsed([line(_id="before"), data, *([line(_id="after")] if data.endswith(b"\n") else [])])
    assert [each.line for each in made.bad] == [2]
    assert problem in made.bad[0].problem
    assert made.bad[0].hint
    assert made.rows[0][0] == "before"
    assert made.rows[-1][0] == ("after" if data.endswith(b"\n") else "before")


def test_a_line_of_50_megabytes_is_skipped_without_being_held() -> None:
    class Endless(io.RawIOBase):
        given, longest = 0, 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            size = min(len(buffer), 50 * 2**20 - self.given)
            buffer[:size] = b"x" * size
            self.given += size
            return size

    made = list(json_lines.pieces(io.BufferedReader(Endless()), "offers.jsonl"))
    assert made == [pieces.Lines("offers.jsonl", 1, [None])]
    found = parsed([line(_id="1"), b'{"_id": "' + b"x" * (9 << 20) + b'"}\n', line(_id="3")])
    assert [row[0] for row in found.rows] == ["1", "3"]
    assert found.bad == [Bad("offers.jsonl", 2, "", "the line is longer than 8 MiB", "It is no record; leave it out.")]
    assert found.places == [1, 3]


def test_unknown_keys_are_counted_and_left_out() -> None:
    (piece,) = json_lines.pieces(io.BytesIO(line(colour="red") + line(_id="2", colour="blue", weight=5)), "a.jsonl")
    assert json_lines.parse(piece).unknown == {"colour": 2, "weight": 1}


def test_pieces_end_after_so_many_lines_or_bytes(monkeypatch) -> None:
    monkeypatch.setattr(json_lines, "ROWS", 3)
    data = b"".join(line(_id=str(number)) for number in range(7))
    made = list(json_lines.pieces(io.BytesIO(data), "a.jsonl"))
    assert [(piece.first, len(piece.lines)) for piece in made] == [(1, 3), (4, 3), (7, 1)]
    monkeypatch.setattr(json_lines, "BYTES", 150)
    assert [(piece.first, len(piece.lines)) for piece in json_lines.pieces(io.BytesIO(data), "a.jsonl")][0] == (1, 2)


@pytest.mark.parametrize(("begins", "problem"), [
    (b"\xff\xfe{\0", "UTF-16"), (b"PK\x03\x04abc", "zip file or a spreadsheet"), (b" [{}]", "JSON array"),
])  # fmt: skip
def test_files_of_another_kind_are_named(begins: bytes, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        parsed(begins)


# Compressed files


def read(path: Path) -> list[bytes]:
    with files.opened(path, path.name) as (stream, _raw):
        return [each for piece in json_lines.pieces(stream, path.name) for each in piece.lines]


def zstandard(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard])
def test_compression_is_told_by_the_first_bytes(tmp_path: Path, pack) -> None:
    lines = [line(_id=str(number)) for number in range(2000)]
    (tmp_path / "offers").write_bytes(pack(b"".join(lines)))
    assert read(tmp_path / "offers") == lines


@pytest.mark.parametrize("pack", [gzip.compress, zstandard])
def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path, pack) -> None:
    packed = pack(b"".join(line(_id=str(number), text=str(number**7)) for number in range(5000)))
    (tmp_path / "offers.gz").write_bytes(packed[:-20])
    with pytest.raises(SourceError, match="offers.gz: the compressed data") as raised:
        read(tmp_path / "offers.gz")
    assert "again" in raised.value.hint


def test_a_file_of_several_gzip_members_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(line(_id="1")) + gzip.compress(line(_id="2")))
    assert read(tmp_path / "a.gz") == [line(_id="1"), line(_id="2")]


@pytest.mark.parametrize(("name", "kind"), [
    ("a.jsonl", "jsonl"), ("a.jsonl.gz", "jsonl"), ("a.CSV", "csv"), ("a.csv.gz", "csv"), ("g_patent.tsv", "patentsview"),
    ("g_patent.tsv.zip", "patentsview"), ("anything", "jsonl"),
])  # fmt: skip
def test_the_format_is_told_by_the_name(name: str, kind: str) -> None:
    assert files.format_of(Path(name)) == kind


# CSV


def csv_parsed(text: str | bytes) -> Parsed:
    data = text if isinstance(text, bytes) else text.encode()
    made = [tables.parse(piece) for piece in tables.pieces(io.BytesIO(data), "offers.csv")]
    return Parsed(*(sum((list(each[at]) for each in made), []) for at in range(4)), made[0].unknown if made else {}, "offers.csv")


def test_a_table_says_the_same_as_json_lines() -> None:
    made = csv_parsed(
        "_id,title,text,fields,year,trl,price_low,price_high,synthetic,modes,colour\n"
        'a,"Pump, small","It\npumps",F04B 1/00|F16K,2020,5,1.5,2,true,sale|equity,red\n'
        "b,泵,,,,,,,,,\n"
    )
    first, second = map(named, made.rows)
    assert first["fields"] == ["F04B 1/00", "F16K"]
    assert (first["title"], first["year"], first["trl"], first["price_low"], first["price_high"]) == ("Pump, small", 2020, 5, 1.5, 2.0)
    assert (first["synthetic"], first["modes"]) == (True, ["sale", "equity"])
    assert (second["language"], second["year"], second["modes"]) == ("zh", None, [])
    assert made.places == [2, 4]
    assert made.unknown == {"colour": 1}


@pytest.mark.parametrize(("row", "field", "problem"), [
    ("a,x,,two thousand,", "year", "no whole number"), ("a,x,,2020,10", "trl", "not between"), (",x,,2020,", "_id", "missing"),
    ("a,x,,99999999999999999999999,", "year", ""), ("a,x,", "", "has 3 cells"), ("a,x,,1e3,", "year", "no whole number"),
    ("a,x,,٢٠٢٠,", "year", "no whole number"),
])  # fmt: skip
def test_a_wrong_row_of_a_table_is_told_by_its_line(row: str, field: str, problem: str) -> None:
    made = csv_parsed(f"_id,title,text,year,trl\ngood,x,,,\n{row}\nlast,x,,,\n")
    assert [named(each)["id"] for each in made.rows] == ["good", "last"]
    assert [(each.line, each.field) for each in made.bad] == [(3, field)]
    assert problem in made.bad[0].problem
    assert made.bad[0].hint


def test_a_table_saved_on_a_chinese_computer_is_told_by_name() -> None:
    with pytest.raises(SourceError, match="GB 18030"):
        csv_parsed("_id,标题\n1,水泵\n".encode("gb18030"))
    made = csv_parsed(b"_id,title\n1,x\n2," + "水泵".encode("gb18030") + b"\n3,y\n")
    assert [each.line for each in made.bad] == [3]
    assert "GB 18030" in made.bad[0].problem


@pytest.mark.parametrize(("header", "problem"), [
    ("title,text", "column is missing"), ("_id,text", "no column holds titles"), ("_id;title", "semicolons"),
    ("_id,title,title", "twice"), ("", "empty"),
])  # fmt: skip
def test_a_header_without_what_every_offer_needs_is_refused(header: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        csv_parsed(f"{header}\n")
