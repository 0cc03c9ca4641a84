"""What requests send and receive."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import RootModel

from technopole.pages.api.shapes import Bilingual, In, Line, Out, Prose, Uid
from technopole.registry.api.shapes import OrganisationFields

State = Literal[
    "draft", "submitted", "supplement_requested", "in_review", "accepted", "refused", "withdrawn", "expired"
]
Post = Annotated[Line, Field(max_length=150)]


class Thing(Out):
    kind: str
    uid: str


class RequestOut(Out):
    uid: str
    version: int
    kind: str
    state: State
    title: Bilingual = Field(description="What it is about.")
    subject: Thing | None
    outcome: Thing | None = Field(description="What came of it.")
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None = Field(description="By when a decision is owed.")
    expires_at: dt.datetime | None = Field(description="When it lapses unless its applicant acts.")
    decided_at: dt.datetime | None
    reason: str | None = Field(description="Why it was decided so.")


class Event(Out):
    at: dt.datetime
    event: str
    text: str
    internal: bool
    from_state: str | None
    to_state: str | None
    by: str = Field(description="`applicant`, `centre`, `system` or `public`.")
    name: str | None = Field(description="Who it was; told to reviewers only.")


class AdviceOut(Out):
    adviser: str
    recommends: str
    text: str
    at: dt.datetime


class AttachmentOut(Out):
    uid: str
    name: str
    paper: str = Field(description="Which of the papers asked for it is; empty for any other.")
    content_type: str
    size: int
    sha256: str
    added_at: dt.datetime


class Applicant(Out):
    name: str
    email: str | None


class RequestDetail(RequestOut):
    payload: dict[str, Any] = Field(description="What is asked for, in the procedure’s own shape.")
    own: bool
    applicant: Applicant | None
    timeline: list[Event]
    advice: list[AdviceOut] = Field(description="Told to reviewers only.")
    attachments: list[AttachmentOut]
    may: list[str] = Field(description="The steps you may take now.")


class Awaiting(Out):
    request: RequestOut
    what: str = Field(description="`decide`, `advise` or `supplement`.")
    due: dt.datetime | None
    overdue: bool


class ProcedureOut(Out):
    kind: str
    title: Bilingual
    summary: Bilingual
    days_to_decide: int
    most_attachments: int
    public: bool


class Filters(Schema):
    of: Literal["mine", "all"] = "mine"
    state: list[State] = Field([], max_length=8)
    kind: Annotated[str, Field(pattern=r"^[a-z_.]{1,40}$")] | None = None


class RegisterIn(In):
    """Ask to enter an organisation in the register, and to become its representative."""

    kind: Literal["organisation.register"]
    organisation: OrganisationFields
    post: Post = Field("", description="Your post there.")


class ChangeIn(In):
    """Ask for a change of an organisation that you represent."""

    kind: Literal["organisation.change"]
    organisation_uid: Uid
    organisation: OrganisationFields


class RepresentIn(In):
    """Ask to speak for an organisation that is in the register."""

    kind: Literal["representation"]
    organisation_uid: Uid
    post: Post
    statement: Prose = Field(description="How the centre can check that you may speak for it.")


class RequestIn(RootModel[Annotated[RegisterIn | ChangeIn | RepresentIn, Field(discriminator="kind")]]):
    """One of the procedures; corrections have an address of their own."""


class RequestEdit(In):
    """Only what is sent is changed."""

    organisation: OrganisationFields | None = None
    post: Post | None = None
    statement: Prose | None = None


class TextIn(In):
    text: Annotated[Prose, Field(min_length=1)]


class ReasonIn(In):
    reason: Prose = ""


class CommentIn(In):
    text: Annotated[Prose, Field(min_length=1)]
    internal: bool = False


class AdviceIn(In):
    recommends: Literal["accept", "refuse", "abstain"]
    text: Prose = ""


class DecisionIn(In):
    decision: Literal["accept", "refuse"]
    reason: Prose = ""
