"""Run as a program: makes the home that the browser tests read, and prints where to look, as JSON.

The demo centre, its people, its index, and requests at the stages that pages show: a draft, one that waits, one
answered, a correction of the public, and a token.
"""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from technopole.cli import environment, preparing

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # what all tests share


def main(home: str) -> None:
    arguments = Namespace(home=home, host="127.0.0.1", centre=None)
    environment.set_up(arguments)
    said = sys.stdout
    sys.stdout = sys.stderr
    preparing.make_ready(arguments)
    facts = {**things(), **duplicates(), **requests(), **register(), **lists()}
    facts |= supervision(facts["mine"])
    facts |= exchange(facts["mine"])
    facts |= dealing(facts["mine"], facts["theirs"])
    facts |= trials(facts["mine"], facts["showcase"])
    preparing.build_index_if_absent()
    json.dump(facts, said)


def things() -> dict[str, Any]:
    """The thing of each kind that pages are looked at with: one with as much to show as possible."""
    from technopole.exchange.models import Need, Offer, ServiceOffer
    from technopole.observatory.models import Indicator, Measuring, Observation
    from technopole.policies.models import Policy
    from technopole.programme.models import Event, Facility, ShowcaseItem
    from technopole.registry.models import Hub, Organisation

    told = Observation.objects.values_list("indicator", flat=True)
    core = Indicator.objects.exclude(core=None).exclude(target={}).filter(key__in=told)
    models: dict[str, Any] = {"event": Event, "facility": Facility, "showcase": ShowcaseItem, "policy": Policy, "need": Need}
    models |= {"offer": Offer, "service": ServiceOffer}
    return {
        "organisation": Organisation.objects.exclude(relations=None).exclude(hub="").order_by("-weight").first().uid,  # type: ignore[union-attr]
        "hub": Hub.objects.exclude(latitude=None).order_by("id").first().uid,  # type: ignore[union-attr]
        "indicator": core.order_by("core").first().key,  # type: ignore[union-attr]
        "measured": Measuring.objects.filter(status=Measuring.DONE).order_by("-records", "id").first().indicator,  # type: ignore[union-attr]
        **{name: model.objects.order_by("id").first().uid for name, model in models.items()},
    }


def duplicates() -> dict[str, Any]:
    """A pair to be decided, and one that was merged."""
    from technopole.accounts.models import User
    from technopole.core.models import Job
    from technopole.core.sourced import By, put
    from technopole.registry.duplicates import merging, pairs
    from technopole.registry.models import Organisation

    found = {}
    for name in ("duplicate", "merged"):
        uids = []
        for spelling in ("Institute of", "INSTITUTE OF"):
            record = {
                "names": [{"value": f"Looked-at {spelling} {name} lights", "language": "en", "kind": "display"}],
                "links": [{"kind": "website", "url": f"https://{name}.example.org"}], "status": "active",
                "identifiers": [{"scheme": "wikidata", "value": f"Q99999{len(name)}"}],
                "places": [{"country": "CN", "name": "Shanghai"}], "synthetic": True,
                "listed": True, "sources": ["https://example.org"],
            }  # fmt: skip
            uids += put("organisation", "local", f"{spelling[:3]}{name}"[:12], record, By(label="test")).uids.values()
        a, b = (Organisation.objects.get(uid=uid) for uid in uids)
        evidence = [["same", 0.0], ["host_same", 2.6], ["country_same", 2.3], ["city_differs", -1.8]]
        pair = pairs.remember(a, b, 0.93, evidence)
        found[name] = pair.uid
        if name == "merged":
            registrar = User.objects.get(username="registrar")
            merging.merge(pair.uid, a.uid, By(user=registrar), pair.version, "The same site and address.")
    # The pairs are as told here: comparing is tested elsewhere, and would weigh them anew while they are looked at.
    Job.objects.filter(name=pairs.COMPARE).delete()
    return found


def register() -> dict[str, Any]:
    """An organisation that Rosa registered, her application that waits for the registrar, and her draft."""
    import registration_factory as factory

    from technopole.accounts.models import Representation, User
    from technopole.core import clock
    from technopole.registration import services
    from technopole.registry.models import Organisation

    rosa, remi, registrar, second = (
        User.objects.get(username=name) for name in ("representative", "representative2", "registrar", "administrator")
    )
    unit = Organisation.objects.get(key="sast").uid
    Representation.objects.create(user=remi, organisation_uid=unit, since=clock.now(), granted_by=registrar)
    who = factory.World(applicant=rosa, officer=remi, first=registrar, second=second, stranger=second)
    ours = {"authority": "shanghai-civil-affairs"}
    made = factory.registered(who, "association", 1, **ours)
    cases = [
        services.begin(form, rosa, factory.answers(form, number, **ours, supervisory_unit=asked), synthetic=True)
        for form, number, asked in (("association", 2, ""), ("foundation", 3, ""), ("foundation", 4, "sast"))
    ]
    factory.send(cases[0], who)
    factory.take(factory.take(cases[2], "check_name", rosa), "ask_consent", rosa)
    return {
        "code": made.code, "registration_case": cases[0].request.uid, "registration_draft": cases[1].request.uid,
        "registration_asked": cases[2].request.uid,
    }  # fmt: skip


def requests() -> dict[str, Any]:
    """Requests as the demo people would have made them."""
    from technopole.accounts.models import User
    from technopole.accounts.services.tokens import issue_token
    from technopole.core import sourced
    from technopole.core.requests import correction, services
    from technopole.core.sourced import By
    from technopole.registry import procedures, wanted
    from technopole.registry.models import Organisation
    from technopole.web import urls  # noqa: F401  (every procedure is known once the pages are)

    rosa, registrar = User.objects.get(username="representative"), User.objects.get(username="registrar")
    mine, theirs = (min(User.objects.get(username=name).represents) for name in ("representative", "representative2"))
    before = wanted.answers_of(sourced.merged("organisation", mine))
    answers = {**before, "summary_en": "Looked at in a browser.", "sources": ["https://example.org/proof"]}
    names = {"en": Organisation.objects.get(uid=mine).name}
    payload = {"before": before, "answers": answers, "subject_names": names}
    sent = services.apply_at_once(procedures.CHANGE, rosa, payload, subject=("organisation", mine))
    services.comment(sent.uid, registrar, sent.version, "Is the page public?")
    asked = {"name_en": "Pearl Optics Institute", "name_zh": "明珠光学研究院", "type": "company", "sources": ["https://example.org"]}
    draft = services.create_draft(procedures.REGISTER, rosa, {"answers": asked})
    services.attach(draft.uid, rosa, draft.version, "charter.pdf", b"%PDF-1.4\n%%EOF\n")
    wrong = {"wrong": "The year is wrong.", "right": "1905", "subject_names": names}
    suggested = services.apply_at_once(correction.KIND, None, wrong, subject=("organisation", mine))
    issue_token(rosa, "Import", By(user=rosa))
    return {
        **followed(rosa, mine), "mine": mine, "theirs": theirs, "sent": sent.uid, "draft": draft.uid, "correction": suggested.uid, "person": rosa.pk,
    }  # fmt: skip


def lists() -> dict[str, Any]:
    """Lists that the representative gave: answered, with a column to choose, unreadable."""
    from types import SimpleNamespace

    from django.core.files.uploadedfile import SimpleUploadedFile

    from technopole.accounts.models import User
    from technopole.registry import resolving, resolving_apart
    from technopole.registry.given import services, work
    from technopole.registry.given.problems import ListProblem

    resolving.refresh()
    request: Any = SimpleNamespace(user=User.objects.get(username="representative"), session={})
    texts = "Department of Physics, Fudan University, Shanghai\nNowhere at all\n上海交通大学\n"
    numbers = "https://ror.org/013q1eq08\n013q1eq09\nFudan University\nNowhere at all\n0000-0002-1825-0097\n"
    table = SimpleUploadedFile("people.csv", "name,affiliation\n王,复旦大学\nRosa,Fudan University\n".encode())
    unreadable = services.take(request, "check", "complete", "", table)
    work.fail(unreadable, ListProblem("gb18030", line=2))
    table.seek(0)
    made = {
        "resolved": services.take(request, "resolve", "complete", texts, None),
        "checked": services.take(request, "check", "complete", numbers, None),
        "choosing": services.take(request, "resolve", "complete", "", table),
        "unreadable": unreadable,
    }
    resolving_apart.stop()
    return {name: given.uid for name, given in made.items()}


def followed(rosa: Any, mine: str) -> dict[str, Any]:
    """What a representative follows, a change of it, and a program that was told."""
    from technopole.core.sourced import By, edit_locally
    from technopole.signals import mail
    from technopole.signals.models import Delivery
    from technopole.signals.services import following, matching, webhooks

    followed = following.follow_thing(rosa, "organisation", mine)
    following.follow_list(rosa, "organisations", "status=active&q=university", kinds=["new", "removed"], rhythm="weekly")
    hook, _secret = webhooks.enter(rosa, "供应商数据库 (suppliers)", "https://receiver.example.org/hook")
    edit_locally("organisation", mine, {"legal_form": "事业单位"}, By(label="test"))
    matching.match()
    told = hook.deliveries.order_by("id").first()
    Delivery.objects.update(state=Delivery.DEAD)  # the server of the tests sends nothing
    return {
        "subscription": followed.uid, "webhook": hook.uid, "signal": f"{told.change_id}-{told.kind}",
        "signed": mail.unsubscribe_token(rosa),
    }  # fmt: skip


def supervision(mine: str) -> dict[str, Any]:
    """An organisation under supervision, marked synthetic: rated, listed, with reports of five years, one overdue."""
    import datetime as dt

    import supervision_world

    from technopole.accounts.models import User
    from technopole.core import clock, ids
    from technopole.supervision import calendar
    from technopole.supervision.models import AnnualReport, ListCase, Rating
    from technopole.supervision.services import planned

    rosa, registrar = User.objects.get(username="representative"), User.objects.get(username="registrar")
    supervision_world.register(mine, "2018-03-10", number=4999)
    built = supervision_world.build(mine, rosa, registrar)
    now, today = clock.now(), clock.today()
    shared = {"organisation_uid": mine, "synthetic": True, "created_at": now, "updated_at": now}
    received = [
        AnnualReport.objects.create(
            uid=ids.new_uid(), year=year, state="received", legal_form="association", rules="annual-report-1998",
            due=dt.date(year + 1, 5, 31), unit_due=dt.date(year + 1, 3, 31), sent_on=dt.date(year + 1, 3, 1),
            received_on=dt.date(year + 1, 4, 8), income=800_000 + 90_000 * step, expenditure=790_000 + 60_000 * step,
            assets=3_000_000, data=supervision_world.ANSWERS, **shared,
        )
        for step, year in enumerate(range(today.year - 6, today.year - 1))
    ]  # fmt: skip
    rated = Rating.objects.create(
        uid=ids.new_uid(), state="granted", rules="rating-2011", applied_on=today, grade="AAAA", valid_from=today,
        valid_to=calendar.years_after(today, 5), decided_on=today, scale="shenzhen-2023", points=84, **shared,
    )  # fmt: skip
    listed = ListCase.objects.create(
        uid=ids.new_uid(), list="abnormal", ground="rectification_undone", state="listed", facts="Synthetic.",
        proposed_on=today, listed_on=today, **shared,
    )  # fmt: skip
    planned.note_overdue()
    return {**built, "report_received": received[-1].uid, "rated": rated.uid, "listed": listed.uid}


def exchange(mine: str) -> dict[str, Any]:
    """Listings of the representative's in the states that pages show, and a table whose columns are being matched."""
    import exchange_world as world

    from technopole.accounts.models import User
    from technopole.core import clock
    from technopole.exchange import importing, services
    from technopole.exchange.models import ListingSheet

    rosa, broker = User.objects.get(username="representative"), User.objects.get(username="administrator")
    made: dict[str, Any] = {}
    for name, profile, more, way in (
        ("listing_draft", "technology_offer", {}, ()),
        ("listing_in_review", "technology_offer", {"title_en": "A lens that waits"}, ("submit",)),
        ("listing_public", "technology_offer", {"title_en": "A lens that is public"}, ("submit", "approve", "publish")),
        ("hidden", "business_offer", {"title_en": "Nobody's lens", "anonymous": True}, ("submit", "approve", "publish")),
        ("need", "technology_request", {}, ("submit", "approve", "publish")),
    ):  # fmt: skip
        content = world.NEED if profile.endswith("request") else world.OFFER
        row = services.begin(profile, mine, rosa, {**content, **more})
        for step in way:
            row = world.take(row, step, rosa if step == "submit" else broker, **world.SAID.get(step, {}))
        made[name] = row
    header, rows = importing.read("成果.csv", "成果名称,技术成熟度,合作方式\n薄透镜,TRL 6,转让\n,十二,转让\n".encode())
    sheet = ListingSheet.objects.create(
        uid="sheet0000000", owner=rosa, profile="technology_offer", organisation_uid=mine, name="成果.csv", header=header,
        rows=rows, created_at=clock.now(),
    )  # fmt: skip
    return {
        **{name: row.uid for name, row in made.items() if name.startswith("listing_")}, "sheet": sheet.uid,
        "anonymous_offer": made["hidden"].public_uid, "written_need": made["need"].public_uid,
    }  # fmt: skip


def dealing(mine: str, theirs: str) -> dict[str, Any]:
    """What the representative sells: an enquiry that waits, a deal in talks, one that is certified, with its notice."""
    import deals_world as world

    from technopole.accounts.models import User
    from technopole.deals import helping

    rosa, remi, broker, second, registrar = (
        User.objects.get(username=name)
        for name in ("representative", "representative2", "broker", "administrator", "registrar")
    )
    offers = [
        world.listed("offer", {**world.OFFER, "title": {"en": f"Coating {each}", "zh": f"涂层{each}"}}, mine, rosa)
        for each in ("asked about", "in talks", "sold")
    ]
    helper = world.organisation("looked-at-counsel", "Looked-at Counsel", "明察律师事务所")
    who = world.World(
        seller=rosa, buyer=remi, broker=broker, other_broker=second, registrar=registrar, helper=remi, stranger=second,
        rival=remi, seller_uid=mine, buyer_uid=theirs, helper_uid=helper, rival_uid=helper,
        offer=offers[0].public_uid, need="", listing=offers[0].uid,
    )  # fmt: skip
    waiting = world.ask(who)
    who.offer = offers[1].public_uid
    talks = world.talks(who)
    who.offer = offers[2].public_uid
    sold = world.go(who, world.talks(who), "certified")
    world.speaks(remi, helper, by=registrar)  # what nobody granted, a start of the demo centre takes back
    asked = helping.ask(sold.uid, rosa, "legal", helper, "Read the contract")
    sold = world.take(sold, "propose_notice", rosa, **world.said("propose_notice"))
    sold = world.take(sold, "agree_notice", remi)
    return {
        "enquiry": waiting.uid, "talks": talks.uid, "deal": sold.uid, "notice": sold.notices.get().uid,
        "help": asked.uid, "number": sold.certificate.number,
    }  # fmt: skip


def trials(mine: str, showcase: str) -> dict[str, Any]:
    """A trial whose result is public, and one that was agreed a moment ago."""
    import datetime as dt

    from technopole.accounts.models import User
    from technopole.core import clock
    from technopole.core.requests import services
    from technopole.programme.models import ShowcaseItem, Trial
    from technopole.programme.trials import procedure, steps

    rosa, officer = User.objects.get(username="representative"), User.objects.get(username="officer")
    item, today = ShowcaseItem.objects.get(uid=showcase), clock.today()
    made = []
    for scenario in ("Looked at in a ward", "Looked at in a school"):
        answers = {
            "scenario": scenario, "starts": today, "ends": today + dt.timedelta(days=9), "measured": "Minutes saved",
            "paid_by": "shared",
        }  # fmt: skip
        asked = procedure.ask(item, rosa, mine, answers, "en")
        services.accept(asked.uid, officer, asked.version)
        made.append(Trial.objects.get(request_uid=asked.uid))
    done = steps.take(made[0].uid, "report", rosa, 1, result_en="Twelve minutes a day", result_zh="每日节省十二分钟")
    for by in (rosa, officer):
        done = steps.take(done.uid, "consent", by, done.version)
    return {"trial": done.uid, "own_trial": made[1].uid}


if __name__ == "__main__":
    main(sys.argv[1])
