"""A centre's folder may hold works: they are checked with its other files and lie in the lake until others are loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from works_world import work, write

from technopole.centre import manifest, reading, template, works
from technopole.core.errors import SourceErrors, TechnopoleError
from technopole.exchange import reference
from technopole.keeping import verify
from technopole.observatory.loading import openalex
from technopole.observatory.loading import works as loading
from technopole.sources.openalex.wanted import wanted

TABLE = "doi,title,year,authors,affiliations\n10.1/a,A work,2020,Li Na,Smalltown Tech\n10.1/b,Another,2021,Li Na,\n"


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def with_works(folder: Path, edit: Callable[[str, str, str], None]) -> Path:
    (folder / "works.csv").write_text(TABLE, "utf-8")
    edit("centre.toml", 'id = "smalltown"', 'id = "smalltown"\nworks_coverage_en = "Two works."\nworks_licence = "CC0-1.0"')
    return folder


def test_works_are_loaded_as_the_sample_that_the_centre_says_they_are(home: Path, with_works: Path) -> None:
    loaded = works.load(with_works)
    assert loaded is not None
    assert (loaded.works, loaded.fresh, works.is_loaded()) == (2, True, True)
    about = loading.dataset().manifest()["about"]
    assert (about["sample"], about["coverage"], about["licence"]) == (True, {"en": "Two works."}, "CC0-1.0")
    again = works.load(with_works)
    assert again is not None
    assert again.fresh is False


def test_a_row_that_left_the_table_is_no_work_any_more(home: Path, with_works: Path) -> None:
    works.load(with_works)
    before = reading.digest(with_works)
    (with_works / "works.csv").write_text(TABLE.partition("10.1/b")[0], "utf-8")
    assert reading.digest(with_works) != before
    loaded = works.load(with_works)
    assert loaded is not None
    assert (loaded.works, loaded.fresh) == (1, True)


def test_works_that_somebody_loaded_stay_and_are_no_sample(home: Path, with_works: Path) -> None:
    works.load(with_works)
    given = openalex.given([write(home.parent / "own.jsonl", [work(1), work(2), work(3)])], wanted())
    assert loading.load(given, loading.Told()).works == 3
    assert loading.dataset().manifest()["about"]["sample"] is False
    assert works.load(with_works) is None
    assert loading.dataset().count() == 3


@pytest.mark.django_db
def test_what_is_wrong_with_a_work_is_told_with_the_other_mistakes(with_works: Path, edit) -> None:
    edit("works.csv", "2021", "last year")
    edit("observations.csv", "4.4", "much")
    with pytest.raises(SourceErrors) as caught:
        reading.read(with_works)
    assert [(each.file, each.line) for each in caught.value.errors] == [("observations.csv", 2), ("works.csv", 3)]


def test_an_empty_centre_has_the_columns_and_no_works(home: Path, tmp_path: Path) -> None:
    template.make(tmp_path / "city")
    assert (tmp_path / "city" / "works.csv").read_text("utf-8").startswith("id,doi,title,year")
    assert works.load(tmp_path / "city") is None
    assert manifest.read(tmp_path / "city").works_sample is True


@pytest.mark.django_db
def test_works_in_the_lake_are_no_offers(home: Path, with_works: Path) -> None:
    works.load(with_works)
    assert reference.names() == []
    assert [(each.good, each.what) for each in verify.lake(whole=True)] == [(True, "dataset works, 2 rows: whole")]
    with pytest.raises(TechnopoleError, match="'works' is a dataset of the observatory"):
        reference.dataset("works")
