"""observatory composite: files in, files out; what cannot be done is told, and nothing is written."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from technopole import cli

META = """Level,iCode,Direction,Weight,Denominator,Parent,Type
1,A,1,1,,P,Indicator
1,B,-1,1,Pop,P,Indicator
1,C,1,3,,Q,Indicator
2,P,1,1,,Index,Aggregate
2,Q,1,1,,Index,Aggregate
3,Index,1,1,,,Aggregate
,G,,,,,Group
,Pop,,,,,Denominator
"""
DATA = "uCode,uName,G,Pop,A,B,C\nNA,Namibia,x,1,0,4,10\nu,U,x,2,5,4,25\nv,V,y,4,10,4,NA\nw,W,y,1,10,0,40\n"
SCORES = "uCode,P,Q,Index,Rank\nNA,0.0,0.0,0.0,4\nu,50.0,50.0,50.0,3\nv,87.5,100.0,93.75,2\nw,100.0,100.0,100.0,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "iMeta.csv").write_text(META, encoding="utf-8")
    (tmp_path / "iData.csv").write_text(DATA, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], folder: Path, *more: str, **files: str) -> tuple[int, str, str]:
    paths = {"data": str(folder / "iData.csv"), "meta": str(folder / "iMeta.csv"), "output": str(folder / "out.csv")}
    options = [text for name, path in {**paths, **files}.items() for text in (f"--{name}", path)]
    status = cli.main(["observatory", "composite", *options, *more])
    return status, *capsys.readouterr()


def config(folder: Path, text: str) -> str:
    (folder / "model.toml").write_text(text, encoding="utf-8")
    return str(folder / "model.toml")


def test_scores_and_ranks_are_written_in_the_order_of_the_units(capsys, folder: Path) -> None:
    status, out, err = run(capsys, folder)
    assert (status, out) == (0, "")
    assert (folder / "out.csv").read_text() == SCORES
    assert err == "Missing values imputed: 1 (group_mean by G).\n"


def test_the_published_index_is_written_as_published(capsys, tmp_path: Path, shared: Path) -> None:
    asem = shared / "data" / "observatory" / "composite"
    files = {"data": str(asem / "ASEM_iData.csv"), "meta": str(asem / "ASEM_iMeta.csv")}
    status, _, err = run(capsys, tmp_path, "--stages", str(tmp_path / "stages"), **files)
    assert status == 0 and "by EurAsia_group" in err and "outliers" not in err
    with (tmp_path / "out.csv").open(encoding="utf-8") as handle:
        found = {row["uCode"]: row for row in csv.DictReader(handle)}
    header = "uCode,Physical,ConEcFin,Political,Instit,P2P,Environ,Social,SusEcFin,Conn,Sust,Index,Rank"
    assert list(found["CHE"]) == header.split(",")
    with (asem / "expected_index_top15.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            assert found[row["uCode"]]["Rank"] == row["Rank"]
            for code in ("Conn", "Sust", "Index"):
                assert float(found[row["uCode"]][code]) == pytest.approx(float(row[code]), abs=1e-9)
    stages = ("aggregated", "denominated", "imputed", "normalised", "screened", "treated")
    assert sorted(path.stem for path in (tmp_path / "stages").iterdir()) == list(stages)


def test_compressed_tables_and_the_standard_streams_are_as_good(capsys, folder: Path, monkeypatch) -> None:
    with gzip.open(folder / "iMeta.csv.gz", "wt", encoding="utf-8") as handle:
        handle.write(META)
    with (folder / "iData.csv").open("rb") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        status, out, err = run(capsys, folder, data="-", meta=str(folder / "iMeta.csv.gz"), output="-")
    assert (status, out, err) == (0, SCORES, "")


def test_only_one_table_comes_from_standard_input(capsys, folder: Path) -> None:
    status, _, err = run(capsys, folder, data="-", meta="-")
    assert status == 2 and "Only one file" in err and not (folder / "out.csv").exists()


def test_a_model_changes_steps_and_weights(capsys, folder: Path) -> None:
    model = config(folder, """
        [impute]
        method = "none"
        [screen]
        least_available = 0.5
        [weights.change]
        P = 3
        [normalise]
        method = "rank"
    """)  # fmt: skip
    assert run(capsys, folder, config=model)[0] == 0
    assert (folder / "out.csv").read_text().splitlines()[1:] == [
        "NA,1.0,1.0,1.0,4", "u,2.0,2.0,2.0,3", "v,3.0,,3.0,2", "w,3.5,3.0,3.375,1",
    ]  # fmt: skip


def test_exceptions_of_a_step_are_read(capsys, folder: Path) -> None:
    model = config(folder, """
        [normalise]
        method = "scaled"
        bounds = [0, 50]
        of.B = { method = "rank" }
        [aggregate]
        least_available = [0.5, 1.0]
    """)  # fmt: skip
    assert run(capsys, folder, config=model)[0] == 0
    assert (folder / "out.csv").read_text().splitlines()[1] == "NA,0.5,20.0,10.25,4"


def test_uncertainty_adds_intervals_of_ranks_and_scores(capsys, folder: Path) -> None:
    model = config(folder, "[uncertainty]\ndraws = 40\nweights = 0.5\nimpute = [{}, { method = 'mean' }]\n[sensitivity]\ndraws = 8")
    status, _, _ = run(capsys, folder, "--report", str(folder / "report.json"), config=model)
    assert status == 0
    rows = list(csv.DictReader(io.StringIO((folder / "out.csv").read_text())))
    assert list(rows[0])[-6:] == ["Rank_5", "Rank_50", "Rank_95", "Score_5", "Score_50", "Score_95"]
    assert [rows[0][name] for name in ("Rank_5", "Rank_50", "Rank_95")] == ["4.0", "4.0", "4.0"]
    told = json.loads((folder / "report.json").read_text())
    assert set(told["sensitivity"]) == {"weights of level 1", "weights of level 2", "impute"}
    assert told["indicators"]["C"]["imputed"] == 1


@pytest.mark.parametrize(("file", "before", "after", "told"), [
    ("iData.csv", "v,V,y,4,10,4,NA", "v,V,y,0,10,4,NA", "iData.csv:4, field B: v: cannot be divided by 0."),
    ("iData.csv", "25", "25%", "iData.csv:3, field C: '25%' is no number."),
    ("iMeta.csv", "1,C,1,3", "1,C,1,-3", "iMeta.csv:4, field Weight: C: -3 is no weight."),
    ("iMeta.csv", "-1,1,Pop", "-1,1,Area", "iMeta.csv:3, field Denominator: B: there is no column 'Area' to divide by."),
])  # fmt: skip
def test_wrong_tables_end_it_before_anything_is_written(
    capsys, folder: Path, file: str, before: str, after: str, told: str
) -> None:
    path = folder / file
    path.write_text(path.read_text().replace(before, after))
    status, out, err = run(capsys, folder)
    assert (status, out) == (2, "") and f"technopole: {told}" in err
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(("text", "told"), [
    ("[treat]\nskewnes = 1", "model.toml, field treat.skewnes: is not known. Did you mean 'skewness'?"),
    ("[treat]\nskip = ['X']", "model.toml, field treat.skip: X: no indicator has this code."),
    ("[impute]\ngroup = 'H'", "model.toml, field impute.group: there are no groups 'H'. The columns of groups are: G."),
    ("[aggregate]\nmethod = 'geometric'", "iData.csv:2, field A: NA: a geometric mean is undefined for the score 0."),
    ("[treat.of.A]\nthen = 'sqrt'", "model.toml, field treat.of.A.then: 'sqrt' is not allowed."),
    ("[normalise.of.X]\nmethod = 'rank'", "model.toml, field normalise.of: X: no indicator has this code."),
    ("[normalise.of.A.of.B]\nlow = 1", "model.toml, field normalise.of: an exception of the exception A"),
    ("[aggregate]\nleast_available = [0.5]", "model.toml, field aggregate.least_available: 1 shares are named for 2 levels"),
    ("[normalise]\nmethod = 'distance_to_target'", "iMeta.csv:2, field Target: A: has no target."),
    ("[uncertainty]\nweights = { 3 = 0.1 }", "model.toml, field uncertainty.weights: 3 is no level below the index."),
    ("[uncertainty]\nweights = { 2 = 0.1 }\n[sensitivity]", "model.toml, field uncertainty.weights: fewer than two"),
])  # fmt: skip
def test_choices_that_do_not_fit_are_told_with_their_field(capsys, folder: Path, text: str, told: str) -> None:
    status, _, err = run(capsys, folder, config=config(folder, text))
    assert status == 2 and f"technopole: {told}" in err
    assert not (folder / "out.csv").exists()


def test_tables_without_units_give_a_table_without_units(capsys, folder: Path) -> None:
    (folder / "iData.csv").write_text("uCode,Pop,A,B,C\n")
    assert run(capsys, folder)[0] == 0
    assert (folder / "out.csv").read_text() == "uCode,P,Q,Index,Rank\n"


def test_a_lone_unit_has_no_score_and_no_rank(capsys, folder: Path) -> None:
    (folder / "iData.csv").write_text("uCode,Pop,A,B,C\nNA,1,2,3,4\n")
    status, _, err = run(capsys, folder)
    assert (status, (folder / "out.csv").read_text()) == (0, "uCode,P,Q,Index,Rank\nNA,,,,\n")
    assert "Indicators that rank nobody, and count for nothing: A, B, C." in err


def test_a_reader_learns_who_was_left_out_and_what_still_lies_far_out(capsys, folder: Path) -> None:
    far = "".join(f"x{at},X,y,1,{at},{at},{9 ** at if at > 12 else at}\n" for at in range(20))
    (folder / "iData.csv").write_text(DATA + far)
    model = config(folder, "[treat]\nmost_points = 1\n[screen]\nnever = ['w']\n")
    _, _, err = run(capsys, folder, config=model)
    assert "Units left out: w." in err
    assert 'Indicators that still have outliers (`then = "log_ct"` under [treat] transforms them): C.' in err
