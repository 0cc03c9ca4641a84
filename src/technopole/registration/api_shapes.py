"""What the register sends and receives over HTTP."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from technopole.pages.api.shapes import Bilingual, Day, In, Line, Out, Prose

Form = Literal[
    "association", "social_service_institution", "foundation", "overseas_office", "overseas_activity",
    "international_organisation",
]  # fmt: skip
Status = Literal["registered", "active", "liquidating", "deregistered"]
Standing = Literal["valid", "expired", "superseded", "cancelled"]
Kind = Literal["establish", "change", "charter", "branch", "deregister"]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{10,18}$", description="Credit code, or filing number.")]
Keys = Annotated[list[Line], Field(max_length=50)]


class Authority(Out):
    key: str
    name: Bilingual


class CertificateOut(Out):
    number: str
    issued_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    standing: Standing = Field(description="What it is worth today.")


class RegistrationOut(Out):
    """An organisation of the register: its public fields."""

    uid: str
    version: int
    code: str
    url: str
    organisation_uid: str = Field(description="Of its entry in the directory of organisations.")
    name: Bilingual
    former_names: list[str]
    legal_form: Form
    authority: Authority
    supervisory_unit: Authority | None
    registered_on: dt.date
    valid_from: dt.date | None
    valid_to: dt.date | None
    charter_approved_on: dt.date | None
    status: Status
    status_since: dt.date
    deregistered_on: dt.date | None
    district: str | None
    rules: str = Field(description="The version of the rules it was registered under.")
    details: dict[str, str] = Field(description="The other public fields, by their names.")
    synthetic: bool
    updated_at: dt.datetime


class BranchOut(Out):
    kind: str
    name_zh: str
    name_en: str
    address: str
    filed_on: dt.date
    closed_on: dt.date | None


class RegistrationDetail(RegistrationOut):
    certificates: list[CertificateOut] = Field(description="The latest first.")
    branches: list[BranchOut]


class Filters(Schema):
    q: Line | None = Field(None, description="A part of the name, or of the code.")
    form: Annotated[list[Form], Field(max_length=6)] = []
    status: Annotated[list[Status], Field(max_length=4)] = []
    authority: Keys = []
    supervisory_unit: Keys = []
    district: Keys = []
    registered_from: Day | None = None
    registered_to: Day | None = None


class BearerOut(Out):
    how: str = Field(description="`same`, `same_core`, `same_word` or `alike`.")
    name: Bilingual
    kind: str = Field(
        description="`registration`, `kept` (for another applicant) or `organisation` (of the directory)."
    )
    code: str | None
    blocks: bool


class NameCheck(Out):
    verdict: Literal["free", "similar", "taken", "unfit"]
    area: str
    distinctive: str
    field: str
    form: str
    problems: list[str]
    bearers: list[BearerOut]


class CaseOut(Out):
    uid: str
    version: int
    kind: Kind
    state: str
    legal_form: Form
    name: Bilingual
    authority: str | None
    supervisory_unit: str | None
    direct: bool
    rules: str | None = Field(description="The rules in force on the day of acceptance.")
    registration: str | None = Field(description="The code of the organisation it is about, or that came of it.")
    accepted_on: dt.date | None
    due_at: dt.datetime | None
    synthetic: bool


class CaseDetail(CaseOut):
    answers: dict[str, str]
    papers: dict[str, list[str]] = Field(description="{paper: files handed in}; `on_paper` lists those not attached.")
    steps: list[str] = Field(description="The steps you may take now.")


Answers = Annotated[dict[Annotated[str, Field(max_length=60)], Prose], Field(max_length=80)]


class CaseIn(In):
    """A new application: for a legal form, or about a registered organisation that you represent."""

    kind: Kind = "establish"
    legal_form: Form | None = Field(None, description="Of a new organisation.")
    code: Code | None = Field(None, description="Of the organisation the application is about.")
    answers: Answers = Field(default_factory=dict)


class StepIn(In):
    """One step, with what it asks for."""

    step: Annotated[str, Field(pattern="^[a-z_]{1,24}$", description="One of `steps` of the case.")]
    answers: Answers | None = Field(None, description="For `edit`.")
    text: Prose = ""
    number: Line = ""
    on: Line = ""
    place: Line = ""
    found: Prose = ""
    conclusion: Line = ""
    text_zh: Prose = ""
    text_en: Prose = ""
    on_paper: Annotated[list[Line], Field(max_length=30)] = []
    decision: Literal["", "register", "refuse"] = ""
    reason: Prose = ""
    remedy: Prose = ""
    code: Line = ""
    link: Line = ""
