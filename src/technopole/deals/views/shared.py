"""What pages of deals share: finding a row that its reader may see, its steps, taking one on a page of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.rules import Rule
from technopole.deals import enquiries, forms, parts, rules, showing, taking, words
from technopole.deals.transitions import TABLES
from technopole.pages import display, papers
from technopole.pages.questions import version_of

MAY_SEE: Mapping[str, Rule] = {
    "enquiry": rules.may_see_enquiry, "deal": rules.may_see_deal, "help": rules.may_see_help,
}  # fmt: skip
DANGEROUS = frozenset({"decline", "give_up", "close", "break_off", "terminate", "refuse_registration", "decline_help"})
LEADING: Mapping[str, tuple[str, ...]] = {
    "enquiry": ("forward", "agree", "consent", "begin_talks"),
    "deal": (
        "sign_nda", "accept_offer", "make_offer", "agree_notice", "answer_objection", "confirm_contract",
        "record_contract", "ask_registration", "accept_registration", "supply", "register", "issue_certificate",
        "confirm_done", "say_done", "finish", "tell_outcome",
    ),
    "help": ("offer_help", "take_help", "help_done", "confirm_help"),
}  # fmt: skip
"""Steps that lead on: the first of them that one may take is the button, all others are links."""
UPLOADS = frozenset({"attach"})


def find(kind: str, uid: str, person: Any) -> Any:
    """The row, if this person may see it; otherwise there is none."""
    rows = taking.MODELS[kind]._default_manager.filter(uid=uid)
    row = MAY_SEE[kind].filter(person, rows).first()
    # who speaks for both sides is neither, and somebody else's desk is not one's own
    if row is None or not parts.of(row, person):
        raise Http404
    return row


def offered(kind: str, row: Any, person: Any) -> list[dict[str, Any]]:
    """The steps this person may take, each with its page; the one that leads on comes first, as a button."""
    steps = taking.steps_for(row, person)
    leading = next((step for step in LEADING[kind] if step in steps), "")
    order = sorted(steps, key=lambda step: (step != leading, step in DANGEROUS))
    return [
        {
            "step": step, "label": words.STEPS[step], "url": reverse(f"deals:{kind}-step", args=[row.uid, step]),
            "leads": step == leading, "danger": step in DANGEROUS,
        }
        for step in order
    ]  # fmt: skip


def waiting(row: Any, own: frozenset[str]) -> dict[str, Any] | None:
    """Whose turn it is and until when, in words: {"text", "mine", "badge"}."""
    part = showing.waits_for(row)
    if not part:
        return None
    until = showing.deadline(row)
    if part in own:
        text = _("It waits for you, until %(day)s.") if until else _("It waits for you.")
    else:
        text = _("It waits for %(who)s, until %(day)s.") if until else _("It waits for %(who)s.")
    said = text % {"who": words.PARTS[part], "day": day(until) if until else ""}
    return {"text": said, "mine": part in own, "badge": clock_badge(row)}


def clock_badge(row: Any) -> dict[str, Any] | None:
    """The days left as a badge: red when overdue, a warning in the last three."""
    until = showing.deadline(row)
    if until is None:
        return None
    return days_badge((until - clock.today()).days)


def days_badge(left: int) -> dict[str, Any]:
    if left < 0:
        text = ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left}
        return {"label": text, "tone": "bad"}
    text = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return {"label": text, "tone": "warn" if left <= 3 else "quiet"}


def money(amount: Any, currency: str) -> str:
    """An amount with its currency."""
    if amount is None:
        return ""
    return f"{display.number(amount, get_language())}\u00a0{currency}"


def day(value: Any) -> str:
    return display.partial_date(value, get_language())


def progress(way: Sequence[str], here: str, kind: str, *, ended: bool = False) -> list[dict[str, Any]]:
    """The states on the way as a line: done, here, to come."""
    at = way.index(here) if here in way else -1
    return [
        {
            "label": words.STATES[kind][state][0], "done": place < at or (ended and place == at),
            "current": place == at and not ended,
        }
        for place, state in enumerate(way)
    ]  # fmt: skip


# --- one decision a page ------------------------------------------------------------------------------------------


def step_page(request: HttpRequest, kind: str, uid: str, step: str, context: Mapping[str, Any]) -> HttpResponse:
    """The page of one step: what it asks and what it does; POST takes it."""
    row = find(kind, uid, request.user)
    if TABLES[kind].get(step) is None:
        raise Http404
    made = forms.for_step(kind, step, row, request.user)
    if request.method != "POST":
        if step not in taking.steps_for(row, request.user):
            return redirect(f"deals:{kind}", uid=uid)
        return _ask(request, kind, row, step, made(forms.initial(step, row, request.user)), context)
    said = made.read(request.POST)
    try:
        if step in UPLOADS:
            said["name"], said["content"] = papers.uploaded(request)
        taking.take(kind, uid, step, request.user, version_of(request), **said)
    except Invalid as invalid:
        problems = {name: reasons for name, reasons in invalid.fields.items() if name in made.base_fields}
        rest = [reason for name, reasons in invalid.fields.items() if name not in problems for reason in reasons]
        problem = " ".join(rest) or ("" if problems else invalid.message)
        return _ask(request, kind, row, step, made(said, problems), context, problem, 422)
    except Conflict as conflict:
        return _ask(request, kind, find(kind, uid, request.user), step, made(said), context, conflict.message, 409)
    except NotAllowed as refused:
        return _ask(request, kind, row, step, made(said), context, refused.message, 403)
    messages.success(request, f"{words.EVENTS[step]}.")
    return redirect(f"deals:{kind}", uid=uid)


def _ask(
    request: HttpRequest, kind: str, row: Any, step: str, form: Any, context: Mapping[str, Any], problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    return render(
        request, "deals/step.html",
        {
            "row": row, "kind": kind, "step": step, "label": words.STEPS[step], "form": form, "problem": problem,
            "danger": step in DANGEROUS, "uploads": step in UPLOADS, "back": reverse(f"deals:{kind}", args=[row.uid]),
            "terms": words.TERMS[enquiries.TERMS] if kind == "enquiry" and step in ("agree", "consent") else "",
            **context,
        },
        status=status,
    )  # fmt: skip
