"""Trials of things shown: who may ask, who answers, what both sides see, and what becomes public."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from technopole.accounts.models import Grant, Representation, User
from technopole.core import clock, jobs
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import queries, services
from technopole.core.requests.models import Request
from technopole.core.sourced import By, put
from technopole.programme.models import ShowcaseItem, Trial
from technopole.programme.trials import procedure, steps
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db
BY = By(label="test")


def person(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org")
    for role in roles:
        Grant.objects.create(user=user, role=role, granted_at=clock.now())
    return user


def organisation(key: str, name: str, *speakers: User) -> str:
    record = {"key": key, "names": [{"value": name, "language": "en", "kind": "display"}], "types": ["company"],
              "status": "active", "sources": ["https://example.org"]}  # fmt: skip
    uid = next(iter(put("organisation", "centre", f"test:{key}", record, BY).uids.values()))
    for speaker in speakers:
        Representation.objects.create(user=speaker, organisation_uid=uid, since=clock.now())
        speaker.forget_rights()
    return uid


def item(name: str, **more: Any) -> ShowcaseItem:
    record = {"name": {"en": name}, "scenario": {"en": "Care"}, "sources": ["https://example.org"], **more}
    return ShowcaseItem.objects.get(uid=next(iter(put("showcase", "centre", f"test:{name}", record, BY).uids.values())))


@pytest.fixture
def world() -> SimpleNamespace:
    asker, colleague, maker = person("asker"), person("colleague"), person("maker")
    clinic = organisation("clinic", "Harbour Clinic", asker, colleague)
    robots = organisation("robots", "Robot Works", maker)
    return SimpleNamespace(
        asker=asker, colleague=colleague, maker=maker, officer=person("officer", "programme_officer"),
        stranger=person("stranger"), clinic=clinic, robots=robots,
        robot=item("Lifting robot", maker={"organisation": "robots"}), nameless=item("Nameless arm"),
    )  # fmt: skip


def answers(**more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "scenario": "Lifting patients on ward 3", "starts": today.isoformat(),
        "ends": (today + dt.timedelta(days=30)).isoformat(), "measured": "Back complaints of staff, before and after",
        "paid_by": "shared", **more,
    }  # fmt: skip


def ask(world: SimpleNamespace, thing: ShowcaseItem | None = None, **more: Any) -> Request:
    return procedure.ask(thing or world.robot, world.asker, world.clinic, answers(**more), "en")


def agreed(world: SimpleNamespace, thing: ShowcaseItem | None = None) -> Trial:
    asked = ask(world, thing)
    services.accept(asked.uid, world.officer if thing else world.maker, asked.version)
    return Trial.objects.get(request_uid=asked.uid)


def take(trial: Trial, step: str, by: User, **said: Any) -> Trial:
    return steps.take(trial.uid, step, by, Trial.objects.get(pk=trial.pk).version, **said)


def test_a_request_waits_for_those_who_speak_for_the_maker_and_for_the_centre(world: SimpleNamespace) -> None:
    asked = ask(world)
    for who in (world.maker, world.officer):
        assert [each.request.uid for each in queries.inbox(who)] == [asked.uid]
    for who in (world.asker, world.colleague, world.stranger):
        assert not queries.inbox(who)
    jobs.run_due()
    assert [(each.to, "Lifting robot" in each.subject) for each in mail.outbox if each.to == ["maker@example.org"]]


def test_a_maker_declines_with_a_reason_and_a_maker_cannot_ask_for_its_own(world: SimpleNamespace) -> None:
    asked = ask(world)
    with pytest.raises(Invalid):
        services.refuse(asked.uid, world.maker, asked.version, " ")
    assert services.refuse(asked.uid, world.maker, asked.version, "No robot is free").state == "refused"
    with pytest.raises(Invalid) as wrong:
        procedure.ask(world.robot, world.maker, world.robots, answers())
    assert "organisation" in wrong.value.fields
    assert not Trial.objects.exists()


def test_whoever_speaks_for_the_asking_side_does_not_decide_whatever_else_he_is(world: SimpleNamespace) -> None:
    Grant.objects.create(user=world.colleague, role="programme_officer", granted_at=clock.now())
    world.colleague.forget_rights()
    asked = ask(world)
    with pytest.raises(NotAllowed):
        services.accept(asked.uid, world.colleague, asked.version)


def test_what_is_missing_or_impossible_is_named(world: SimpleNamespace) -> None:
    wrongs: tuple[dict[str, Any], ...] = (
        {"scenario": " "}, {"measured": ""}, {"paid_by": "nobody"}, {"starts": "tomorrow"}, {"ends": "2001-01-01"},
        {"district": "atlantis"}, {"scenario": "x" * 301},
    )  # fmt: skip
    for more in wrongs:
        with pytest.raises(Invalid) as wrong:
            ask(world, **more)
        assert set(wrong.value.fields) == set(more)
    with pytest.raises(Invalid):
        procedure.ask(world.robot, world.stranger, world.clinic, answers())
    ask(world)
    with pytest.raises(Invalid) as again:
        ask(world)
    assert "organisation" in again.value.fields


def test_a_result_is_public_only_while_both_sides_consent(world: SimpleNamespace) -> None:
    trial = agreed(world)
    secret = "Complaints fell by a third"
    with pytest.raises(Invalid):
        take(trial, "report", world.asker)
    take(trial, "report", world.asker, result_en=secret)
    public = Client()
    assert public.get(f"/showcase/trials/{trial.uid}/").status_code == 404
    take(trial, "consent", world.asker)
    assert public.get(f"/showcase/trials/{trial.uid}/").status_code == 404
    assert secret not in public.get(f"/showcase/{world.robot.uid}/").content.decode()
    with pytest.raises(Conflict):
        take(trial, "consent", world.asker)
    take(trial, "consent", world.maker)
    assert secret in public.get(f"/showcase/trials/{trial.uid}/").content.decode()
    assert secret in public.get(f"/showcase/{world.robot.uid}/").content.decode()
    listed = public.get(f"/api/v1/showcase/{world.robot.uid}/trials").json()["items"]
    assert [each["result"]["en"] for each in listed] == [secret]
    with pytest.raises(Conflict):  # what is public does not change under its readers
        take(trial, "report", world.maker, result_en="Much better")
    take(trial, "retract", world.maker)
    assert public.get(f"/showcase/trials/{trial.uid}/").status_code == 404
    assert not public.get(f"/api/v1/showcase/{world.robot.uid}/trials").json()["items"]


def test_a_result_written_anew_asks_both_for_their_consent_anew(world: SimpleNamespace) -> None:
    trial = agreed(world)
    take(trial, "report", world.asker, result_en="First")
    take(trial, "consent", world.maker)
    changed = take(trial, "report", world.asker, result_en="Second")
    assert changed.maker_consented_at is None
    assert take(trial, "consent", world.asker).published_on is None


def test_the_centre_speaks_for_a_maker_nobody_speaks_for_but_not_for_both_sides(world: SimpleNamespace) -> None:
    trial = agreed(world, world.nameless)
    take(trial, "report", world.officer, result_en="It held")
    take(trial, "consent", world.officer)
    assert steps.steps_for(Trial.objects.get(pk=trial.pk), world.officer) == ["report", "retract"]
    assert take(trial, "consent", world.asker).published_on == clock.today()
    own = procedure.ask(world.nameless, world.officer, "", answers())
    with pytest.raises(NotAllowed):
        services.accept(own.uid, world.officer, own.version)
    second = person("second", "broker")
    services.accept(own.uid, second, own.version)
    both = Trial.objects.get(request_uid=own.uid)
    take(both, "report", second, result_en="Fine")
    take(both, "consent", second)
    with pytest.raises(Conflict):
        take(both, "consent", second)
    assert take(both, "consent", world.officer).published_on


def test_a_trial_is_called_off_with_a_reason_and_every_step_stands_in_the_requests_timeline(world: SimpleNamespace) -> None:
    trial = agreed(world)
    with pytest.raises(NotAllowed):
        take(trial, "call_off", world.stranger, text="No")
    with pytest.raises(Conflict):
        steps.take(trial.uid, "call_off", world.maker, 99, text="No")
    with pytest.raises(Invalid):
        take(trial, "call_off", world.maker)
    assert take(trial, "call_off", world.maker, text="The ward closes").state == "called_off"
    events = Request.objects.get(uid=trial.request_uid).events.order_by("-id")
    assert events[0].kind == "trial_call_off" and events[0].text == "The ward closes"
    with pytest.raises(Conflict):
        take(trial, "report", world.maker, result_en="Late")


def test_pages_lead_from_a_thing_to_a_published_trial(world: SimpleNamespace) -> None:
    asker, maker = Client(), Client()
    asker.force_login(world.asker)
    maker.force_login(world.maker)
    form = f"/showcase/{world.robot.uid}/try/"
    assert asker.get(form).status_code == 200
    assert asker.post(form, {"organisation": world.clinic}).status_code == 422
    sent = asker.post(form, {"organisation": world.clinic, **answers()})
    case = sent["Location"]
    page = maker.get(case).content.decode()
    assert "Harbour Clinic" in page and "Back complaints" in page
    version = Request.objects.get(kind=procedure.KIND).version
    assert maker.post(f"{case}decide", {"decision": "supplement", "reason": "More", "version": version}).status_code == 409
    assert maker.post(f"{case}decide", {"decision": "accept", "version": version}).status_code == 302
    trial = Trial.objects.get()
    at = f"/showcase/trials/{trial.uid}/"
    assert at in asker.get(case).content.decode()
    for step, client, said in (
        ("report", asker, {"result_zh": "投诉减少三分之一。"}), ("consent", maker, {}), ("consent", asker, {}),
    ):  # fmt: skip
        assert client.get(f"{at}{step}/").status_code == 200
        trial.refresh_from_db()
        assert client.post(f"{at}{step}/", {"version": trial.version, **said}).status_code == 302
    public = Client().get(at).content.decode()
    assert "投诉减少三分之一" in public and "shared" not in public and "each its own costs" not in public
    assert Organisation.objects.get(uid=world.clinic).name in public


def test_programs_ask_report_and_consent(world: SimpleNamespace) -> None:
    asker = Client()
    asker.force_login(world.asker)
    said = {**answers(), "organisation": world.clinic}
    made = asker.post(f"/api/v1/showcase/{world.robot.uid}/trials", said, "application/json")
    assert made.status_code == 201, made.content
    asked = Request.objects.get(uid=made.json()["request"])
    services.accept(asked.uid, world.maker, asked.version)
    trial = Trial.objects.get()
    seen = asker.get(f"/api/v1/trials/{trial.uid}")
    assert seen.json()["may"] == ["report", "call_off"] and Client().get(f"/api/v1/trials/{trial.uid}").status_code == 404
    step = {"step": "report", "result_en": "It held"}
    done = asker.post(f"/api/v1/trials/{trial.uid}/steps", step, "application/json", headers={"If-Match": seen["ETag"]})
    assert done.status_code == 200, done.content
    assert done.json()["may"] == ["report", "consent"]


def test_the_showcase_is_led_by_artificial_intelligence_and_narrowed_by_sector(world: SimpleNamespace) -> None:
    item("Zephyr translator", sectors=["artificial_intelligence"])
    item("Bridge paint", sectors=["materials"])
    page = Client().get("/showcase/").content.decode()
    assert page.index("Zephyr translator") < page.index("Bridge paint") < page.index("Lifting robot")
    narrowed = Client().get("/showcase/?sector=materials").content.decode()
    assert "Bridge paint" in narrowed and "Zephyr translator" not in narrowed
