"""What happens to an organisation after it is registered, step by step, through the services."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import supervision_world
from django.core import mail
from supervision_world import ANSWERS

from technopole.core import jobs
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change, Job
from technopole.core.sourced import By
from technopole.supervision import queries
from technopole.supervision.models import AnnualReport, CreditRecord, Event, ListCase, ProgressVersion, Rating
from technopole.supervision.services import listings, planned, progress, ratings, records, reports

pytestmark = pytest.mark.django_db


def by(person: Any) -> By:
    return By(user=person)


def report(world: SimpleNamespace, year: int = 2024) -> AnnualReport:
    planned.open_duties()
    return AnnualReport.objects.get(organisation_uid=world.acme, year=year, kind="report")


def handed_in(world: SimpleNamespace) -> AnnualReport:
    row = reports.save(report(world).uid, by(world.alice), 1, ANSWERS)
    return reports.submit(row.uid, by(world.alice), row.version)


def inspection(world: SimpleNamespace, year: int = 2024, conclusion: str = "passed", decided: str = "2025-07-01") -> CreditRecord:
    said = {"kind": "inspection", "year": year, "conclusion": conclusion, "authority": "Civil", "decided_on": dt.date.fromisoformat(decided)}
    return records.enter(world.acme, by(world.registrar), said)


def listed(world: SimpleNamespace, at: Callable[..., None], day: str = "2025-06-02") -> ListCase:
    report(world)
    at(day)
    planned.daily()
    case = listings.notify(ListCase.objects.get(state="proposed").uid, by(world.registrar), None)
    at(str(case.answer_until + dt.timedelta(days=1)))  # type: ignore[operator]
    return listings.put_on(case.uid, by(world.registrar), None, "No answer came.")


# --- annual reports --------------------------------------------------------------------------------------------


def test_a_report_is_owed_once_however_often_the_work_is_done(world: SimpleNamespace) -> None:
    assert (planned.open_duties(), planned.open_duties()) == (1, 0)
    row = AnnualReport.objects.get()
    assert (row.year, row.due, row.unit_due, row.state, row.synthetic) == (2024, dt.date(2025, 5, 31), None, "due", True)


def test_a_report_is_written_handed_in_sent_back_and_received(world: SimpleNamespace) -> None:
    row = handed_in(world)
    assert (row.state, row.sent_on, row.income) == ("submitted", dt.date(2025, 1, 15), 1250000)
    row = reports.send_back(row.uid, by(world.registrar), row.version, "The assets are missing.")
    row = reports.submit(row.uid, by(world.alice), row.version)
    row = reports.receive(row.uid, by(world.registrar), row.version)
    assert (row.state, row.received_on, row.was_late) == ("received", dt.date(2025, 1, 15), False)
    assert [event.action for event in Event.objects.filter(subject_uid=row.uid)] == ["open", "start", "submit", "return", "submit", "receive"]


def test_a_report_cannot_be_handed_in_while_an_answer_is_missing_or_does_not_add_up(world: SimpleNamespace) -> None:
    row = reports.save(report(world).uid, by(world.alice), 1, {**ANSWERS, "council": "", "income_donations": "2000000", "assets": "many"})
    with pytest.raises(Invalid) as refused:
        reports.submit(row.uid, by(world.alice), row.version)
    assert set(refused.value.fields) == {"council", "income", "assets"}


def test_the_unit_receives_before_the_registrar(world: SimpleNamespace) -> None:
    world.registration.supervisory_unit = "sast"
    world.registration.save()
    row = handed_in(world)
    with pytest.raises(Conflict, match="supervisory unit has not received it yet"):
        reports.receive(row.uid, by(world.registrar), row.version)
    row = reports.unit_receive(row.uid, by(world.registrar), row.version)
    assert reports.receive(row.uid, by(world.registrar), row.version).state == "received"


def test_who_speaks_for_the_supervisory_unit_receives_for_it_and_nobody_elses(world: SimpleNamespace) -> None:
    import registration_factory

    registration_factory.authorities()
    from technopole.accounts.models import Representation
    from technopole.core import clock
    from technopole.registry.models import Organisation

    unit = Organisation.objects.get(key="unit-org").uid
    Representation.objects.create(user=world.visitor, organisation_uid=unit, since=clock.now())
    world.registration.supervisory_unit = "sast"
    world.registration.save()
    row = handed_in(world)
    with pytest.raises(NotAllowed):
        reports.unit_receive(row.uid, by(world.bob), row.version)
    row = reports.unit_receive(row.uid, by(world.visitor), row.version)
    assert row.state == "unit_received"
    with pytest.raises(NotAllowed):
        reports.receive(row.uid, by(world.visitor), row.version)


@pytest.mark.parametrize("who", ["bob", "visitor", "broker", "registrar"])
def test_nobody_but_its_representative_writes_a_report(world: SimpleNamespace, who: str) -> None:
    with pytest.raises(NotAllowed):
        reports.save(report(world).uid, by(getattr(world, who)), 1, ANSWERS)


def test_a_registrar_who_represents_the_organisation_does_not_decide_on_it(world: SimpleNamespace) -> None:
    from technopole.accounts.models import Representation
    from technopole.core import clock

    row = handed_in(world)
    Representation.objects.create(user=world.registrar, organisation_uid=world.acme, since=clock.now())
    world.registrar.forget_rights()
    with pytest.raises(NotAllowed, match="that you represent"):
        reports.receive(row.uid, by(world.registrar), row.version)


def test_an_old_version_is_refused(world: SimpleNamespace) -> None:
    row = handed_in(world)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        reports.receive(row.uid, by(world.registrar), row.version - 1)


def test_a_step_at_the_wrong_time_is_refused_with_the_reason(world: SimpleNamespace) -> None:
    row = report(world)
    with pytest.raises(Conflict, match="“Hand it in” cannot be done now: its state is “Not begun”"):
        reports.submit(row.uid, by(world.alice), row.version)


@pytest.mark.parametrize(("moment", "late"), [("2025-05-31T23:59:59", False), ("2025-06-01T00:00:00", True)])
def test_a_report_is_overdue_from_midnight_in_the_centres_time_zone(
    world: SimpleNamespace, at: Callable[..., None], settings: Any, moment: str, late: bool
) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    row = report(world)
    at(dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")))
    planned.daily()
    row.refresh_from_db()
    assert queries.is_overdue(row) is late
    assert (row.overdue_since == dt.date(2025, 6, 1)) is late
    assert Change.objects.filter(kind="organisation", uid=world.acme, action="overdue").exists() is late


def test_handing_in_late_ends_the_flag_and_is_remembered(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = report(world)
    at("2025-06-10")
    planned.note_overdue()
    row = reports.save(row.uid, by(world.alice), None, ANSWERS)
    row = reports.submit(row.uid, by(world.alice), None)
    assert (row.overdue_since, row.was_late) == (None, True)


def test_reminders_go_out_before_and_after_the_day_and_each_once(world: SimpleNamespace, at: Callable[..., None]) -> None:
    world.alice.language = "zh-hans"
    world.alice.save()
    report(world)
    for day in ("2025-04-30", "2025-05-01", "2025-05-01", "2025-05-24", "2025-06-01", "2025-06-20", "2025-07-30"):
        at(day)
        planned.remind()
        Job.objects.filter(name="supervision.notify", done_at=None).update(due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        jobs.run_due()
    assert len(mail.outbox) == 4
    assert {message.to[0] for message in mail.outbox} == {"alice@example.org"}
    assert "2024" in mail.outbox[0].subject and "Acme Instruments" in mail.outbox[0].subject


def test_the_units_day_and_the_registrars_day_are_each_reminded_of(world: SimpleNamespace, at: Callable[..., None]) -> None:
    world.registration.supervisory_unit = "sast"
    world.registration.save()
    row = report(world)
    for day in ("2025-03-01", "2025-03-24", "2025-04-01", "2025-05-01", "2025-06-01"):
        at(day)
        planned.remind()
    told = [(job.arguments["event"], job.arguments["values"]["due"]) for job in Job.objects.filter(name="supervision.notify").order_by("id")]
    assert told == [
        ("due_soon", "2025-03-31"), ("due_soon", "2025-03-31"), ("due_soon", "2025-05-31"), ("overdue", "2025-05-31"),
    ]  # fmt: skip
    assert row.unit_due == dt.date(2025, 3, 31)


# --- records ---------------------------------------------------------------------------------------------------


def test_a_record_entered_within_five_working_days_is_in_time(world: SimpleNamespace, at: Callable[..., None]) -> None:
    at("2025-10-14")
    assert inspection(world, decided="2025-09-30").entered_late is False
    at("2025-10-15")
    second = records.enter(
        world.acme, by(world.registrar),
        {"kind": "penalty", "title_en": "A warning", "authority": "Civil", "decided_on": dt.date(2025, 9, 30)},
    )
    assert (second.enter_by, second.entered_late) == (dt.date(2025, 10, 14), True)


def test_a_year_is_inspected_once_until_the_record_is_annulled(world: SimpleNamespace, at: Callable[..., None]) -> None:
    at("2025-07-02")
    first = inspection(world)
    with pytest.raises(Invalid, match="entered already"):
        inspection(world, conclusion="failed")
    records.annul(first.uid, by(world.registrar), None, "Of another organisation")
    assert inspection(world, conclusion="failed").conclusion == "failed"
    with pytest.raises(Conflict, match="cannot be done now"):
        records.annul(first.uid, by(world.registrar), None, "Again")


def test_a_record_with_wrong_values_is_refused_by_field(world: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        records.enter(world.acme, by(world.registrar), {"kind": "inspection", "decided_on": dt.date(2030, 1, 1), "year": 2031, "source": "x"})
    assert set(refused.value.fields) == {"decided_on", "year", "conclusion", "authority", "source"}


@pytest.mark.parametrize("who", ["alice", "bob", "visitor", "broker", "analyst", "officer"])
def test_only_registrars_enter_records_and_propose_listings(world: SimpleNamespace, who: str) -> None:
    person = by(getattr(world, who))
    with pytest.raises(NotAllowed):
        records.enter(world.acme, person, {"kind": "penalty", "title_en": "x", "authority": "y", "decided_on": dt.date(2025, 1, 1)})
    with pytest.raises(NotAllowed):
        listings.propose(world.acme, "unreachable", person, "No answer at the address.")


# --- lists -----------------------------------------------------------------------------------------------------


def test_who_handed_in_no_report_is_proposed_told_listed_and_repaired(world: SimpleNamespace, at: Callable[..., None]) -> None:
    case = listed(world, at)
    assert (case.state, case.list, case.report.year) == ("listed", "abnormal", 2024)  # type: ignore[union-attr]
    assert [row.uid for row in queries.listed_now(world.acme)] == [case.uid]
    case = listings.ask_repair(case.uid, by(world.alice), None, "The report is handed in.")
    with pytest.raises(Conflict, match="has not been received by the registrar yet"):
        listings.repair(case.uid, by(world.registrar), None)
    row = reports.save(case.report.uid, by(world.alice), None, ANSWERS)  # type: ignore[union-attr]
    reports.submit(row.uid, by(world.alice), None)
    reports.receive(row.uid, by(world.registrar), None)
    case = listings.repair(case.uid, by(world.registrar), None)
    assert case.state == "repaired" and not queries.listed_now(world.acme)
    assert queries.listings().filter(uid=case.uid).exists(), "the record stays"
    said = Change.objects.filter(kind="organisation", uid=world.acme).values_list("action", flat=True)
    assert {"overdue", "listed", "repaired"} <= set(said)


def test_it_is_not_decided_while_the_organisation_may_still_answer(world: SimpleNamespace, at: Callable[..., None]) -> None:
    case = listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")
    case = listings.notify(case.uid, by(world.registrar), case.version)
    assert case.answer_until == dt.date(2025, 2, 11)  # fifteen working days over the Spring Festival
    with pytest.raises(Conflict, match="may answer until 11 February 2025"):
        listings.put_on(case.uid, by(world.registrar), None)
    case = listings.answer(case.uid, by(world.alice), None, "We moved next door.")
    assert listings.put_on(case.uid, by(world.registrar), None, "Not registered there.").state == "listed"


def test_an_answer_after_its_time_is_refused(world: SimpleNamespace, at: Callable[..., None]) -> None:
    case = listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")
    listings.notify(case.uid, by(world.registrar), None)
    at("2025-02-12")
    with pytest.raises(Conflict, match="ended on 11 February 2025"):
        listings.answer(case.uid, by(world.alice), None, "Too late.")


def test_nobody_is_listed_for_a_report_that_came_meanwhile(world: SimpleNamespace, at: Callable[..., None]) -> None:
    report(world)
    at("2025-06-02")
    planned.daily()
    case = listings.notify(ListCase.objects.get().uid, by(world.registrar), None)
    handed_in_late = reports.save(case.report.uid, by(world.alice), None, ANSWERS)  # type: ignore[union-attr]
    reports.submit(handed_in_late.uid, by(world.alice), None)
    at("2025-07-01")
    with pytest.raises(Conflict, match="handed in since"):
        listings.put_on(case.uid, by(world.registrar), None)
    assert listings.drop(case.uid, by(world.registrar), None, "It was handed in.").state == "dropped"
    planned.daily()
    assert ListCase.objects.count() == 1


@pytest.mark.parametrize(("day", "proposed"), [("2027-06-30", False), ("2027-07-01", True)])
def test_two_full_years_on_the_abnormal_list_lead_to_the_serious_one(
    world: SimpleNamespace, at: Callable[..., None], day: str, proposed: bool
) -> None:
    case = listed(world, at, "2025-06-09")
    assert case.listed_on == dt.date(2025, 7, 1)
    at(day)
    planned.propose_listings()
    planned.propose_listings()
    assert ListCase.objects.filter(list="serious", before=case).count() == int(proposed)


def test_the_serious_list_is_left_only_after_the_abnormal_one(world: SimpleNamespace, at: Callable[..., None]) -> None:
    case = listed(world, at)
    at("2027-08-01")
    planned.propose_listings()
    serious = ListCase.objects.get(list="serious")
    listings.notify(serious.uid, by(world.registrar), None)
    at("2027-09-01")
    listings.put_on(serious.uid, by(world.registrar), None)
    listings.ask_repair(serious.uid, by(world.alice), None, "We mend it.")
    with pytest.raises(Conflict, match="still on the list of abnormal activity"):
        listings.repair(serious.uid, by(world.registrar), None)
    assert case.uid in [row.uid for row in queries.listed_now(world.acme)]


def test_the_same_listing_is_not_proposed_twice(world: SimpleNamespace) -> None:
    listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")
    with pytest.raises(Conflict, match="proposed or in force already"):
        listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")


# --- ratings ---------------------------------------------------------------------------------------------------


def applied(world: SimpleNamespace, at: Callable[..., None]) -> Rating:
    at("2025-07-02")
    inspection(world)
    return ratings.apply(world.acme, by(world.alice), "We ask for an assessment.")


def test_a_rating_is_applied_for_assessed_granted_and_expires(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = applied(world, at)
    items = [{"item": "basics", "most": "100", "points": "90"}, {"item": "performance", "most": "900", "points": "822"}]
    row = ratings.assess(row.uid, by(world.registrar), row.version, "chanhe-2025", items)
    row = ratings.grant(row.uid, by(world.registrar), row.version)
    assert (row.grade, row.points, row.valid_from, row.valid_to) == ("AAAAA", 912, dt.date(2025, 7, 2), dt.date(2030, 7, 1))
    at("2030-07-01")
    planned.end_ratings()
    assert queries.rating_now(world.acme) == row
    at("2030-07-02")
    assert queries.rating_now(world.acme) is None, "its time is over even before that is noted"
    planned.end_ratings()
    row.refresh_from_db()
    assert row.state == "expired"


def test_an_application_names_every_condition_that_is_not_met(world: SimpleNamespace) -> None:
    listings.propose(world.acme, "unreachable", by(world.registrar), "Letters came back.")
    with pytest.raises(Invalid) as refused:
        ratings.apply(world.acme, by(world.alice))
    assert refused.value.fields["conditions"] == ["It was inspected for 2024", "It is not under investigation"]


def test_a_charitys_report_counts_as_its_inspection(world: SimpleNamespace) -> None:
    world.registration.details = {"charity": "yes"}
    world.registration.save()
    row = handed_in(world)
    assert row.inspection is False
    reports.receive(row.uid, by(world.registrar), row.version)
    assert ratings.apply(world.acme, by(world.alice)).state == "applied"


def test_points_that_a_scale_leaves_open_need_a_person_and_a_reason(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = applied(world, at)
    row = ratings.assess(row.uid, by(world.registrar), None, "anqing-2021", [{"item": "all", "most": "1000", "points": "880"}])
    with pytest.raises(Invalid, match="does not say which grade"):
        ratings.grant(row.uid, by(world.registrar), None)
    with pytest.raises(Invalid, match="Say why this grade"):
        ratings.grant(row.uid, by(world.registrar), None, "AAA")
    assert ratings.grant(row.uid, by(world.registrar), None, "AAA", "By the city's own table").grade == "AAA"


def test_points_that_do_not_fit_are_refused(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = applied(world, at)
    for scale, items in (
        ("nowhere", [{"item": "a", "points": "1"}]), ("shenzhen-2023", [{"item": "a", "points": "101"}]), ("shenzhen-2023", []),
        ("shenzhen-2023", [{"item": "a", "most": "10", "points": "11"}]), ("shenzhen-2023", [{"item": "a", "points": "NaN"}]),
        ("shenzhen-2023", [{"item": "a", "points": "-1"}]),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            ratings.assess(row.uid, by(world.registrar), None, scale, items)


def test_too_few_points_give_no_grade(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = applied(world, at)
    ratings.assess(row.uid, by(world.registrar), None, "shenzhen-2023", [{"item": "all", "points": "50"}])
    with pytest.raises(Conflict, match="give no grade"):
        ratings.grant(row.uid, by(world.registrar), None)
    assert ratings.refuse(row.uid, by(world.registrar), None, "Fifty points.").state == "refused"


def test_one_application_is_open_at_a_time(world: SimpleNamespace, at: Callable[..., None]) -> None:
    row = applied(world, at)
    with pytest.raises(Conflict, match="not decided yet"):
        ratings.apply(world.acme, by(world.alice))
    ratings.withdraw(row.uid, by(world.alice), row.version)
    assert ratings.apply(world.acme, by(world.alice)).state == "applied"


# --- progress reports ------------------------------------------------------------------------------------------


def test_each_sending_of_a_progress_report_is_kept(world: SimpleNamespace) -> None:
    row = progress.begin(world.acme, 2024, by(world.alice))
    assert progress.begin(world.acme, 2024, by(world.alice)).uid == row.uid
    with pytest.raises(Invalid) as refused:
        progress.send(row.uid, by(world.alice), None)
    assert set(refused.value.fields) == {"progress_en", "innovation_en", "transformation_en"}
    parts = {part: {"en": "One.", "zh": "一。"} for part in ("progress", "innovation", "transformation")}
    progress.save(row.uid, by(world.alice), None, parts)
    progress.send(row.uid, by(world.alice), None)
    progress.comment(row.uid, by(world.registrar), None, "Which contracts?")
    progress.save(row.uid, by(world.alice), None, {**parts, "transformation": {"en": "Two contracts."}})
    progress.send(row.uid, by(world.alice), None)
    row = progress.accept(row.uid, by(world.registrar), None)
    versions = list(ProgressVersion.objects.filter(report=row).values_list("number", "parts"))
    assert [number for number, _ in versions] == [1, 2] and versions[0][1]["transformation"]["en"] == "One."
    with pytest.raises(Conflict, match="cannot be done now"):
        progress.save(row.uid, by(world.alice), None, parts)


def test_accepted_progress_reports_are_public_and_others_are_not(world: SimpleNamespace) -> None:
    progress.begin(world.acme, 2024, by(world.alice))
    assert [queries.progress_of(world.acme, who).count() for who in (world.public, world.bob, world.alice, world.registrar)] == [0, 0, 1, 1]


def test_supervision_tells_signals_of_the_organisation(world: SimpleNamespace, at: Callable[..., None]) -> None:
    from technopole.core import signals

    at("2025-07-02")
    inspection(world, conclusion="fair")
    change = Change.objects.get(kind="organisation", uid=world.acme, action="inspection")
    assert [each.kind for each in signals.derive(change)] == ["inspection"]
    assert supervision_world.BY.label == "test"
