"""A trial as pages and programs show it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.programme.models import ShowcaseItem, Trial
from technopole.programme.trials import sides, words
from technopole.registry import vocabulary
from technopole.registry.lists import address, names_of
from technopole.registry.models import Organisation


def organisations(trials: Iterable[Trial]) -> dict[str, Organisation]:
    """{uid: row} of the organisations that take part. Costs one query."""
    uids = {uid for trial in trials for uid in (trial.organisation_uid, trial.maker_uid) if uid}
    return {row.uid: row for row in Organisation.objects.filter(uid__in=uids)}


def by(trial: Trial, known: dict[str, Organisation]) -> dict[str, Any]:
    """Who tries it, as the value of a fact."""
    if trial.organisation_uid == sides.CENTRE:
        return {"text": _("The centre")}
    row = known.get(trial.organisation_uid)
    return {"text": names_of(row), "url": address(row)} if row else {"text": trial.organisation_uid}


def said(text: str, trial: Trial) -> Any:
    """What was written in the language of the request."""
    language = display.short_language(trial.language)
    return {language: text} if language in ("en", "zh") else text


def period(trial: Trial) -> str:
    language = get_language()
    first, last = (display.partial_date(day.isoformat(), language) for day in (trial.starts, trial.ends))
    return first if first == last else f"{first} – {last}"


def facts(trial: Trial, known: dict[str, Organisation], item: ShowcaseItem | None, maker: Any) -> list[dict[str, Any]]:
    """What was agreed, for a definition list; who pays is for the two sides."""
    thing = []
    if item is not None:
        thing = [{"text": in_both(item, "name"), "url": reverse("programme:showcase-item", args=[item.uid])}]
    return [
        {"label": _("What is tried"), "values": thing},
        {"label": _("Made by"), "values": [maker] if maker and maker["text"] else []},
        {"label": _("Tried by"), "values": [by(trial, known)]},
        {"label": words.LABELS["scenario"], "text": said(trial.scenario, trial)},
        {"label": words.LABELS["district"], "text": vocabulary.districts().get(trial.district, trial.district)},
        {"label": words.LABELS["place"], "text": said(trial.place, trial) if trial.place else ""},
        {"label": _("When"), "text": period(trial)},
        {"label": pgettext("of a trial", "What is measured"), "text": said(trial.measured, trial)},
    ]


def entry(trial: Trial, known: dict[str, Organisation]) -> dict[str, Any]:
    """A published trial beside its thing."""
    where = vocabulary.districts().get(trial.district, "")
    return {
        "title": said(trial.scenario, trial),
        "url": reverse("programme:trial", args=[trial.uid]),
        "by": by(trial, known),
        "where": where,
        "when": period(trial),
        "result": in_both(trial, "result"),
    }
