"""observatory clusters: a table in, the same table with clusters out, or told what is wrong and where."""

import argparse
import csv
import gzip
import json
from pathlib import Path

import pytest

from technopole.cli import observatory_clusters
from technopole.core.errors import SourceError, TechnopoleError
from technopole.lake.compressed import packed

TABLE = 'id,name,lat,lon,weight\nNA,"Kyoto, JP",0.0,0.0,6\nnan, b ,0.04496608,0,4\n3,,50,0,1e0\n'
WRITTEN = (
    'id,name,lat,lon,weight,cluster,core\nNA,"Kyoto, JP",0.0,0.0,6,0,1\nnan, b ,0.04496608,0,4,0,1\n3,,50,0,1e0,-1,0\n'
)


def parsed(*arguments: str):
    parser = argparse.ArgumentParser()
    observatory_clusters.add_verb(parser.add_subparsers())
    return parser.parse_args(["clusters", *arguments])


def run(points: Path | str, out: Path | str, *more: str, radius: str = "10", weight: str = "10") -> int:
    chosen = parsed(str(points), "--radius-km", radius, "--min-weight", weight, "--output", str(out), *more)
    return chosen.run(chosen)


@pytest.mark.parametrize("how", [
    lambda text: text.encode(), lambda text: gzip.compress(text.encode()), lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
])  # fmt: skip
def test_the_table_is_written_as_it_is_with_two_columns_more(tmp_path: Path, how) -> None:
    (tmp_path / "points.csv").write_bytes(how(TABLE))
    assert run(tmp_path / "points.csv", tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text() == WRITTEN


def test_it_reads_standard_input_and_writes_standard_output(tmp_path: Path, capfdbinary, monkeypatch) -> None:
    (tmp_path / "points.csv").write_text(TABLE)
    with (tmp_path / "points.csv").open("rb") as handle:
        monkeypatch.setattr("sys.stdin", handle)
        assert run("-", "-") == 0
    assert capfdbinary.readouterr().out.decode() == WRITTEN


@pytest.mark.parametrize(("table", "rows"), [
    ("lat,lon,weight\n", []), ("lat,lon,weight\n90,360,3\n", [["90", "360", "3", "-1", "0"]]),
    ("weight,lon,lat\n11,\u221270,5\n", [["11", "\u221270", "5", "0", "1"]]),
])  # fmt: skip
def test_small_tables_are_tables(tmp_path: Path, table: str, rows: list) -> None:
    (tmp_path / "points.csv").write_text(table, encoding="utf-8")
    assert run(tmp_path / "points.csv", tmp_path / "out.csv") == 0
    with (tmp_path / "out.csv").open(encoding="utf-8") as handle:
        assert list(csv.reader(handle))[1:] == rows


@pytest.mark.parametrize(("table", "told"), [
    ("lat,lon\n1,2\n", "p.csv:1, field weight: there is no such column"),
    ("lat,lon,weight\n1,2,3\n91,2,3\n", "p.csv:3, field lat: 91 is not between -90 and 90"),
    ("lat,lon,weight\n1,2,3\n9,,3\n", "p.csv:3, field lon: is empty"),
    ("lat,lon,weight\n1,2,-3\n", "p.csv:2, field weight: -3 is not at least 0"),
    ("lat,lon,weight\n1,2,1_0\n", "p.csv:2, field weight: '1_0' is no number"),
    ("lat,lon,weight\n1,2,NA\n", "'NA' is no number"),
    ("lat,lon,weight\n1,2,1e308\n1,2,1e308\n", "field weight: the weights sum to more than a number can hold"),
    ("lat,lon,weight,core\n1,2,3,4\n", "p.csv:1, field core: the column is there already"),
    ("", "the file is empty"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "p.csv").write_text(table)
    with pytest.raises(SourceError) as refused:
        run(tmp_path / "p.csv", tmp_path / "out.csv")
    assert told in str(refused.value)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("radius", "weight"), [("0", "1"), ("-1", "1"), ("nan", "1"), ("1", "inf"), ("x", "1")])
def test_a_radius_or_minimum_that_is_none_is_refused(radius: str, weight: str, capsys) -> None:
    with pytest.raises(SystemExit) as refused:
        run("p.csv", "out.csv", radius=radius, weight=weight)
    assert refused.value.code == 2


def test_outlines_are_written_as_geojson(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(TABLE)
    assert (
        run(
            tmp_path / "points.csv",
            tmp_path / "out.csv",
            "--boundaries",
            str(tmp_path / "out.geojson"),
            "--buffer-km",
            "2",
        )
        == 0
    )
    (feature,) = json.loads((tmp_path / "out.geojson").read_text())["features"]
    assert feature["properties"] == {"cluster": 0, "points": 2, "places": 2, "weight": 10.0}
    assert feature["geometry"]["type"] == "Polygon"
    with pytest.raises(TechnopoleError, match="both"):
        run(tmp_path / "points.csv", "-", "--boundaries", "-")


LOCATIONS = "name,lat,lon,weight\na,31.2304,121.4737,0.1\nb, 31.2296,121.4699,0.2\nc,-0.001,-180,5\nd,50,0,3\n"
AGGREGATED = "lat,lon,weight,rows,cluster,core\n0.0,-180.0,5.0,1,0,1\n31.23,121.47,0.3,2,-1,0\n50.0,0.0,3.0,1,-1,0\n"


def parquet(text: str) -> bytes:
    from technopole.lake.tables import parquet

    rows = [(name, float(lat), float(lon), float(weight)) for name, lat, lon, weight in csv.reader(text.splitlines()[1:])]
    kinds = [("name", "text"), ("lat", "number"), ("lon", "number"), ("weight", "number")]
    return b"".join(parquet(kinds, rows))


@pytest.mark.parametrize(
    "how", [str.encode, lambda text: gzip.compress(text.encode()), lambda text: packed(text.encode()), parquet,
            lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()],
)  # fmt: skip
def test_locations_at_one_place_are_one_row(tmp_path: Path, how) -> None:
    (tmp_path / "locations").write_bytes(how(LOCATIONS))
    assert run(tmp_path / "locations", tmp_path / "out.csv", "--aggregate", "2", weight="5") == 0
    assert (tmp_path / "out.csv").read_text() == AGGREGATED


def test_locations_without_weights_weigh_one_each_and_standard_input_is_read(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "in.csv").write_text("lat,lon\n" + "31.2304,121.4737\n" * 7 + "10,10\n")
    with (tmp_path / "in.csv").open("rb") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("-", tmp_path / "out.csv", "--aggregate", "3", weight="7") == 0
    assert (tmp_path / "out.csv").read_text() == (
        "lat,lon,weight,rows,cluster,core\n10.0,10.0,1.0,1,-1,0\n31.23,121.474,7.0,7,0,1\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "field", "told"),
    [
        ("lat,lon\n1,2\n3,east\n", 3, "lon", "no number"), ("lat,lon,weight\n1,2,3\n91,2,3\n", 3, "lat", "not between"),
        ("lat,lon,weight\n1,2,3\n1,2,-3\n", 3, "weight", "not"), ("lat,lon\n1,2\n1_0,2\n", 3, "lat", "no number"),
        ("lat,lon\n1,2\n\n1\n", 4, "", "has 1 cells"), ("lat,lon\n1,\n", 2, "lon", "is empty"),
        ("latitude,lon\n1,2\n", 1, "lat", "no such column"), ('lat,lon\n1,2\n"1,2\n', 3, "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_of_locations_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, field: str, told: str
) -> None:
    (tmp_path / "in.csv").write_text(text)
    with pytest.raises(SourceError) as raised:
        run(tmp_path / "in.csv", tmp_path / "out.csv", "--aggregate", "2")
    assert (raised.value.line, raised.value.field) == (line, field)
    assert told in str(raised.value)
    assert not (tmp_path / "out.csv").exists()


def test_a_parquet_file_with_something_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(parquet(LOCATIONS + "e,nan,1,1\n"))
    with pytest.raises(SourceError, match="no such number"):
        run(tmp_path / "in.parquet", tmp_path / "out.csv", "--aggregate", "2")
    (tmp_path / "in.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        run(tmp_path / "in.parquet", tmp_path / "out.csv", "--aggregate", "2")
