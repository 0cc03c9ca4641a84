"""What enquiries, deals and the market send and receive over HTTP."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field

from technopole.pages.api.shapes import Bilingual, In, Line, Out, Prose, Uid

ThingKind = Literal["offer", "need"]
StepName = Annotated[str, Field(pattern="^[a-z_]{1,24}$", description="One of `steps`.")]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,40}$")]


class StepOut(Out):
    at: dt.datetime
    step: str
    text: str = Field(description="What whoever took it said.")
    by: str = Field(description="In which part; empty where that is told to nobody.")


class SideOut(Out):
    handle: str = Field(description="What it is called while it is not named.")
    name: Bilingual | None = Field(description="Null until both sides have consented, and for good if they never did.")
    own: bool


class EnquiryBrief(Out):
    uid: str
    version: int
    state: str
    kind: ThingKind
    about: str = Field(description="The uid of the offer or need.")
    title: Bilingual
    created_at: dt.datetime
    expires_on: dt.date
    synthetic: bool


class EnquiryOut(EnquiryBrief):
    why: str
    brings: str
    expects: str
    sides: list[SideOut] = Field(description="The asking side, then the owner.")
    disclosed_at: dt.datetime | None
    deal: str | None = Field(description="The uid of the deal that came of it.")
    steps: list[str] = Field(description="The steps you may take now.")
    history: list[StepOut]


class EnquiryIn(In):
    """An enquiry about an offer or a need, on behalf of an organisation that you represent; it names nobody."""

    kind: ThingKind
    about: Uid
    organisation: Uid
    why: Prose
    brings: Prose
    expects: Prose
    consents: bool = Field(False, description="You consent already to be named, if the other side consents too.")


class StepIn(In):
    """One step, with what it asks for; fields that it does not ask for are not read."""

    step: StepName
    text: Prose = ""
    organisation: Line = Field("", description="For `forward`: the owner's uid.")
    sha256: Line = ""
    text_version: Line = ""
    on: Line = ""
    place: Line = ""
    present: Line = ""
    amount: Line = ""
    currency: Line = ""
    mode: Line = ""
    exclusivity: Line = ""
    field: Line = ""
    area: Line = ""
    term_months: Line = ""
    words: Prose = ""
    valid_until: Line = ""
    kind: Line = ""
    written: Line = ""
    signed_on: Line = ""
    turnover: Line = ""
    trade: Line = ""
    income: Line = ""
    rate: Line = ""
    rate_on: Line = ""
    exclusive: Line = ""
    trl: Line = ""
    ip: Annotated[list[Line], Field(max_length=6)] = []
    programme: Line = ""
    seller_type: Line = ""
    buyer_type: Line = ""
    seller_place: Line = ""
    buyer_place: Line = ""
    plan: Prose = ""
    milestone: Line = ""
    text_zh: Prose = ""
    text_en: Prose = ""
    with_price: Line = ""
    days: Line = ""
    objection: Line = ""
    paper: Line = ""
    product: Line = ""
    revenue: Line = ""
    jobs: Line = ""
    follow_on: Line = ""
    failed: Line = ""
    price: Line = ""
    done_by: Line = ""


class ContractOut(Out):
    kind: str
    turnover: str
    trade: str = Field(description="The technology trade amount: turnover less equipment and materials.")
    income: str = Field(description="The technical income: the tax base.")
    currency: str
    rate: str = Field(description="Yuan for one unit of the currency.")
    rate_on: dt.date
    signed_on: dt.date
    file_sha256: str


class MilestoneOut(Out):
    number: int
    kind: str
    title: str
    due_on: dt.date
    amount: Decimal | None
    standing: str = Field(description="`due`, `late`, `said` or `confirmed`.")


class ProposalOut(Out):
    number: int
    side: str
    state: str
    amount: Decimal
    currency: str
    mode: str
    exclusivity: str
    valid_until: dt.date


class DealBrief(Out):
    uid: str
    version: int
    state: str
    title: Bilingual
    seller: Bilingual
    buyer: Bilingual
    registration_due: dt.date | None
    synthetic: bool


class FileOut(Out):
    uid: str
    side: str
    name: str | None = Field(description="Null while it is closed to you.")
    sha256: str | None


class DealOut(DealBrief):
    enquiry: str | None
    registration_number: str | None
    registered_on: dt.date | None
    certificate: str | None
    contract: ContractOut | None
    plan: list[MilestoneOut]
    proposals: list[ProposalOut]
    files: list[FileOut]
    steps: list[str] = Field(description="The steps you may take now.")
    history: list[StepOut]


class HelpIn(In):
    """A request for help to a service organisation."""

    kind: Line
    provider: Uid
    text: Prose


class HelpOut(Out):
    uid: str
    version: int
    state: str
    kind: str
    text: str
    asked_by: Bilingual
    asked_of: Bilingual
    price: Decimal | None
    currency: str
    done_by: dt.date | None
    steps: list[str]
    history: list[StepOut]


class CertificateOut(Out):
    number: str
    issued_on: dt.date
    valid: bool = Field(description="Whether the recorded steps of the deal are whole and as they were on its day.")
    kind: str
    steps: int
    digest: str
    states: dict[str, str | dict[str, str]] | None = Field(
        description="What it states: parties, amounts, days. Null without the code printed on it."
    )


class CellOut(Out):
    cut: str
    value: str
    contracts: int | None
    trade_cny: Decimal | None
    share: Decimal | None
    hidden: bool = Field(description="Fewer than five parties, or hidden so that those cannot be worked out.")


class StageOut(Out):
    name: str
    reached: int | None
    conversion: Decimal | None
    days: int | None = Field(description="From listing, the median.")
    hidden: bool


class MarketOut(Out):
    contracts: int | None
    trade_cny: Decimal | None
    mean_cny: Decimal | None
    median_cny: Decimal | None
    largest_tenth: Decimal | None
    silent_listings: int | None
    synthetic: bool
    cells: list[CellOut]
    way: list[StageOut]
