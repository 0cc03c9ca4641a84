"""What loading a centre's folder changes, and what it leaves alone."""

from pathlib import Path

import pytest

from technopole.centre import current, loader
from technopole.core import ids, sourced
from technopole.core.errors import Conflict
from technopole.core.models import Change, OutboxEntry, SourceRecord
from technopole.core.sourced import By
from technopole.observatory.models import Observation
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db

ROR = "https://ror.org/0220qvk04"


def test_every_row_of_every_file_is_stored(folder: Path) -> None:
    report = loader.load(folder)
    assert report.total("created") == 13
    assert report.files["organisations.csv"].created == 2
    assert report.files["indicators"].created == 1
    assert set(Organisation.objects.values_list("name_en", flat=True)) == {"Smalltown Tech", "Bolt Sensors"}


def test_loading_the_same_folder_again_changes_nothing(folder: Path) -> None:
    loader.load(folder)
    changes, announced = Change.objects.count(), OutboxEntry.objects.count()
    report = loader.load(folder)
    assert report.nothing_changed
    assert (report.total("unchanged"), report.total("created"), report.total("changed")) == (13, 0, 0)
    assert (Change.objects.count(), OutboxEntry.objects.count()) == (changes, announced)


def test_one_edited_cell_is_one_change_and_is_named(folder: Path, edit) -> None:
    loader.load(folder)
    edit("organisations.csv", "1905", "1906")
    report = loader.load(folder)
    assert [str(each) for each in report.edits] == ["organisations.csv tech: established: 1905 → 1906"]
    assert report.total("changed") == 1
    assert report.total("unchanged") == 12


def test_an_edited_cell_stands_in_the_history_of_its_thing(folder: Path, edit) -> None:
    loader.load(folder)
    edit("organisations.csv", "1905", "1906")
    loader.load(folder)
    entry = Change.objects.latest("id")
    assert (entry.action, entry.diff) == ("changed", {"established": ["1905", "1906"]})


def test_a_corrected_number_changes_the_observation_and_makes_no_other(folder: Path, edit) -> None:
    loader.load(folder)
    edit("observations.csv", "4.4", "4.5")
    loader.load(folder)
    assert [float(each.value) for each in Observation.objects.all()] == [4.5]


def test_a_row_that_left_its_file_is_withdrawn_and_its_history_stays(folder: Path, edit) -> None:
    loader.load(folder)
    uid = Organisation.objects.get(key="tech").uid
    text = (folder / "organisations.csv").read_text()
    (folder / "organisations.csv").write_text(
        "\n".join(line for line in text.split("\n") if not line.startswith("tech"))
    )
    edit("events.csv", "host:tech", "")
    report = loader.load(folder)
    assert report.files["organisations.csv"].withdrawn == 1
    assert "organisations.csv tech: withdrawn" in map(str, report.edits)
    assert not Organisation.objects.filter(uid=uid).exists()
    assert Change.history("organisation", uid).count() == 2


def test_the_rows_of_a_file_that_is_gone_are_withdrawn(folder: Path) -> None:
    loader.load(folder)
    (folder / "observations.csv").unlink()
    assert loader.load(folder).files["observations.csv"].withdrawn == 1
    assert not Observation.objects.exists()


def test_claims_that_contradict_each_other_are_both_kept(folder: Path) -> None:
    loader.load(folder)
    with (folder / "observations.csv").open("a") as file:
        file.write("rd_share,smalltown,2023,4.1,percent,actual,2024-03-01,https://example.org/newspaper\n")
    loader.load(folder)
    assert sorted(float(each.value) for each in Observation.objects.all()) == [4.1, 4.4]


def test_an_edit_made_in_the_portal_outlives_loading(folder: Path, edit) -> None:
    loader.load(folder)
    uid = Organisation.objects.get(key="tech").uid
    sourced.edit_locally("organisation", uid, {"established": "1907"}, By(label="test"))
    edit("organisations.csv", "1905", "1906")
    loader.load(folder)
    assert Organisation.objects.get(uid=uid).established == "1907"
    assert sourced.disagreements("organisation", uid)["established"] == [("local", "1907"), ("centre", "1906")]


def test_the_uid_of_a_row_is_the_same_on_every_installation(folder: Path) -> None:
    loader.load(folder)
    assert Organisation.objects.get(key="tech").uid == ids.uid_for("organisation", "smalltown:tech")


def test_a_row_with_a_ror_id_is_the_organisation_that_ror_speaks_of(folder: Path, edit) -> None:
    edit("organisations.csv", "established,source", "established,ror_id,source")
    edit("organisations.csv", "1905,", f"1905,{ROR},")
    edit("organisations.csv", "2019,", "2019,,")
    loader.load(folder)
    assert Organisation.objects.get(key="tech").uid == ids.uid_for("organisation", "ror:0220qvk04")


def test_a_row_that_gets_a_ror_id_keeps_its_uid_and_takes_in_what_ror_said(folder: Path, edit) -> None:
    loader.load(folder)
    uid = Organisation.objects.get(key="tech").uid
    record = {
        "names": [{"value": "Smalltown Institute of Technology", "language": "en", "kind": "display"}],
        "identifiers": [{"scheme": "ror", "value": "0220qvk04"}],
        "status": "active",
    }
    sourced.put("organisation", "ror", "ror:0220qvk04", record, By(label="test"))
    edit("organisations.csv", "established,source", "established,ror_id,source")
    edit("organisations.csv", "1905,", f"1905,{ROR},")
    edit("organisations.csv", "2019,", "2019,,")
    loader.load(folder)
    assert Organisation.objects.filter(identifiers__value="0220qvk04").get().uid == uid
    names = set(Organisation.objects.get(uid=uid).names.values_list("value", flat=True))
    assert {"Smalltown Tech", "Smalltown Institute of Technology"} <= names
    assert SourceRecord.objects.filter(uid=uid).count() == 2
    assert loader.load(folder).nothing_changed


def test_a_home_holds_one_centre(folder: Path, edit) -> None:
    loader.load(folder)
    edit("centre.toml", "smalltown", "othertown")
    with pytest.raises(Conflict, match="'smalltown'"):
        loader.load(folder)


def test_the_running_centre_is_known_after_loading(folder: Path, edit) -> None:
    assert current.centre() is current.UNNAMED
    loader.load(folder)
    assert current.centre().name_en == "Smalltown Innovation Centre"
    edit("centre.toml", "Smalltown Innovation", "Little Town")
    loader.load(folder)
    assert current.centre().name_en == "Little Town Centre"


def test_a_synthetic_centre_marks_all_it_holds(folder: Path) -> None:
    with (folder / "centre.toml").open("a") as file:
        file.write("synthetic = true\n")
    loader.load(folder)
    assert Organisation.objects.filter(synthetic=True).count() == 2
