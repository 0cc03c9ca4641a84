"""The shapes of the exchange's operations."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from technopole.exchange import vocabulary
from technopole.pages.api.shapes import Bilingual, In, Line, Named, Out, Prose, Uid

Keys = Annotated[list[Line], Field(max_length=50)]
OfferProfile = Literal["technology_offer", "business_offer"]
NeedProfile = Literal["technology_request", "business_request", "research_request"]
Profile = Literal[
    "technology_offer", "business_offer", "technology_request", "business_request", "research_request"
]
Language = Literal["en", "zh"]
assert Profile.__args__ == vocabulary.PROFILES  # type: ignore[attr-defined]


class RightOut(Out):
    kind: str
    number: str | None = Field(None, description="Not given where the owner is not named.")
    status: str | None = None
    share: str | None = Field(None, description="The owner’s share in percent.")


class Money(Out):
    """An amount or a range; amounts are texts, so that no cent is lost."""

    low: str | None = None
    high: str | None = None
    currency: str | None = None
    negotiable: bool = False


class OfferOut(Out):
    uid: str
    url: str
    profile: str
    title: Bilingual
    summary: Bilingual
    trl: int | None = Field(description="Technology readiness level after ISO 16290.")
    modes: list[str]
    price: Money
    rights: list[RightOut]
    fields: list[str] = Field(description="Symbols of the IPC or CPC.")
    sectors: list[str]
    country: str | None
    region: str | None
    organisation: Named | None = Field(description="The owner; null where it is not named.")
    anonymous: bool
    published_on: dt.date | None
    expires_on: dt.date | None
    status: str
    sources: list[str]
    synthetic: bool


class OfferDetail(OfferOut):
    description: Bilingual
    advantages: Bilingual
    applications: Bilingual
    trl_evidence: Bilingual
    trl_on: dt.date | None
    maker: Bilingual
    programme: Bilingual
    manager: Bilingual
    year: int | None
    website: str | None


class OfferFilters(Schema):
    q: Line | None = Field(None, description="Words of title, summary and applications.")
    profile: list[OfferProfile] = Field([], max_length=2)
    status: list[Literal["live", "expired", "withdrawn", "concluded"]] = Field(
        ["live"], max_length=4, description="Live ones if it is not given."
    )
    sector: Keys = Field([])
    mode: Keys = Field([])
    right: Keys = Field([])
    trl_min: int | None = Field(None, ge=1, le=9)
    trl_max: int | None = Field(None, ge=1, le=9)
    organisation: Uid | None = Field(None, description="The uid of the owner, where it is named.")


class ServiceOut(Out):
    uid: str
    url: str
    name: Bilingual
    organisation: Named | None
    kinds: list[str]
    summary: Bilingual
    website: str | None
    sources: list[str]
    synthetic: bool


class EenOut(Out):
    """A profile as the Enterprise Europe Network words it."""

    reference: str
    type: str | None
    type_name: str | None
    title: str
    summary: str = Field(description="At most 500 characters.")
    description: str
    advantages: str | None
    technical_specification: str | None
    stage_of_development: str | None
    trl: int | None
    ipr_status: list[str]
    ipr_wanted: list[str]
    partner_sought: str | None
    types_of_partnership: list[str]
    technology_keywords: list[str]
    market_keywords: list[str]
    country: str | None
    region: str | None
    deadline: str | None
    published_on: str | None
    expires_on: str | None
    language: str
    anonymous: bool
    synthetic: bool


# --- listings --------------------------------------------------------------------------------------------------

Answer = Prose | bool | Annotated[list[Line], Field(max_length=60)]
Content = Annotated[dict[Annotated[str, Field(pattern="^[a-z_]{1,40}$")], Answer], Field(max_length=80)]


class ExchangeListingOut(Out):
    uid: str
    version: int
    kind: str
    profile: str
    title: str
    organisation: str = Field(description="The uid of the owner.")
    anonymous: bool
    state: str = Field(description="Where the words being written are.")
    standing: str | None = Field(description="Whether a version is public: null, `live`, `expired` or `withdrawn`.")
    public: str | None = Field(description="The uid of the public offer or need.")
    published_on: dt.date | None
    expires_on: dt.date | None
    synthetic: bool


class ExchangeListingDetail(ExchangeListingOut):
    content: dict[str, Any] = Field(description="The answers, private ones among them.")
    problems: dict[str, list[str]] = Field(description="What stands in the way of handing it in.")
    review: dict[str, Any] = Field(description="What the reviewer found of the words handed in last.")
    steps: list[str] = Field(description="The steps you may take now.")


class ListingIn(In):
    """A draft, of an organisation that you represent, or on behalf of one as an exchange broker."""

    profile: Profile
    organisation: Uid
    content: Content = Field(default_factory=dict)


class ContentIn(In):
    content: Content


class CheckIn(In):
    ok: bool = False
    comment: Prose = ""


class ListingStepIn(In):
    """One step, with what it asks for."""

    step: Annotated[str, Field(pattern="^[a-z_]{1,24}$", description="One of `steps` of the listing.")]
    content: Content | None = Field(None, description="For `edit`.")
    text: Prose = Field("", description="The reason, for `return`, `withdraw` and `take_down`; else a remark.")
    checks: Annotated[dict[Annotated[str, Field(pattern="^[a-z]{1,20}$")], CheckIn], Field(max_length=10)] = Field(
        default_factory=dict, description="For `approve` and `return`: complete, profile, anonymity, rights, readiness."
    )
    manager: Line = Field("", description="For `assign`: the user name of the technology manager.")


class ExchangeStepOut(Out):
    number: int
    at: dt.datetime
    step: str
    from_state: str
    to_state: str
    text: str
    digest: str = Field(description="SHA-256 over the step and the digest of the one before.")
    previous: str


class ExchangeVersionOut(Out):
    number: int
    made_at: dt.datetime
    published_on: dt.date | None
    digest: str
    content: dict[str, Any]
