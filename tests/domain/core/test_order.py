"""What is not known stands in the same place on every store."""

import datetime as dt

import pytest

from technopole.core import clock
from technopole.core.models import Job
from technopole.core.order import ordered

pytestmark = pytest.mark.django_db
EARLY, LATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(("by", "expected"), [("done_at", [None, EARLY, LATE]), ("-done_at", [LATE, EARLY, None])])
def test_what_is_not_known_counts_as_smallest(by, expected):
    for done_at in (LATE, None, EARLY):
        Job.objects.create(name="x", due_at=clock.now(), done_at=done_at)
    assert [row.done_at for row in ordered(Job.objects.all(), by, "pk")] == expected


def test_columns_that_are_never_empty_are_ordered_as_their_index_is():
    assert "NULLS" not in str(ordered(Job.objects.all(), "due_at", "-pk").query)
