"""Technology managers: who there are, whether one may look after a listing, and what each is credited with.

Credits are not kept: they are counted from the recorded steps that name the manager, so that none can be made up.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.accounts.models import User
from technopole.core.errors import Conflict, Invalid
from technopole.core.turns import alone
from technopole.exchange import checks, vocabulary
from technopole.exchange.models import Step, TechnologyManager
from technopole.exchange.rules import broker

CREDITS: dict[tuple[str, str], tuple[int, Any]] = {
    ("listing", "publish"): (1, gettext_lazy("Listing published")),
    ("enquiry", "disclose"): (2, gettext_lazy("Both sides of an enquiry named to each other")),
    ("deal", "contract"): (5, gettext_lazy("Contract concluded")),
    ("deal", "register"): (3, gettext_lazy("Contract registered")),
}
"""{(kind of subject, step): (points, what for)}. A step counts once for a subject, however often it is taken."""


@dataclass(frozen=True)
class Credited:
    """One thing a technology manager is credited with."""

    what: Any
    points: int
    at: dt.datetime
    subject_kind: str
    subject_uid: str


def credits(user: Any) -> list[Credited]:
    """What a person is credited with, the latest first. Costs one query."""
    return _credited([user.uid]).get(user.uid, [])


def points(user: Any) -> int:
    return sum(each.points for each in credits(user))


def points_of(users: Iterable[Any]) -> dict[str, int]:
    """{uid of the person: points}. Costs one query, however many they are."""
    return {uid: sum(each.points for each in every) for uid, every in _credited([user.uid for user in users]).items()}


def _credited(uids: Sequence[str]) -> dict[str, list[Credited]]:
    kinds, names = {kind for kind, _step in CREDITS}, {step for _kind, step in CREDITS}
    rows = Step.objects.filter(subject_kind__in=kinds, step__in=names, note__manager__in=list(uids))
    found: dict[str, dict[tuple[str, str, str], Credited]] = {}
    for row in rows.order_by("at", "id"):
        if (row.subject_kind, row.step) in CREDITS:
            worth, what = CREDITS[row.subject_kind, row.step]
            one = Credited(what, worth, row.at, row.subject_kind, row.subject_uid)
            found.setdefault(row.note["manager"], {}).setdefault((row.subject_kind, row.subject_uid, row.step), one)
    return {
        uid: sorted(every.values(), key=lambda each: each.at, reverse=True) for uid, every in found.items()
    }  # fmt: skip


# --- who there are ---------------------------------------------------------------------------------------------


def active() -> "QuerySet[TechnologyManager]":
    return TechnologyManager.objects.filter(active=True, user__is_active=True).select_related("user")


def named_in_public() -> "QuerySet[TechnologyManager]":
    """Those who agreed to be named."""
    return active().filter(public=True).exclude(name_en="", name_zh="")


def find(username: str) -> TechnologyManager | None:
    return active().filter(user__username=username).first() if username else None


def why_not(manager: TechnologyManager, organisation_uid: str, today: dt.date) -> str:
    """Why this person may not look after a listing of this owner; empty if nothing stands in the way."""
    if not broker.allows(manager.user):
        return _("“%(name)s” is no exchange broker any more.") % {"name": str(manager)}
    if manager.valid_to is not None and manager.valid_to < today:
        return _("The certificate of “%(name)s” was valid until %(day)s.") % {
            "name": str(manager), "day": manager.valid_to.isoformat(),
        }  # fmt: skip
    if organisation_uid in manager.user.represents:
        return _("“%(name)s” represents the owner, and cannot stand between both sides.") % {"name": str(manager)}
    conflict = next((each for each in manager.conflicts if each.get("uid") == organisation_uid), None)
    if conflict is not None:
        return _("“%(name)s” has declared a conflict of interest with this owner: %(why)s") % {
            "name": str(manager), "why": conflict.get("why") or "–",
        }  # fmt: skip
    return ""


# --- one's own record ------------------------------------------------------------------------------------------

Given = Mapping[str, Any]


def problems(given: Given) -> dict[str, list[str]]:
    """What of a technology manager's record may not stand."""
    found: dict[str, list[str]] = {}
    if not (given.get("name_en") or given.get("name_zh")):
        found["name_zh"] = [_("Give a name in English or Chinese.")]
    if given.get("level") and given["level"] not in vocabulary.MANAGER_LEVELS:
        found["level"] = [_("Choose from the list.")]
    try:
        checks.date_of(given.get("valid_to"))
    except ValueError:
        found["valid_to"] = [_("Write the day as 2026-11-22.")]
    try:
        share = checks.amount(given.get("fee_share"))
        if share is not None and share > 100:
            found["fee_share"] = [_("A share is at most 100 percent.")]
    except ValueError as error:
        found["fee_share"] = [str(error)]
    return found


@alone()
def save(user: User, given: Given, version: int) -> TechnologyManager:
    """Write one's own record. Raises `Invalid` with what may not stand, `Conflict` if it was changed meanwhile."""
    if wrong := problems(given):
        raise Invalid(_("Some answers cannot be read."), fields=wrong)
    row = TechnologyManager.objects.select_for_update().filter(user=user).first() or TechnologyManager(user=user)
    if row.pk is not None and row.version != version:
        raise Conflict(_("Somebody else changed this since you opened it. Look at it again."))
    for name in ("name_en", "name_zh", "level", "certificate_number"):
        setattr(row, name, str(given.get(name) or "")[:150])
    for name in ("fields", "languages", "conflicts"):
        setattr(row, name, list(given.get(name) or []))
    row.valid_to, row.fee_share = checks.date_of(given.get("valid_to")), checks.amount(given.get("fee_share"))
    row.public, row.active = bool(given.get("public")), bool(given.get("active", True))
    row.version = (row.version + 1) if row.pk is not None else 1
    row.save()
    return row
