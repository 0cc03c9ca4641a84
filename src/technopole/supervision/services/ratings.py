"""Ratings: applied for where the dated conditions are met, assessed by points, decided, valid for years, ended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.pages import display
from technopole.registration import queries as registrations
from technopole.registration.models import Status
from technopole.registration.refusals import standing
from technopole.supervision import calendar, eligibility, lawbook, notices, queries, rules, words
from technopole.supervision.flow import RATING
from technopole.supervision.models import Rating
from technopole.supervision.services import steps


@transaction.atomic
def apply(organisation_uid: str, by: By, statement: str = "") -> Rating:
    """Apply for a rating. Raises `Invalid` naming every condition that is not met."""
    now, today = clock.now(), clock.today()
    row = Rating(
        uid=ids.new_uid(), organisation_uid=organisation_uid, created_at=now, updated_at=now, applied_on=today,
        applicant=by.user, statement=typed.clean(statement, 8000),
    )
    steps.must_speak_for(organisation_uid, by)
    registration = registrations.of_organisation(organisation_uid).first()
    rule = lawbook.rating_rule(today)
    if rule is None:
        raise Conflict(_("No rules of rating are in force today. It can be applied for once there are some."))
    if registration is None:
        raise Conflict(_("Only an organisation of the register of social organisations can be rated. Apply for its "
                         "registration first."))  # fmt: skip
    if registration.status != Status.ACTIVE:
        raise Conflict(standing(registration, [Status.ACTIVE]))
    findings = eligibility.check(queries.standing(registration), today)
    if refused := eligibility.refused(findings):
        why = [words.finding(stored(finding))["text"] for finding in refused]
        raise Invalid(_("The conditions of a rating are not met."), fields={"conditions": why})
    row.rules, row.findings = rule.id, [stored(finding) for finding in findings]
    row.synthetic = registration.synthetic
    try:
        with transaction.atomic():
            steps.leave_trace(row, "rating", "apply", by, row.statement, ("", row.state))
    except IntegrityError:
        open_one = _("An application of this organisation is not decided yet. Wait for it, or withdraw it.")
        raise Conflict(open_one) from None
    return row


def stored(finding: eligibility.Finding) -> dict[str, Any]:
    """A condition as it is kept with the application."""
    values = finding.values.items()
    kept = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values}
    return {"id": finding.id, "verdict": finding.verdict, "values": kept}


@transaction.atomic
def withdraw(uid: str, by: By, version: int | None) -> Rating:
    row = steps.take(Rating, uid, version, RATING, "withdraw")
    steps.must(rules.writes_own, by, row)
    steps.move(row, RATING, "withdraw", by)
    return row


@transaction.atomic
def assess(uid: str, by: By, version: int | None, scale: str, items: Sequence[Mapping[str, Any]]) -> Rating:
    """Enter the points by item. `items` are {"item", "most", "points"}; their sum may not exceed the scale."""
    row = steps.take(Rating, uid, version, RATING, "assess")
    steps.must_decide(by, row)
    known = lawbook.scales_on(clock.today())
    if scale not in known:
        why = _("Choose the scale of the authority.")
        raise Invalid(why, fields={"scale": [why]})
    row.scale, row.items = scale, _items(items, known[scale].maximum)
    row.points = sum((Decimal(each["points"]) for each in row.items), Decimal(0))
    steps.move(row, RATING, "assess", by, _("%(points)s of %(most)s points") % {
        "points": row.points, "most": known[scale].maximum
    })
    return row


def _items(items: Sequence[Mapping[str, Any]], maximum: int) -> list[dict[str, str]]:
    read, problems = [], {}
    for each in items:
        name = str(each.get("item") or "").strip()[:200]
        try:
            points = Decimal(str(each.get("points") or "0"))
            most = Decimal(str(each.get("most") or "0"))
            if not (points.is_finite() and most.is_finite()) or points < 0 or (most and points > most):
                raise InvalidOperation
        except InvalidOperation:
            problems[f"points_{name}"] = [_("Write points from 0 to the most this item can have.")]
            continue
        if name:
            points = points.quantize(Decimal("0.01")).normalize()
            read.append({"item": name, "most": f"{most:f}", "points": f"{points:f}"})
    total = sum((Decimal(each["points"]) for each in read), Decimal(0))
    if total > maximum:
        problems["scale"] = [_("The points add up to more than the %(most)d of this scale.") % {"most": maximum}]
    if not read and not problems:
        problems["scale"] = [_("Enter points for at least one item.")]
    if problems:
        raise Invalid(_("The points do not fit."), fields=problems)
    return read


def proposed_grade(row: Rating) -> str:
    """The grade its points give; empty where the scale does not say, `none` for too few."""
    scale = lawbook.scales().get(row.scale)
    return scale.grade(row.points) if scale and row.points is not None else lawbook.UNKNOWN_GRADE


@transaction.atomic
def grant(uid: str, by: By, version: int | None, grade: str = "", reason: str = "") -> Rating:
    """Give the rating that its points give. Where the scale leaves it open, `grade` and a reason are needed."""
    row = steps.take(Rating, uid, version, RATING, "grant")
    steps.must_decide(by, row)
    rule = lawbook.rating_rule(clock.today())
    if rule is None:
        raise Conflict(_("No rules of rating are in force today. It can be given once there are some."))
    given = proposed_grade(row)
    if given == lawbook.NO_GRADE:
        raise Conflict(_("So few points give no grade; refuse the rating."))
    if given == lawbook.UNKNOWN_GRADE:
        if grade not in rule.grades:
            why = _("The scale does not say which grade these points give. Choose one, and say why.")
            raise Invalid(why, fields={"grade": [why]})
        steps.required(reason, "reason", _("Say why this grade, as the scale leaves it open."))
    elif grade and grade != given:
        why = _("These points give %(grade)s.") % {"grade": given}
        raise Invalid(why, fields={"grade": [why]})
    today = clock.today()
    previous = Rating.objects.filter(organisation_uid=row.organisation_uid, state="granted").exclude(pk=row.pk)
    for each in previous.select_for_update():
        steps.move(each, RATING, "expire", by)
    row.grade, row.decided_on, row.decided_by = given or grade, today, by.user
    row.reason = typed.clean(reason)
    row.valid_from = today
    row.valid_to = calendar.years_after(today, rule.valid_years) - calendar.ONE
    steps.move(row, RATING, "grant", by, row.reason)
    steps.announce(row, "rating", by, {"rating": [None, row.grade], "valid_to": [None, row.valid_to.isoformat()]})
    notices.tell(
        row.organisation_uid, "rating_granted", ("supervision:rating", [row.uid]), grade=row.grade,
        until=notices.day(row.valid_to),
    )
    return row


@transaction.atomic
def refuse(uid: str, by: By, version: int | None, reason: str) -> Rating:
    row = steps.take(Rating, uid, version, RATING, "refuse")
    steps.must_decide(by, row)
    row.reason = steps.required(reason, "reason", _("Give the reason. The applicant will read it."))
    row.decided_on, row.decided_by = clock.today(), by.user
    steps.move(row, RATING, "refuse", by, row.reason)
    notices.tell(row.organisation_uid, "rating_refused", ("supervision:rating", [row.uid]), text=row.reason)
    return row


@transaction.atomic
def revoke(uid: str, by: By, version: int | None, reason: str) -> Rating:
    """Take it away before its time is over."""
    row = steps.take(Rating, uid, version, RATING, "revoke")
    steps.must_decide(by, row)
    row.reason = steps.required(reason, "reason", _("Say why it is revoked."))
    steps.move(row, RATING, "revoke", by, row.reason)
    steps.announce(row, "rating", by, {"rating": [row.grade, None]})
    return row


@transaction.atomic
def expire(uid: str, by: By) -> Rating:
    """Its years are over: the day after `valid_to`."""
    row = steps.take(Rating, uid, None, RATING, "expire")
    if row.valid_to is not None and clock.today() <= row.valid_to:
        until = display.partial_date(row.valid_to, get_language())
        raise Conflict(_("The rating is valid until %(day)s; it ends by itself after that.") % {"day": until})
    steps.move(row, RATING, "expire", by)
    steps.announce(row, "rating", by, {"rating": [row.grade, None]})
    return row
