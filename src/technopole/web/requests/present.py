"""Requests as pages show them: what is asked for as facts, changes side by side, who may be the same."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.core import sourced
from technopole.core.requests import correction, procedures, queries
from technopole.core.requests.models import Request, RequestEvent
from technopole.registry import wanted
from technopole.registry.duplicates import checking
from technopole.registry.duplicates import words as evidence_words
from technopole.registry.models import Organisation
from technopole.registry.procedures import CHANGE, REGISTER, changed_questions, same_name_elsewhere
from technopole.web.requests import subjects, words
from technopole.web.requests.forms import Vocabulary, label_of


def address(page: str, request: Request) -> str:
    return reverse(f"requests:{page}", args=[request.uid])


def names_of(row: Organisation) -> dict[str, str]:
    """An organisation's names by language; of one that is named in neither language, the name it has."""
    names = {"en": row.name_en, "zh": row.name_zh}
    return names if any(names.values()) else {"": row.name}


def payload(request: Request) -> dict[str, Any]:
    """What is asked for: {"facts": […]} or, for a change, {"changes": […]}."""
    if shows := procedures.get(request.kind).shows:
        return {"facts": shows(request)}
    if request.kind == CHANGE:
        return {"changes": changes(request), "facts": _texts(request, "note")}
    if request.kind == REGISTER:
        vocabulary, answers = Vocabulary(), request.payload.get("answers", {})
        facts = [_fact(name, vocabulary.values(name, answers.get(name))) for name in wanted.QUESTIONS]
        return {"facts": [fact for fact in facts if fact["values"]] + _texts(request, "note", "post")}
    if request.kind == correction.KIND:
        return {"facts": _texts(request, "about", "wrong", "right", "source")}
    return {"facts": _texts(request, "post", "statement")}


def _fact(question: str, values: list[Any]) -> dict[str, Any]:
    links = question in ("website", "sources", "source")
    shown = [{"url": value, "external": True} if links else {"text": value} for value in values]
    return {"question": question, "label": label_of(question), "values": shown}


def _texts(request: Request, *questions: str) -> list[dict[str, Any]]:
    return [_fact(name, [request.payload[name]]) for name in questions if request.payload.get(name)]


def changes(request: Request) -> list[dict[str, Any]]:
    """Each question answered differently: before, after, and what the record says now if that is something else."""
    vocabulary = Vocabulary()
    before, after = request.payload.get("before", {}), request.payload.get("answers", {})
    now = wanted.answers_of(sourced.merged("organisation", request.subject_uid)) if request.is_open else before
    return [
        {
            "question": name,
            "label": label_of(name),
            "before": vocabulary.values(name, before.get(name)),
            "after": vocabulary.values(name, after.get(name)),
            "moved_on": vocabulary.values(name, now.get(name))
            if (now.get(name) or "") not in (before.get(name) or "", after.get(name) or "")
            else [],
        }
        for name in changed_questions(request)
    ]


def problems(request: Request, found: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """What keeps a draft from being sent, each with the place where it is mended."""
    edit = f"{address('edit', request)}?check=1"
    return [
        {"label": "" if name == "subject" else label_of(name), "text": text, "url": f"{edit}#id_{name}"}
        for name, reasons in found.items()
        for text in reasons
    ]


def duplicates(request: Request, *, for_reviewers: bool = False) -> dict[str, Any]:
    """Organisations, and for reviewers other applications, that may be the one this request is about."""
    if request.kind not in (REGISTER, CHANGE):
        return {}
    answers = request.payload.get("answers", {})
    names = [answers.get("name_en", ""), answers.get("name_zh", ""), *(answers.get("aliases") or [])]
    identifiers = {scheme: answers.get(scheme, "") for scheme in wanted.SCHEMES}
    without = request.subject_uid or request.outcome_uid
    more = {"types": [answers["type"]] if answers.get("type") else [], "established": answers.get("established", "")}
    possible = checking.find(names, identifiers, answers.get("website", ""), without=without, more=more)
    others = same_name_elsewhere(request) if for_reviewers and request.kind == REGISTER else []
    return {
        "organisations": [
            {
                "names": names_of(each.organisation),
                "url": reverse("registry:organisation", args=[each.organisation.uid]),
                "represent_url": reverse("requests:represent", args=[each.organisation.uid]),
                "reference": each.organisation.reference,
                "reasons": [words.LIKENESS[reason] for reason in each.reasons],
                "percent": round(100 * each.score),
                "evidence": evidence_words.in_words(each.evidence),
                "lines": _side_by_side(answers, each.organisation),
            }
            for each in possible
        ],
        "requests": [{"names": queries.names(other), "url": address("request", other)} for other in others],
    }


def _side_by_side(answers: Mapping[str, Any], organisation: Organisation) -> list[dict[str, Any]]:
    """What the request says beside what the register says, in the fields that tell organisations apart."""
    theirs = wanted.answers_of(sourced.merged("organisation", organisation.uid))
    vocabulary, lines = Vocabulary(), []
    for name in ("name_en", "name_zh", "type", "website", *wanted.SCHEMES, "established"):
        asked, known = vocabulary.values(name, answers.get(name)), vocabulary.values(name, theirs.get(name))
        if asked or known:
            lines.append({"label": label_of(name), "asked": asked, "known": known})
    return lines


def timeline(request: Request, *, internal: bool, reviewer_names: bool) -> list[dict[str, Any]]:
    """What happened, oldest first. A sender without an account is called the applicant."""
    return [_line(request, event, reviewer_names) for event in queries.timeline(request, internal=internal)]


def _line(request: Request, event: RequestEvent, reviewer_names: bool) -> dict[str, Any]:
    by_applicant = event.actor_id == request.applicant_id and event.kind != "expired"
    if by_applicant:
        by = _("Applicant")
    elif event.kind == "expired":
        by = ""
    else:
        by = (str(event.actor) if event.actor else event.actor_label) if reviewer_names else _("The centre")
    return {
        "at": event.at, "text": words.EVENTS.get(event.kind, event.kind), "detail": event.text, "by": by,
        "internal": event.internal,
    }


def subject(request: Request) -> dict[str, Any] | None:
    """The thing a request is about, with the address of its page."""
    if not request.subject_uid:
        return None
    return {"names": queries.names(request), "url": subjects.address(request.subject_kind, request.subject_uid)}


def outcome_address(request: Request) -> str:
    """The page of what came of a request."""
    return subjects.address(request.outcome_kind, request.outcome_uid)
