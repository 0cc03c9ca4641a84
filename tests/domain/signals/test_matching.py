"""What people are told: each signal once for each subscription, nothing lost, whatever is killed when."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import things
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from technopole.core.errors import Conflict, Invalid
from technopole.core.models import Change
from technopole.core.sourced import By, withdraw
from technopole.signals.models import Match, Member, Position, Subscription
from technopole.signals.services import following, matching

pytestmark = pytest.mark.django_db


def told(subscription: Subscription) -> list[tuple[str, str]]:
    return list(Match.objects.filter(subscription=subscription).order_by("pk").values_list("kind", "movement"))


def test_a_change_of_a_followed_organisation_is_told_once(reader: Any, change: Callable[..., str]) -> None:
    uid = change(0)
    followed = following.follow_thing(reader, "organisation", uid)
    change(0, status="inactive")
    matching.match()
    matching.match()
    assert told(followed) == [("status", "")]


def test_what_came_before_is_not_told(reader: Any, change: Callable[..., str]) -> None:
    uid = change(0)
    change(0, status="inactive")
    followed = following.follow_thing(reader, "organisation", uid)
    matching.match()
    assert told(followed) == []


def test_only_the_kinds_asked_for_are_told(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_thing(reader, "organisation", change(0), kinds=["renamed"])
    change(0, status="inactive")
    matching.match()
    assert told(followed) == []


def test_of_another_organisation_nothing_is_told(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_thing(reader, "organisation", change(0))
    change(1, status="inactive")
    matching.match()
    assert told(followed) == []


def test_what_enters_a_list_is_told_with_the_list_s_filters(reader: Any, change: Callable[..., str]) -> None:
    change(0)
    followed = following.follow_list(reader, "organisations", "status=inactive")
    change(0, status="inactive")
    change(1)
    matching.match()
    assert told(followed) == [("status", "entered")]


def test_what_leaves_a_list_is_told_and_then_no_more(reader: Any, change: Callable[..., str]) -> None:
    change(0)
    followed = following.follow_list(reader, "organisations", "status=active")
    change(0, status="inactive")
    matching.match()
    change(0, status="inactive", established="1999")
    matching.match()
    assert told(followed) == [("status", "left")]


def test_what_is_removed_for_good_leaves_the_list(reader: Any, change: Callable[..., str]) -> None:
    change(0)
    followed = following.follow_list(reader, "organisations", "")
    withdraw("organisation", "centre", ["test:org0"], things.BY)
    matching.match()
    assert told(followed) == [("removed", "left")]


def test_a_new_organisation_enters_the_whole_list(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_list(reader, "organisations", "")
    change(5)
    matching.match()
    assert told(followed) == [("new", "entered")]


def test_a_reference_organisation_does_not_enter_the_centre_s_list(reader: Any, db: Any) -> None:
    from technopole.core.sourced import put

    followed = following.follow_list(reader, "organisations", "")
    record = {"names": [{"value": "Far Away", "language": "en", "kind": "display"}], "status": "active"}
    put("organisation", "ror", "ror:013q1eq08", record, things.BY)
    matching.match()
    assert told(followed) == []


def test_members_of_a_list_are_kept_up_whatever_kinds_are_asked_for(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_list(reader, "organisations", "", kinds=["renamed"])
    uid = change(3)
    matching.match()
    assert Member.objects.filter(subscription=followed, uid=uid).exists()
    assert told(followed) == []


def test_the_same_filters_in_another_order_are_the_same_subscription(reader: Any, change: Callable[..., str]) -> None:
    change(0)
    one = following.follow_list(reader, "organisations", "status=active&type=research_institute&page=2&sort=name")
    two = following.follow_list(reader, "organisations", "type=research_institute&status=active&utm=x")
    assert one.pk == two.pk
    assert one.query == "status=active&type=research_institute"


def test_a_paused_subscription_is_told_nothing_of_its_pause(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_thing(reader, "organisation", change(0))
    paused = following.change(followed, followed.version, paused=True)
    change(0, status="inactive")
    matching.match()
    resumed = following.change(paused, paused.version, paused=False)
    change(0, status="active")
    matching.match()
    assert told(resumed) == [("status", "")]
    assert Match.objects.get().change.diff == {"status": ["inactive", "active"]}


def test_nobody_is_told_after_their_account_is_shut(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_thing(reader, "organisation", change(0))
    reader.is_active = False
    reader.save()
    change(0, status="inactive")
    matching.match()
    assert told(followed) == []


def test_who_leaves_is_forgotten(reader: Any, change: Callable[..., str]) -> None:
    from technopole.accounts.services import leaving

    following.follow_thing(reader, "organisation", change(0))
    assert leaving.export(reader)["follows"]["subscriptions"][0]["kind"] == "organisation"
    leaving.delete_account(reader, "correct horse battery")
    assert not Subscription.objects.exists()


def test_a_list_that_cannot_be_read_stops_nobody_else(
    reader: Any, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    uid = change(0)
    broken = following.follow_list(reader, "organisations", "")
    sound = following.follow_thing(reader, "organisation", uid)

    def fail(*arguments: Any) -> Any:
        raise RuntimeError("no index")

    monkeypatch.setattr("technopole.signals.things.narrowed", fail)
    change(0, status="inactive")
    matching.match()
    assert told(sound) == [("status", "")]
    assert told(broken) == [("status", "")]
    assert "cannot be read" in caplog.text


def test_an_unknown_kind_or_rhythm_is_refused(reader: Any, change: Callable[..., str]) -> None:
    with pytest.raises(Invalid) as refused:
        following.follow_thing(reader, "organisation", change(0), kinds=["nonsense"], rhythm="hourly")
    assert set(refused.value.fields) == {"kinds", "rhythm"}


def test_a_list_that_is_too_long_cannot_be_followed(
    reader: Any, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(0)
    change(1)
    monkeypatch.setattr(following, "MOST_MEMBERS", 1)
    with pytest.raises(Invalid):
        following.follow_list(reader, "organisations", "")


def test_a_change_on_an_older_version_is_a_conflict(reader: Any, change: Callable[..., str]) -> None:
    followed = following.follow_thing(reader, "organisation", change(0))
    following.change(followed, 1, rhythm="weekly")
    with pytest.raises(Conflict):
        following.change(followed, 1, rhythm="never")


def test_without_subscriptions_the_history_is_passed_over(change: Callable[..., str], db: Any) -> None:
    change(0)
    matching.match()
    assert Position.objects.get(name="matched").change == Change.objects.latest("pk").pk
    assert matching.is_caught_up()


def test_thirty_changes_of_a_list_are_matched_with_a_fixed_number_of_queries(
    reader: Any, change: Callable[..., str]
) -> None:
    for number in range(30):
        change(number)
    following.follow_list(reader, "organisations", "")
    for number in range(30):
        change(number, status="inactive")
    with CaptureQueriesContext(connection) as asked:
        assert matching.match_batch() == 30
    assert len(asked) < 20


class Killed(Exception):
    """The worker dies here."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from(["status", "rename", "kill", "match", "enter", "leave"]), min_size=1, max_size=14),
    batch=st.integers(1, 4),
)
def test_killed_anywhere_each_signal_is_matched_exactly_once(
    reader: Any, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch, steps: list[str], batch: int
) -> None:
    """The history is changed and matched in turns; some turns die after all was written but before it was kept."""
    from technopole.core import signals

    Subscription.objects.all().delete()
    Position.objects.all().delete()
    facts = {"status": "active", "established": "1900"}
    uid = change(0, **facts)
    thing = following.follow_thing(reader, "organisation", uid)
    whole = following.follow_list(reader, "organisations", "")
    start = matching.last_change()
    monkeypatch.setattr(matching, "BATCH", batch)
    year = 1900
    for step in steps:
        if step == "kill":
            with monkeypatch.context() as patch:
                patch.setattr(matching.delivering, "plan", _die)
                if not matching.is_caught_up():
                    with pytest.raises(Killed):
                        matching.match_batch()
        elif step == "match":
            matching.match_batch()
        elif step == "enter":
            change(len(Change.objects.all()) + 10)
        else:
            year += 1
            facts = {**facts, "established": str(year)}
            if step == "status":
                facts["status"] = "inactive" if facts["status"] == "active" else "active"
            change(0, **facts)
    matching.match()
    lines = Change.objects.filter(pk__gt=start, kind="organisation").order_by("pk")
    signalled = [(line.pk, each.kind, line.uid) for line in lines for each in signals.derive(line)]
    assert list(
        Match.objects.filter(subscription=thing).order_by("pk").values_list("change_id", "kind", "change__uid")
    ) == [each for each in signalled if each[2] == uid]
    assert list(
        Match.objects.filter(subscription=whole).order_by("pk").values_list("change_id", "kind", "change__uid")
    ) == signalled


def _die(*arguments: Any) -> None:
    raise Killed


def test_the_history_of_an_account_or_a_request_is_nobody_s_signal(reader: Any, change: Callable[..., str]) -> None:
    following.follow_list(reader, "organisations", "")
    Change.objects.create(
        at=dt.datetime.now(dt.UTC), kind="user", uid="user-1", action="suspended", actor_label=str(By(label="test"))
    )
    matching.match()
    assert not Match.objects.exists()


# --- what other rooms write into the history ---------------------------------------------------------------------


def test_a_report_that_became_overdue_is_told(reader: Any, change: Callable[..., str]) -> None:
    from technopole.core import signals

    uid = change(0)
    followed = following.follow_thing(reader, "organisation", uid, kinds=["overdue"])
    signals.happened("organisation", uid, "overdue", things.BY, {"report": [None, "2025"], "due": [None, "2026-05-31"]})
    matching.match()
    assert told(followed) == [("overdue", "")]


@pytest.fixture
def entry(change: Callable[..., str]) -> Any:
    """Organisation 0 stands in the register of social organisations."""
    from technopole.core import clock
    from technopole.registration.models import Registration

    return Registration.objects.create(
        uid="0123456789ab", organisation_uid=change(0), code="51310000MJ4900000A", legal_form="association",
        name_en="Institute of Optics 0", registered_on=dt.date(2020, 1, 1), registered_year=2020, updated_at=clock.now(), sort_name="optics",
        status_since=dt.date(2020, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "diff", "kinds"),
    [
        ("changed", {"legal_representative": ["A", "B"], "name": [{"en": "X"}, {"en": "Y"}]}, ["officers"]),
        ("certificate", {"valid_to": ["", "2030-01-01"]}, ["certificate"]),
        ("liquidating", {"status": ["active", "liquidating"]}, ["status", "registration"]),
        ("registered", {}, ["registration"]),
    ],
)
def test_what_the_register_writes_of_an_entry_is_told_of_its_organisation(
    reader: Any, entry: Any, action: str, diff: dict[str, Any], kinds: list[str]
) -> None:
    from technopole.registration import records

    followed = following.follow_thing(reader, "organisation", entry.organisation_uid)
    whole = following.follow_list(reader, "organisations", "")
    records.history(entry, action, None, "", diff)
    matching.match()
    assert sorted(kind for kind, _ in told(followed)) == sorted(kinds)
    assert told(whole) == told(followed)


def test_who_followed_a_merged_organisation_follows_the_one_it_became(
    reader: Any, people: Any, change: Callable[..., str]
) -> None:
    from technopole.core import signals

    gone, survivor = change(0), change(1)
    mine = following.follow_thing(reader, "organisation", gone)
    theirs = following.follow_thing(people.alice, "organisation", gone)
    following.follow_thing(people.alice, "organisation", survivor)
    signals.happened("organisation", survivor, "merged", things.BY, {"merged": [None, gone]})
    matching.match()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.thing_uid, theirs.thing_uid) == (survivor, gone)
    change(1, status="inactive")
    matching.match()
    assert told(mine) == [("status", "")]
