"""What the register sends and receives."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Field

from technopole.pages.api.shapes import Bilingual, BilingualIn, In, Line, Out, PartialDate, Point, Prose, Word

Status = Literal["active", "inactive", "withdrawn"]
Text = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]
Texts = Annotated[list[Text], Field(max_length=50)]
Address = Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s\x00-\x1f]+$")]


class Name(Out):
    """One of the organisation's names."""

    value: str
    language: str | None = Field(description="`en`, `zh-Hans`, `zh-Hant`, …; null for acronyms and unknown ones.")
    kind: str = Field(description="`display`, `label`, `alias`, `acronym` or `former`.")


class Identifier(Out):
    """The organisation's number in another register."""

    scheme: str = Field(description="`ror`, `isni`, `grid`, `wikidata`, `fundref`, `uscc`, `lei`, …")
    value: str
    preferred: bool


class Link(Out):
    kind: str
    url: str


class Relation(Out):
    """What another organisation is to this one."""

    kind: str = Field(description="`parent`, `child`, `related`, `predecessor` or `successor`.")
    uid: str | None = Field(description="The other organisation here; null if only its name is known.")
    label: str


class Organisation(Out):
    uid: str
    version: int
    url: str = Field(description="Its page in the portal.")
    name: Bilingual = Field(description="Its name in each language; null where none is known.")
    shown_name: str = Field(description="The name it shows itself by, in whatever language.")
    names: list[Name]
    types: list[Word]
    sectors: list[Word]
    status: str
    legal_form: str | None
    established: str | None = Field(description="As far as it is known: `1905`, `2021-07`, `2021-07-18`.")
    closed: str | None
    country: Word | None
    district: Word | None
    hubs: list[Word]
    place: str | None
    point: Point | None
    website: str | None
    links: list[Link]
    identifiers: list[Identifier]
    summary: Bilingual
    sources: list[str]
    reference: bool = Field(description="Known from a world registry only; not an organisation of this centre.")
    synthetic: bool = Field(description="Made up for tests, not real.")
    listed_at: dt.datetime | None
    updated_at: dt.datetime


class OrganisationDetail(Organisation):
    relations: list[Relation]


class Identifiers(In):
    """Numbers in other registers; their check digits are verified. Null takes one away."""

    ror: Line | None = None
    uscc: Line | None = None
    isni: Line | None = None
    wikidata: Line | None = None
    lei: Line | None = None


class OrganisationFields(In):
    """What may be said of an organisation. Only the fields that are sent are changed; null empties one."""

    name: BilingualIn | None = None
    aliases: Texts | None = None
    acronyms: Texts | None = None
    former_names: Texts | None = None
    type: Line | None = Field(None, description="A key of the vocabulary `type`.")
    sectors: Texts | None = Field(None, description="Keys of the vocabulary `sector`.")
    district: Line | None = Field(None, description="A key of the vocabulary `district`.")
    hub: Line | None = Field(None, description="The key of a hub.")
    website: Address | None = None
    identifiers: Identifiers | None = None
    established: PartialDate | None = None
    parents: Texts | None = Field(None, description="Each a ROR id or the exact name.")
    summary: BilingualIn | None = None
    sources: list[Address] = Field(
        min_length=1, max_length=50, description="Public pages on which what you state can be checked."
    )
    why: Prose = Field("", description="Shown in the history.")


class Hub(Out):
    uid: str
    key: str
    url: str
    name: Bilingual
    kind: str
    parent: Word | None
    district: Word | None
    established: str | None
    summary: Bilingual
    focus: list[Word]
    point: Point | None
    members: int = Field(description="How many organisations of the centre are there.")
    sources: list[str]


class Vocabulary(Out):
    name: str
    words: list[Word]
