"""What happens to a trial once it is agreed: its result, the consent of both to publish it, or its end.

Each step is one transaction, names the version it was decided upon, and leaves a line in the request's timeline.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from technopole.core import clock, typed
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import services
from technopole.core.requests.models import Request
from technopole.programme.models import Trial
from technopole.programme.trials import notices, sides

LONGEST = 8000
SOURCES: Mapping[str, tuple[str, ...]] = {
    "report": ("agreed", "done"), "consent": ("done",), "retract": ("done",), "call_off": ("agreed",),
}  # fmt: skip
"""{step: the states in which it can be taken}; each by either side, for itself."""
STEPS = tuple(SOURCES)


@dataclass(frozen=True)
class _Move:
    trial: Trial
    side: str
    by: Any
    said: Mapping[str, Any]

    def text(self, name: str) -> str:
        text = typed.clean(self.said.get(name))
        if len(text) > LONGEST:
            raise typed.wrong(name, _("Use at most %(most)d characters.") % {"most": LONGEST})
        return text


def steps_for(trial: Trial, actor: Any) -> list[str]:
    """The steps that somebody may take now."""
    return [step for step in STEPS if _side(trial, step, actor)]


def _side(trial: Trial, step: str, actor: Any) -> str:
    """For which side somebody would take the step; empty if for none."""
    if trial.state not in SOURCES[step]:
        return ""
    for side in sides.sides_of(actor, trial):
        mine = getattr(trial, f"{side}_consented_at")
        if step == "consent" and (mine or _consented_for_the_other(trial, side, actor)):
            continue
        if step == "retract" and not mine:
            continue
        return side
    return ""


def _consented_for_the_other(trial: Trial, side: str, actor: Any) -> bool:
    """Nobody consents for both sides."""
    other = sides.MAKER if side == sides.ASKER else sides.ASKER
    return bool(getattr(trial, f"{other}_consented_by_id") == actor.pk)


@transaction.atomic
def take(uid: str, step: str, by: Any, version: int, **said: Any) -> Trial:
    """Take a step. Raises `NotAllowed` for the wrong person, `Conflict` at the wrong time, `Invalid` for wrong text."""
    trial = Trial.objects.select_for_update().get(uid=uid)
    if trial.version != version:
        raise Conflict(_("Somebody else changed this trial since you opened it. Look at it again."))
    if not sides.sides_of(by, trial):
        raise NotAllowed(_("Only the two sides of a trial may do this."))
    side = _side(trial, step, by) if step in SOURCES else ""
    if not side:
        raise Conflict(_("This can no longer be done: the trial has moved on."))
    before = trial.state
    text = _DO[step](_Move(trial, side, by, said))
    _publish_if_both_consent(trial)
    trial.version += 1
    trial.updated_at = clock.now()
    trial.save()
    request = Request.objects.select_for_update().get(uid=trial.request_uid)
    services.advance(request, f"trial_{step}", by, text=text, stages=(before, trial.state))
    notices.tell_other_side(trial, side, step)
    return trial


def _report(move: _Move) -> str:
    """Whoever writes it anew asks both for their consent anew; a public result does not change under a reader."""
    if move.trial.published_on:
        raise Conflict(_("The result is public. Take a consent back before it is written anew."))
    texts = {name: move.text(name) for name in ("result_en", "result_zh")}
    if not any(texts.values()):
        why = _("Write the result, in English, in Chinese or in both.")
        raise Invalid(why, fields={"result_zh": [why]})
    for name, text in texts.items():
        setattr(move.trial, name, text)
    move.trial.state = "done"
    for side in (sides.ASKER, sides.MAKER):
        _consents(move.trial, side, None)
    return texts["result_en"] or texts["result_zh"]


def _consent(move: _Move) -> str:
    _consents(move.trial, move.side, move.by)
    return ""


def _retract(move: _Move) -> str:
    _consents(move.trial, move.side, None)
    return ""


def _call_off(move: _Move) -> str:
    why = move.text("text")
    if not why:
        asked = _("Give the reason. The other side reads it.")
        raise Invalid(asked, fields={"text": [asked]})
    move.trial.state = "called_off"
    return why


def _consents(trial: Trial, side: str, by: Any) -> None:
    setattr(trial, f"{side}_consented_at", clock.now() if by is not None else None)
    setattr(trial, f"{side}_consented_by", by)


def _publish_if_both_consent(trial: Trial) -> None:
    if not (trial.asker_consented_at and trial.maker_consented_at):
        trial.published_on = None
    elif trial.published_on is None:
        trial.published_on = clock.today()


_DO: dict[str, Callable[[_Move], str]] = {
    "report": _report, "consent": _consent, "retract": _retract, "call_off": _call_off,
}  # fmt: skip
