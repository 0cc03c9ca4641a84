"""What the register and supervision tell a check of a list: registered, deregistered, on a list, overdue."""

import datetime as dt

import pytest
import supervision_world as world

from technopole.core import clock
from technopole.registration.models import Status
from technopole.registry import standing
from technopole.supervision.models import AnnualReport, ListCase

pytestmark = pytest.mark.django_db


def codes(uid: str) -> list[tuple[str, bool]]:
    return [(said.code, said.closed) for said in standing.of([uid]).get(uid, [])]


def test_of_an_organisation_that_no_room_knows_nothing_is_said() -> None:
    assert standing.of(["0123456789ab"]) == {}


def test_an_organisation_in_the_register_is_said_to_be_registered() -> None:
    world.register("0123456789ab", "2020-05-01")
    assert codes("0123456789ab") == [("active", False)]


def test_a_deregistered_organisation_counts_as_closed() -> None:
    world.register("0123456789ab", "2020-05-01", status=Status.DEREGISTERED)
    assert codes("0123456789ab") == [("deregistered", True)]


def test_a_list_and_an_overdue_report_are_said_too(django_assert_num_queries: object) -> None:
    world.register("0123456789ab", "2020-05-01")
    today = clock.today()
    ListCase.objects.create(
        uid="listcase0001", organisation_uid="0123456789ab", list="abnormal", ground="unreachable", state="listed",
        listed_on=today, proposed_on=today, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    AnnualReport.objects.create(
        uid="report000001", organisation_uid="0123456789ab", kind="report", year=today.year - 1,
        due=today - dt.timedelta(days=1), created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    assert codes("0123456789ab") == [("active", False), ("abnormal", False), ("overdue", False)]
    with django_assert_num_queries(3):  # type: ignore[operator]
        standing.of(["0123456789ab", "another00001"])
