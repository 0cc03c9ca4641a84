"""Organisations as registered long ago, for tests of what comes after: each row as registration writes it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import official_files

from technopole.core import clock, ids
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.supervision import calendar
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, ProgressReport, Rating
from technopole.supervision.services import listings, papers, planned, progress, ratings, records, reports

BY = By(label="test")
ANSWERS = {
    "staff_full_time": "8", "staff_part_time": "2", "council": "11", "unit_members": "12", "person_members": "90",
    "income": "1250000", "income_donations": "250000", "expenditure": "900000.50", "assets": "3000000",
    "activities": "Synthetic: twelve meetings, two standards.",
}  # fmt: skip
_START = {"association": "51", "social_service_institution": "52", "foundation": "53"}


STEPS: dict[str, dict[str, Callable[[str, By, By], Any]]] = {
    "report": {
        "start": lambda uid, own, keeps: reports.save(uid, own, None, ANSWERS),
        "submit": lambda uid, own, keeps: reports.submit(uid, own, None),
        "return": lambda uid, own, keeps: reports.send_back(uid, keeps, None, "Once more."),
        "unit_receive": lambda uid, own, keeps: reports.unit_receive(uid, keeps, None),
        "receive": lambda uid, own, keeps: reports.receive(uid, keeps, None),
    },
    "listing": {
        "notify": lambda uid, own, keeps: listings.notify(uid, keeps, None),
        "answer": lambda uid, own, keeps: listings.answer(uid, own, None, "We answer."),
        "list": lambda uid, own, keeps: listings.put_on(uid, keeps, None, "So decided."),
        "drop": lambda uid, own, keeps: listings.drop(uid, keeps, None, "Not so."),
        "ask_repair": lambda uid, own, keeps: listings.ask_repair(uid, own, None, "Put right."),
        "repair": lambda uid, own, keeps: listings.repair(uid, keeps, None),
        "refuse_repair": lambda uid, own, keeps: listings.refuse_repair(uid, keeps, None, "Not yet."),
    },
    "rating": {
        "assess": lambda uid, own, keeps: ratings.assess(uid, keeps, None, "shenzhen-2023", [{"item": "all", "points": "85"}]),
        "grant": lambda uid, own, keeps: ratings.grant(uid, keeps, None),
        "refuse": lambda uid, own, keeps: ratings.refuse(uid, keeps, None, "Not enough."),
        "revoke": lambda uid, own, keeps: ratings.revoke(uid, keeps, None, "Taken away."),
        "withdraw": lambda uid, own, keeps: ratings.withdraw(uid, own, None),
        "expire": lambda uid, own, keeps: ratings.expire(uid, keeps),
    },
    "progress": {
        "save": lambda uid, own, keeps: progress.save(uid, own, None, {"progress": {"en": "Half done."}}),
        "send": lambda uid, own, keeps: progress.send(uid, own, None),
        "comment": lambda uid, own, keeps: progress.comment(uid, keeps, None, "Which contracts?"),
        "accept": lambda uid, own, keeps: progress.accept(uid, keeps, None),
    },
    "record": {"annul": lambda uid, own, keeps: records.annul(uid, keeps, None, "Of another organisation.")},
}  # fmt: skip
for _kind in papers.TAKE_PAPERS:
    STEPS[_kind] |= {
        "attach": lambda uid, own, keeps, kind=_kind: papers.attach(kind, uid, own, None, "a.txt", b"a"),
        "take_back": lambda uid, own, keeps, kind=_kind: papers.take_back(kind, uid, own, None, "none"),
    }  # fmt: skip
"""{kind: {step: taking it, by whom it is for}}, of all steps of all kinds: called with uid, own side, registrar."""
MODELS: dict[str, Any] = {
    "report": AnnualReport, "listing": ListCase, "rating": Rating, "progress": ProgressReport, "record": CreditRecord,
}  # fmt: skip


def register(organisation_uid: str, registered_on: str, *, form: str = "association", number: int = 1, unit: str = "", **more: Any) -> Registration:
    """A registration in force, marked synthetic."""
    day = dt.date.fromisoformat(registered_on)
    code = official_files.code(number, _START[form]) if form in _START else f"G{number:08d}"
    return Registration.objects.create(
        uid=ids.new_uid(), organisation_uid=organisation_uid, code=code, legal_form=form, rules=f"{form}-test",
        authority="civil", supervisory_unit=unit, registered_on=day, registered_year=day.year, valid_from=day, valid_to=calendar.years_after(day, 5),
        status=more.pop("status", "active"), status_since=day, sort_name=code, synthetic=True, updated_at=clock.now(), **more,
    )  # fmt: skip


def registration(organisation_uid: str) -> Registration:
    return Registration.objects.get(organisation_uid=organisation_uid)


def build(organisation_uid: str, representative: Any, registrar: Any) -> dict[str, Any]:
    """One of everything about a registered organisation, each row at an early step; gives the uids by kind."""
    from technopole.supervision import imports
    from technopole.supervision.models import ImportRun

    own, keeps = By(user=representative), By(user=registrar)
    planned.open_duties()
    report = AnnualReport.objects.get(organisation_uid=organisation_uid, kind="report")
    today = clock.today()
    record = records.enter(
        organisation_uid, keeps,
        {"kind": "penalty", "title_en": "A warning (synthetic)", "title_zh": "警告（合成）", "authority": "Test Civil Affairs Bureau", "decided_on": today},
    )  # fmt: skip
    listing = listings.propose(organisation_uid, "unreachable", keeps, "Letters came back (synthetic).")
    draft = progress.begin(organisation_uid, today.year, own)
    progress.save(draft.uid, own, None, {"progress": {"en": "Half done (synthetic).", "zh": "完成一半（合成）。"}})
    paper = papers.attach("progress", draft.uid, own, None, "proof (synthetic).txt", b"synthetic")
    rating = applied(organisation_uid, representative)
    run = ImportRun.objects.create(
        uid=ids.new_uid(), file_name="名录.csv", state="planned", created_at=clock.now(), created_by=registrar,
        encoding="GB 18030", mapping={"名称": "name", "统一社会信用代码": "code"}, counts={"new": 2, "changed": 1, "same": 0, "duplicate": 0, "wrong": 1},
        columns=[
            {"heading": "名称", "field": "name", "score": 100, "samples": ["甲学会", "乙学会"]},
            {"heading": "统一社会信用代码", "field": "code", "score": 100, "samples": [official_files.code(1)]},
            {"heading": "管理处", "field": "authority", "score": 75, "samples": ["上海市民政局"]},
        ],
        sample=[{"sheet": "", "row": 3, "name": "乙学会", "uid": organisation_uid, "fields": ["registration"]}],
        problems=[
            {"code": "name_missing", "sheet": "", "row": 4, "column": "名称", "value": "", "severity": "error", "params": {}},
            {"code": "money_unit", "sheet": "", "row": 2, "column": "注册资金", "value": "3", "severity": "note", "params": {}},
        ], problem_count=2,
    )  # fmt: skip
    imports.folder().mkdir(parents=True, exist_ok=True)
    imports.report_of(run).write_text("sheet,row\n")
    return {
        "report": report.uid, "rating": rating.uid, "listing": listing.uid, "progress": draft.uid, "record": record.uid,
        "import": run.uid, "supervised_paper": paper.uid,
    }  # fmt: skip


def applied(organisation_uid: str, representative: Any) -> Any:
    """An application for a rating, without its conditions being asked."""
    from technopole.supervision.services import steps

    now = clock.now()
    row = Rating(
        uid=ids.new_uid(), organisation_uid=organisation_uid, applied_on=clock.today(), applicant=representative, rules="rating-2011",
        findings=[{"id": "inspected", "verdict": "yes", "values": {"year": 2024}}], synthetic=True, created_at=now, updated_at=now,
    )  # fmt: skip
    steps.leave_trace(row, "rating", "apply", By(user=representative), "We ask (synthetic).", ("", row.state))
    return row


def populate(organisation_uid: str, number: int, registrar: Any) -> None:
    """One row of each kind for one more organisation, as lists show them: decided and public."""
    register(organisation_uid, "2020-03-10", number=3000 + number)
    now, today = clock.now(), clock.today()
    shared = {"organisation_uid": organisation_uid, "synthetic": True, "created_at": now, "updated_at": now}
    for year, state in ((today.year - 1, "due"), (today.year - 2, "received"), (today.year - 3, "submitted")):
        AnnualReport.objects.create(
            uid=ids.new_uid(), year=year, state=state, legal_form="association", rules="annual-report-1998",
            due=dt.date(year + 1, 5, 31), income=1000 * number, expenditure=900, assets=5000, **shared,
        )  # fmt: skip
    report = AnnualReport.objects.filter(organisation_uid=organisation_uid, state="due").get()
    for state in ("listed", "repaired", "proposed"):
        ListCase.objects.create(
            uid=ids.new_uid(), list="abnormal", ground="no_annual_report", state=state, report=report if state == "listed" else None,
            proposed_on=today, listed_on=today, **shared,
        )  # fmt: skip
    for state in ("granted", "applied"):
        Rating.objects.create(
            uid=ids.new_uid(), state=state, rules="rating-2011", applied_on=today, grade="AAA" if state == "granted" else "",
            valid_from=today, valid_to=calendar.years_after(today, 5), **shared,
        )  # fmt: skip
    ProgressReport.objects.create(uid=ids.new_uid(), year=today.year, state="sent", sent_on=today, **shared)
    said = {"kind": "inspection", "year": today.year - 2, "conclusion": "passed", "authority": "Test Bureau", "decided_on": today}
    records.enter(organisation_uid, By(user=registrar), said)
