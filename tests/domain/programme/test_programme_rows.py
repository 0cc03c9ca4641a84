"""Rows of events, facilities and showcase: what they become, and what is refused with its field and reason."""

import pytest

from technopole.core.errors import Invalid, SourceError
from technopole.core.sourced import By, put, withdraw
from technopole.programme.kinds import event_from_row, facility_from_row, showcase_from_row
from technopole.programme.models import Event, EventHub, EventRole, Facility

ROW = {
    "id": "forum-2024", "series_en": "Forum", "name_en": "Forum 2024", "name_zh": "2024论坛", "start": "2024-09-07",
    "end": "2024-09-10", "place_en": "Science Hall", "hub": "north|south", "district": "pudong",
    "latitude": "31.2", "longitude": "121.6", "coord_precision": "locality", "level": "national",
    "format": "in_person", "attendance": "1,200", "key_numbers_en": "24 sessions|4,000 needs",
    "organisers": "host:acme|guide:City of Tests", "status": "done", "source": "https://example.org/forum",
}  # fmt: skip
BY = By(label="test")


def test_a_row_of_an_event_becomes_a_record_of_what_it_states() -> None:
    record = event_from_row(ROW)
    assert record["name"] == {"en": "Forum 2024", "zh": "2024论坛"}
    assert record["hubs"] == ["north", "south"]
    assert record["attendance"] == 1200
    assert record["organisers"] == [
        {"role": "host", "organisation": "acme"},
        {"role": "guide", "label": "City of Tests"},
    ]
    assert "summary" not in record


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("start", "7 September 2024", "is not a date"),
        ("start", "2024-02-30", "day is out of range"),
        ("end", "2024-08-01", "is before"),
        ("status", "finished", "is not known"),
        ("level", "galactic", "is not known"),
        ("attendance", "many", "is not a whole number"),
        ("organisers", "sponsor:acme", "names no role"),
        ("organisers", "acme", "names no role"),
        ("source", "", "names no source"),
        ("source", "a newspaper", "is not a web address"),
        ("latitude", "95", "is beyond 90 degrees"),
        ("id", "Forum 2024", "is not an id"),
    ],
)
def test_a_wrong_cell_of_an_event_is_refused_with_its_field_and_reason(field: str, value: str, reason: str) -> None:
    with pytest.raises(SourceError) as refused:
        event_from_row({**ROW, field: value})
    assert refused.value.field == field
    assert reason in str(refused.value)


def test_a_latitude_without_a_longitude_is_refused() -> None:
    with pytest.raises(SourceError, match="stands alone"):
        event_from_row({**ROW, "longitude": ""})


def test_an_event_without_a_name_in_any_language_is_refused() -> None:
    with pytest.raises(SourceError, match="empty in both languages"):
        event_from_row({**ROW, "name_en": "", "name_zh": ""})


def test_a_facilitys_operators_are_ids_or_names() -> None:
    row = {
        "id": "x",
        "name_en": "Light source",
        "operator": "acme|Institutes of the Academy",
        "source": "ror:013q1eq08",
    }
    record = facility_from_row(row)
    assert record["operators"] == [{"organisation": "acme"}, {"label": "Institutes of the Academy"}]
    assert record["sources"] == ["https://ror.org/013q1eq08"]


def test_a_facility_of_an_unknown_status_is_refused() -> None:
    with pytest.raises(SourceError, match="status"):
        facility_from_row({"id": "x", "name_en": "X", "status": "humming", "source": "https://example.org"})


def test_a_showcase_item_without_a_maker_is_accepted_since_sources_may_not_name_one() -> None:
    record = showcase_from_row({"id": "robot", "name_en": "Robot", "source": "https://example.org"})
    assert "maker" not in record


@pytest.mark.django_db
def test_an_event_is_stored_with_its_roles_hubs_and_sortable_days() -> None:
    put("event", "centre", "t:forum-2024", event_from_row({**ROW, "start": "2024-09", "end": ""}), BY)
    event = Event.objects.get()
    assert (str(event.starts_on), str(event.ends_on), event.year) == ("2024-09-01", "2024-09-30", 2024)
    assert list(event.roles.values_list("role", "organisation_key", "label")) == [
        ("host", "acme", ""),
        ("guide", "", "City of Tests"),
    ]
    assert sorted(event.hubs.values_list("hub", flat=True)) == ["north", "south"]


@pytest.mark.django_db
def test_changing_an_events_organisers_replaces_them() -> None:
    put("event", "centre", "t:forum-2024", event_from_row(ROW), BY)
    put("event", "centre", "t:forum-2024", event_from_row({**ROW, "organisers": "partner:bolt", "hub": ""}), BY)
    assert list(EventRole.objects.values_list("role", "organisation_key")) == [("partner", "bolt")]
    assert not EventHub.objects.exists()


@pytest.mark.django_db
def test_an_event_that_no_source_speaks_of_any_more_is_removed_with_its_roles() -> None:
    put("event", "centre", "t:forum-2024", event_from_row(ROW), BY)
    withdraw("event", "centre", ["t:forum-2024"], BY)
    assert not Event.objects.exists() and not EventRole.objects.exists()


@pytest.mark.django_db
def test_an_edit_that_would_end_an_event_before_it_starts_is_refused() -> None:
    put("event", "centre", "t:forum-2024", event_from_row(ROW), BY)
    uid = Event.objects.get().uid
    with pytest.raises(Invalid) as refused:
        put("event", "local", uid, {"end": "2023"}, BY)
    assert "end" in refused.value.fields


@pytest.mark.django_db
def test_loading_the_same_facility_again_changes_nothing() -> None:
    record = facility_from_row({"id": "x", "name_en": "X", "operator": "acme", "source": "https://example.org"})
    put("facility", "centre", "t:x", record, BY)
    again = put("facility", "centre", "t:x", record, BY)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert Facility.objects.get().operators.get().organisation_key == "acme"
