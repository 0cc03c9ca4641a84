"""Writing organisations: registrars at once, representatives by a request for change that a registrar decides."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Status

from technopole.accounts.rules import represents
from technopole.core import ids, sourced
from technopole.core.errors import Invalid
from technopole.core.requests import services as requests
from technopole.core.requests.models import Request
from technopole.core.sourced import By
from technopole.core.turns import alone
from technopole.pages.api import must_match, require
from technopole.pages.api.shapes import Received, Uid
from technopole.registry import procedures, wanted
from technopole.registry.api import shapes
from technopole.registry.api.organisations import detailed, get, router
from technopole.registry.models import Organisation

may_edit = procedures.registrar | represents("uid")

_NESTED = {
    **{f"{text}_{language}": f"{text}.{language}" for text in ("name", "summary") for language in ("en", "zh")},
    **{scheme: f"identifiers.{scheme}" for scheme in wanted.SCHEMES},
}
"""Where the API has what the form asks as one flat question."""


def answers(body: shapes.OrganisationFields) -> wanted.Answers:
    """What was sent, as answers to the form's questions; only the questions that were answered."""
    sent = body.model_dump(exclude_unset=True, exclude={"why"})
    flat: wanted.Answers = {}
    for name, value in sent.items():
        if name in ("name", "summary"):
            flat |= {f"{name}_{language}": text or "" for language, text in (value or {"en": "", "zh": ""}).items()}
        elif name == "identifiers":
            flat |= {scheme: number or "" for scheme, number in (value or dict.fromkeys(wanted.SCHEMES)).items()}
        else:
            flat[name] = value if value is not None else ([] if name in wanted.LISTS else "")
    return flat


def _refuse(problems: Mapping[str, list[str]]) -> None:
    if problems:
        raise Invalid("", fields={_NESTED.get(question, question): why for question, why in problems.items()})


@router.post(
    "organisations", may=procedures.registrar, response=shapes.OrganisationDetail, summary="Enter an organisation"
)
def new_organisation(request: HttpRequest, response: HttpResponse, body: shapes.OrganisationFields) -> Any:
    """For registrars. Everybody else applies: `POST /requests` of kind `organisation.register`."""
    said = wanted.tidy(answers(body))
    act = By(user=request.user, why=body.why)
    with alone():
        _refuse(procedures.check_registration(Request(kind=procedures.REGISTER, payload={"answers": said})))
        uid = ids.new_uid()
        uid = sourced.put(procedures.KIND, "local", uid, wanted.new_record(said), act).uids[uid]
    response["Location"] = reverse("api:v1:organisation", args=[uid])
    return Status(201, detailed(request, get(uid)))


@router.patch(
    "organisations/{uid}",
    may=may_edit,
    response={200: shapes.OrganisationDetail, 202: Received},
    summary="Change an organisation",
)
def edit_organisation(
    request: HttpRequest, response: HttpResponse, uid: Uid, body: shapes.OrganisationFields
) -> Any:
    """A registrar's change is made at once (200); a representative's is a request that a registrar decides (202)."""
    registrar = procedures.registrar.allows(request.user)
    with alone() if registrar else nullcontext():  # so that the version compared is the one that is changed
        organisation = get(uid)
        require(request, may_edit, organisation)
        must_match(request, organisation.version)
        payload = change_payload(organisation, body)
        if registrar:
            asked = Request(
                kind=procedures.CHANGE, subject_kind=procedures.KIND, subject_uid=uid, payload=payload,
            )
            _refuse(procedures.check_change(asked))
            record = sourced.merged(procedures.KIND, uid)
            after = wanted.applied(record, payload["answers"], procedures.changed_questions(asked))
            sourced.edit_locally(procedures.KIND, uid, after, By(user=request.user, why=body.why))
            return detailed(request, get(uid))
    try:
        made = requests.apply_at_once(procedures.CHANGE, request.user, payload, subject=(procedures.KIND, uid))
    except Invalid as invalid:
        _refuse(invalid.fields)
        raise
    response["Location"] = reverse("api:v1:one_request", args=[made.uid])
    return Status(202, {"request": made.uid, "state": made.state})


def change_payload(organisation: Organisation, body: shapes.OrganisationFields) -> dict[str, Any]:
    before = wanted.answers_of(sourced.merged(procedures.KIND, organisation.uid))
    names = {"en": organisation.name_en, "zh": organisation.name_zh}
    return {
        "subject_names": {language: name for language, name in names.items() if name} or {"en": organisation.name},
        "before": before,
        "answers": wanted.tidy({**before, **answers(body)}),
        "why": body.why,
    }
