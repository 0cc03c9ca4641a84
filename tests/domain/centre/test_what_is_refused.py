"""A folder with a mistake is refused as a whole, and every mistake is told with its place and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from technopole.centre import loader, reading
from technopole.core.errors import SourceError, SourceErrors
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def errors(folder: Path) -> Callable[[], list[SourceError]]:
    """What is wrong with the folder as it is now."""

    def read() -> list[SourceError]:
        with pytest.raises(SourceErrors) as caught:
            reading.read(folder)
        return caught.value.errors

    return read


@pytest.fixture
def only_error(errors) -> Callable[[], SourceError]:
    def read() -> SourceError:
        (error,) = errors()
        return error

    return read


def test_nothing_is_stored_of_a_folder_with_one_mistake(folder: Path, edit) -> None:
    edit("observations.csv", "4.4", "much")
    with pytest.raises(SourceErrors):
        loader.load(folder)
    assert not Organisation.objects.exists()


def test_a_wrong_value_is_told_by_file_line_and_field(edit, only_error) -> None:
    edit("organisations.csv", "2019", "2019-13")
    error = only_error()
    assert (error.file, error.line, error.field) == ("organisations.csv", 3, "established")
    assert "month" in error.message
    assert "2021-07" in error.hint


def test_all_mistakes_of_all_files_are_told_at_once(edit, errors) -> None:
    edit("organisations.csv", "1905", "soon")
    edit("events.csv", "2024-05-31", "")
    edit("hubs.csv", "north", "south")
    assert [(error.file, error.field) for error in errors()] == [
        ("events.csv", "start"),
        ("hubs.csv", "district"),
        ("organisations.csv", "established"),
    ]


def test_after_fifty_mistakes_the_rest_is_counted(folder: Path, errors) -> None:
    with (folder / "organisations.csv").open("a") as file:
        file.writelines(f"x{number},Firm {number},,company,,,never,\n" for number in range(60))
    found = errors()
    assert len(found) == 51
    assert "10 more" in found[-1].message


def test_an_unknown_column_is_told_with_the_one_that_was_meant(edit, only_error) -> None:
    edit("organisations.csv", "established", "establisched")
    error = only_error()
    assert (error.line, error.field) == (1, "establisched")
    assert "established" in error.hint


def test_a_missing_column_is_told(edit, only_error) -> None:
    edit("events.csv", "id,name_en,start", "id,name_zh,start")
    assert only_error().field == "name_en"


def test_an_unknown_file_is_told_with_the_one_that_was_meant(folder: Path, only_error) -> None:
    (folder / "organisation.csv").write_text("id\n")
    error = only_error()
    assert error.file == "organisation.csv"
    assert "organisations.csv" in error.hint


def test_a_byte_order_mark_is_accepted(folder: Path) -> None:
    path = folder / "organisations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert loader.load(folder).files["organisations.csv"].created == 2


def test_a_spreadsheets_chinese_encoding_is_named_with_what_to_do(folder: Path, only_error) -> None:
    path = folder / "organisations.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    error = [each for each in [only_error_of(folder)] if each.file == "organisations.csv"][0]
    assert "GB 18030" in error.message
    assert "CSV UTF-8" in error.hint


def only_error_of(folder: Path) -> SourceError:
    with pytest.raises(SourceErrors) as caught:
        reading.read(folder)
    return next(error for error in caught.value.errors if error.file == "organisations.csv")


def test_utf_16_is_named(folder: Path) -> None:
    path = folder / "organisations.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert "UTF-16" in only_error_of(folder).message


def test_semicolons_between_cells_are_named(folder: Path, edit) -> None:
    path = folder / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert "semicolons" in only_error_of(folder).message


def test_a_row_with_too_many_cells_is_told(edit, errors) -> None:
    edit("organisations.csv", "Bolt Sensors", "Bolt, Sensors")
    error = errors()[0]
    assert (error.file, error.line) == ("needs.csv", 2) or "9 cells" in error.message


def test_the_same_id_twice_is_told_with_the_first_ones_line(folder: Path, only_error) -> None:
    with (folder / "organisations.csv").open("a") as file:
        file.write("tech,Another Tech,,university,,,,\n")
    with pytest.raises(SourceErrors) as caught:
        reading.read(folder)
    assert "line 2" in caught.value.errors[0].message
    assert caught.value.errors[0].line == 4


def test_the_same_ror_id_in_two_rows_is_told(edit, only_error) -> None:
    edit("organisations.csv", "established,source", "established,ror_id,source")
    edit("organisations.csv", "1905,", "1905,0220qvk04,")
    edit("organisations.csv", "2019,", "2019,https://ror.org/0220qvk04,")
    error = only_error()
    assert error.line == 3
    assert "ror:0220qvk04" in error.message


def test_a_ror_id_with_a_wrong_check_digit_is_refused(edit, only_error) -> None:
    edit("organisations.csv", "established,source", "established,ror_id,source")
    edit("organisations.csv", "1905,", "1905,https://ror.org/0220qvk05,")
    edit("organisations.csv", "2019,", "2019,,")
    assert only_error().field == "ror_id"


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("organisations.csv", ",harbour,", ",harbor,", "hub"),
        ("organisations.csv", "energy|materials", "energy|material", "sectors"),
        ("organisations.csv", "university", "univercity", "type"),
        ("needs.csv", ",bolt,", ",bold,", "organisation"),
        ("observations.csv", "rd_share,", "rd_shares,", "indicator"),
        ("observations.csv", ",smalltown,", ",smaltown,", "place"),
        ("hubs.csv", "north", "nort", "district"),
    ],
)
def test_a_name_of_something_that_is_not_there_is_told_with_the_nearest(
    edit, only_error, file, old, new, field
) -> None:
    edit(file, old, new)
    error = only_error()
    assert (error.file, error.field) == (file, field)
    assert "Did you mean" in error.hint


def test_a_parent_outside_the_centre_is_given_by_its_name(folder: Path, edit) -> None:
    edit("organisations.csv", "hub,established", "hub,parent,established")
    edit("organisations.csv", ",1905", ",Ministry of Education,1905")
    edit("organisations.csv", ",2019", ",tech,2019")
    assert loader.load(folder).total("created") == 13


def test_a_key_that_stands_twice_in_a_document_is_told(edit, errors) -> None:
    edit("indicators/rd_share.yaml", "direction: up", "direction: up\ndirection: down")
    error = next(each for each in errors() if each.file == "indicators/rd_share.yaml")
    assert error.line == 5
    assert "line 4" in error.message


def test_a_document_is_named_after_its_id(folder: Path, errors) -> None:
    (folder / "indicators/rd_share.yaml").rename(folder / "indicators/share.yaml")
    assert any(each.file == "indicators/share.yaml" and each.field == "id" for each in errors())


def test_the_manifest_names_every_field_that_is_wrong(folder: Path) -> None:
    (folder / "centre.toml").write_text(
        '[centre]\nid = "Small Town"\nname = "x"\nzoom = "9"\ntime_zone = "Asia/Shangai"\n'
    )
    with pytest.raises(SourceErrors) as caught:
        reading.read(folder)
    found = {error.field: error for error in caught.value.errors}
    assert set(found) == {"id", "name", "name_en", "zoom", "time_zone"}
    assert "Asia/Shanghai" in found["time_zone"].hint


def test_a_folder_without_manifest_is_no_centre(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"centre\.toml"):
        reading.read(tmp_path)
