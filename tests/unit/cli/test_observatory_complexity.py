"""observatory complexity and specialisation: long tables in, one row a pair out, and what is told of odd input."""

import csv
import gzip
import io
import math
from pathlib import Path

import pytest

from technopole.cli import main

TABLE = "region,activity,value\nNA,nan,4\nNA,b,0\nSH,nan,1\nSH,b,3\nSH,c,2\nBJ,c,5\nBJ,b,2\n"
PAIRS = "region,activity,value,rca,mcp,diversity,ubiquity,eci,pci,density,coi,cog"


def run(tmp_path: Path, verb: str, text: str | bytes, *options: str) -> list[dict[str, str]]:
    source, out = tmp_path / "long.csv", tmp_path / "out.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["observatory", verb, str(source), "--output", str(out), *options]) == 0
    return rows(out)


def rows(path: Path) -> list[dict[str, str]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(table: list[dict[str, str]], column: str) -> list[float]:
    return [float(row[column]) for row in table]


def test_complexity_writes_the_trade_of_forty_exporters_in_the_conventions_of_py_ecomplexity(
    shared: Path, tmp_path: Path
) -> None:
    folder = shared / "data/observatory/complexity"
    out, of_regions, of_activities = (tmp_path / name for name in ("out.csv", "regions.csv", "activities.csv"))
    assert main([
        "observatory", "complexity", str(folder / "trade40_long.csv"), "--output", str(out),
        "--regions", str(of_regions), "--activities", str(of_activities),
    ]) == 0  # fmt: skip
    found = rows(out)
    expected = {(row["region"], row["activity"]): row for row in rows(folder / "trade40_expected_pairs.csv.gz")}
    regions = {row["region"]: row for row in rows(folder / "trade40_expected_regions.csv")}
    activities = {row["activity"]: row for row in rows(folder / "trade40_expected_activities.csv")}
    assert ",".join(found[0]) == PAIRS and len(found) == len(expected)
    for row in found:
        pair, region, activity = expected[row["region"], row["activity"]], regions[row["region"]], activities[row["activity"]]
        assert row["mcp"] == pair["mcp"] and row["diversity"] == region["diversity"] and row["ubiquity"] == activity["ubiquity"]
        for column, wanted in (
            ("rca", pair["rca"]), ("density", pair["density"]), ("eci", region["eci_pop"]), ("pci", activity["pci_eci_scale"]),
        ):  # fmt: skip
            assert abs(float(row[column]) - float(wanted)) < 1e-9
    for row in rows(of_regions):
        assert float(row["fitness"]) == pytest.approx(float(regions[row["region"]]["fitness_20"]), abs=1e-9)
    for row in rows(of_activities):
        assert float(row["complexity"]) == pytest.approx(float(activities[row["activity"]]["product_fitness_20"]), abs=1e-9)


def test_specialisation_writes_econgeos_example(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data/observatory/complexity"
    out, of_regions = tmp_path / "out.csv", tmp_path / "regions.csv"
    source = str(folder / "econgeo_lq_long.csv")
    assert main(["observatory", "specialisation", source, "--output", str(out), "--regions", str(of_regions)]) == 0
    for found, expected, columns in (
        (out, "econgeo_lq_expected.csv", ["location_quotient"]),
        (of_regions, "econgeo_lq_expected_regions.csv", ["krugman", "herfindahl", "entropy_bits", "hachman"]),
    ):
        for column in columns:
            assert numbers(rows(found), column) == pytest.approx(numbers(rows(folder / expected), column), abs=1e-9)


def test_every_pair_has_a_row_and_keys_are_text_in_the_order_of_the_table(tmp_path: Path) -> None:
    found = run(tmp_path, "complexity", TABLE)
    keys = [(region, activity) for region in ("NA", "SH", "BJ") for activity in ("nan", "b", "c")]
    assert [(row["region"], row["activity"]) for row in found] == keys
    assert numbers(found, "value") == [4, 0, 0, 1, 3, 2, 0, 2, 5]
    assert found[0]["mcp"] == "1" and float(found[0]["rca"]) == (4 / 4) / (5 / 17)
    assert [row["mcp"] for row in found] == ["1", "0", "0", "0", "1", "0", "0", "0", "1"]


def test_what_is_not_defined_stays_empty_and_is_told(tmp_path: Path, capsys) -> None:
    found = run(tmp_path, "complexity", TABLE)
    told = capsys.readouterr().err
    assert "eci, pci, coi and cog stay empty" in told and "3 parts" in told and "--largest-part" in told
    assert {row["eci"] for row in found} == {""} and {row["cog"] for row in found} == {""}
    assert all(row["density"] for row in found)
    for alone in ("region,activity,value\nA,x,1\nA,y,2\n", "region,activity,value\nA,x,1\nB,x,2\n"):
        found = run(tmp_path, "complexity", alone)
        assert [row["mcp"] for row in found] == ["1", "1"] and [row["eci"] for row in found] == ["", ""]
        assert numbers(found, "rca") == [1, 1]
        assert "two regions" in capsys.readouterr().err


def test_a_given_matrix_is_taken_as_it_is_and_conventions_can_be_chosen(tmp_path: Path) -> None:
    nested = "region,activity,value\n" + "".join(
        f"R{r},A{a},{int(a + r < 5)}\n" for r in range(1, 5) for a in range(1, 5) if a + r < 6
    )
    default = run(tmp_path, "complexity", nested, "--presence", "given")
    sample = run(
        tmp_path, "complexity", nested, "--presence", "given", "--eci-deviation", "sample", "--pci-scale", "sample",
        "--diagonal", "excluded",
    )  # fmt: skip
    assert [row["mcp"] for row in default] == [row["mcp"] for row in sample]
    eci, smaller = ({row["region"]: float(row["eci"]) for row in each} for each in (default, sample))
    assert len(eci) == 3  # the region that has nothing is left out
    assert [smaller[key] / eci[key] for key in eci if abs(eci[key]) > 1e-6] == pytest.approx(
        [math.sqrt(2 / 3)] * sum(abs(each) > 1e-6 for each in eci.values())
    )
    assert numbers(default, "density") != numbers(sample, "density")


def test_regions_and_activities_without_values_are_left_out_and_counted(tmp_path: Path, capsys) -> None:
    found = run(tmp_path, "specialisation", TABLE + "XX,b,0\nSH,z,0\nBJ,zz,0.0\n")
    assert len(found) == 9 and {row["region"] for row in found} == {"NA", "SH", "BJ"}
    told = capsys.readouterr().err
    assert "Left out: 1 region has no value above zero (XX)." in told
    assert "Left out: 2 activities have no value above zero (z, zz)." in told


@pytest.mark.parametrize(("text", "told"), [
    (TABLE + "SH,b,1\n", "long.csv:9: the pair 'SH', 'b' stands on line 5 already"),
    ("region,activity,value\nA,x,1\nB,y,-2\n", "long.csv:3, field value: -2 is not at least 0"),
    ("region,activity,value\nA,x,1\nB,y,\n", "long.csv:3, field value: is empty"),
    ("region,activity,value\nA,x,NA\n", "long.csv:2, field value: 'NA' is no number"),
    ("region,activity,value\nA,,1\n", "long.csv:2, field activity: is empty"),
    ("region,product,value\nA,x,1\n", "field activity: there is no such column"),
    ("region,activity,value\n", "the table has no rows"),
    ("region,activity,value\nA,x,0\n", "no value is above zero"),
    ("", "the file is empty"),
    ("region,activity,value\nA,x,1e308\nB,x,1e308\n", "too large to be added up"),
])  # fmt: skip
@pytest.mark.parametrize("verb", ["complexity", "specialisation"])
def test_a_wrong_table_is_told_with_its_line_and_nothing_is_written(
    verb: str, text: str, told: str, tmp_path: Path, capsys
) -> None:
    source, out = tmp_path / "long.csv", tmp_path / "out.csv"
    source.write_text(text, "utf-8")
    assert main(["observatory", verb, str(source), "--output", str(out)]) == 2
    assert told in capsys.readouterr().err and not out.exists()


def test_a_byte_order_mark_line_ends_of_windows_gzip_and_other_columns_change_nothing(tmp_path: Path) -> None:
    plain = run(tmp_path, "complexity", TABLE)
    more = TABLE.replace("\n", ",x\r\n").replace("value,x", "value,note")
    assert run(tmp_path, "complexity", b"\xef\xbb\xbf" + more.encode()) == plain
    assert run(tmp_path, "complexity", gzip.compress(TABLE.encode())) == plain


def test_standard_output_can_be_written_to_once(tmp_path: Path, monkeypatch, capsys) -> None:
    source = tmp_path / "long.csv"
    source.write_text(TABLE, "utf-8")
    out = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out, "utf-8"))
    assert main(["observatory", "complexity", str(source), "--output", "-"]) == 0
    assert out.getvalue().decode().splitlines()[0] == PAIRS
    assert main(["observatory", "complexity", str(source), "--output", "-", "--regions", "-"]) == 2
    assert "one place" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--threshold", "0"], ["--threshold", "x"], ["--iterations", "0"], ["--pci-scale", "x"]])
def test_options_out_of_bounds_are_refused(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["observatory", "complexity", "x.csv", "--output", str(tmp_path / "out.csv"), *wrong])
    assert ended.value.code == 2
