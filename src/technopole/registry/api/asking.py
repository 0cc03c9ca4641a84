"""Resolving and checking many texts at once."""

from collections import Counter
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from technopole.core.rules import everyone
from technopole.pages.api import Bilingual, In, Out, Problem, Router
from technopole.registry import checking, evidence, resolving_apart
from technopole.registry.given import work
from technopole.registry.resolving import Found
from technopole.registry.resolving_apart import NotReady, ResolverFailed
from technopole.registry.standing import Standing

router = Router("Resolving names")

MOST_TEXTS = 1_000
LARGEST_BODY = 1 << 20
"""Bytes."""
LONGEST_TEXT = 5_000

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Profile = Literal["precise", "complete"]
_PROFILE: Any = Field(
    "complete", description="`precise` gives fewer wrong answers, `complete` misses fewer organisations."
)
_AFFILIATION = "Department of Physics, Fudan University, Shanghai, China; Zhangjiang Laboratory"


class Meant(Out):
    """An organisation that the text means."""

    organisation_id: str = Field(description="Its ROR address where it has one, else its uid.")
    uid: str
    url: str = Field(description="Its page in the portal.")
    name: Bilingual
    shown_name: str
    probability: float = Field(description="That the text means it, 0 to 1.")
    matched_name: str = Field(description="The name by which it was recognised.")
    start: int = Field(description="Where that stands in the text, in characters; `end` is the place after it.")
    end: int
    evidence: list[str] = Field(description="Codes of what speaks for it.")
    evidence_in_words: list[Bilingual]


class Resolved(Out):
    """The organisations that one text means, the likeliest first; none if nothing is sure enough."""

    text: str
    found: list[Meant]


class ResolvedTexts(Out):
    profile: str
    answers: list[Resolved] = Field(description="One for each text, in the order given.")


class Texts(In):
    """Free texts, such as affiliations as they stand in publications, in any language."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"texts": [_AFFILIATION, "复旦大学附属中山医院"], "profile": "precise"}]}
    )

    texts: list[Text] = Field(min_length=1, max_length=MOST_TEXTS)
    profile: Profile = _PROFILE


class OneText(Schema):
    text: Annotated[str, Field(min_length=1, max_length=2_000)] = Field(
        description="The text to resolve.", json_schema_extra={"example": _AFFILIATION}
    )
    profile: Profile = _PROFILE


@router.get("resolve", may=everyone, response=Resolved, summary="Which organisations a text means")
def resolve_text(request: HttpRequest, asked: Query[OneText]) -> Any:
    """The organisations that one free text names, with probability, place in the text and evidence."""
    return _resolved([asked.text], asked.profile)[0]


@router.ask("resolve", may=everyone, response=ResolvedTexts, summary="Which organisations many texts mean")
def resolve_texts(request: HttpRequest, body: Texts) -> Any:
    """Up to 1,000 texts at once, 1 MB in all. Changes nothing; a token that may only read serves."""
    _must_fit(request)
    return {"profile": body.profile, "answers": _resolved(body.texts, body.profile)}


def _resolved(texts: list[str], profile: str) -> list[dict[str, Any]]:
    found = _asking(lambda: resolving_apart.resolve(texts, profile))
    names = work.names_of({each.uid for some in found for each in some})
    return [
        {"text": text, "found": [_meant(each, names.get(each.uid, {})) for each in some]}
        for text, some in zip(texts, found, strict=True)
    ]


def _meant(each: Found, names: dict[str, str]) -> dict[str, Any]:
    return {
        "organisation_id": each.organisation_id, "uid": each.uid,
        "url": reverse("registry:organisation", args=[each.uid]), "name": _both(names), "shown_name": each.name,
        "probability": round(each.probability, 4), "matched_name": each.matched_name,
        "start": each.start, "end": each.end, "evidence": list(each.evidence),
        "evidence_in_words": _in_both(evidence.in_words(each.evidence)),
    }  # fmt: skip


# --- checking ------------------------------------------------------------------------------------------------------


class Successor(Out):
    organisation_id: str
    uid: str
    name: Bilingual
    shown_name: str


class StandingOut(Out):
    """What other parts of the portal know of it."""

    code: str
    words: Bilingual
    closed: bool


class KnownOut(Out):
    """An organisation that a line names."""

    organisation_id: str
    uid: str
    url: str
    name: Bilingual
    shown_name: str
    status: str = Field(description="`active`, `inactive` or `withdrawn`.")
    closed: bool = Field(description="It is no more.")
    probability: float = Field(description="1 where the number or the whole name is its own.")
    country: str | None = Field(description="ISO 3166-1 code.")
    successor: Successor | None = Field(description="What stands in its place today.")
    standing: list[StandingOut]


class CheckedOut(Out):
    """The answer to one line."""

    text: str
    read_as: str = Field(description="A scheme such as `ror`, `uscc`, `isni`, `lei`; `name`; `uid`; `nothing`.")
    value: str = Field(description="The number in its canonical form, or the name.")
    valid: bool | None = Field(description="Of a number: are its shape and check digits right?")
    problem: Bilingual | None = Field(description="What is wrong with the number.")
    result: str = Field(description="One of: " + ", ".join(f"`{result}`" for result in checking.RESULTS) + ".")
    organisations: list[KnownOut]
    more: int = Field(description="How many more there are that are not listed.")


class CheckedItems(Out):
    summary: dict[str, int] = Field(description="How many lines of each result; `closed` counts found ones that are.")
    answers: list[CheckedOut] = Field(description="One for each item, in the order given.")


class Items(In):
    """Names, or numbers of any scheme, mixed as they come."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": ["https://ror.org/013q1eq08", "复旦大学", "0000 0001 0125 2443"]}]}
    )

    items: list[Text] = Field(min_length=1, max_length=MOST_TEXTS)


@router.ask("check", may=everyone, response=CheckedItems, summary="Check names or numbers")
def check_items(request: HttpRequest, body: Items) -> Any:
    """Up to 1,000 names or numbers at once: what each is, whether it is right and known, and what became of it."""
    _must_fit(request)
    answers = _asking(lambda: checking.check(body.items, resolving_apart.resolve))
    summary = Counter(each.result for each in answers)
    summary["closed"] = sum(each.closed for each in answers)
    return {"summary": summary, "answers": [_checked(each) for each in answers]}


def _checked(answer: checking.Checked) -> dict[str, Any]:
    reading = answer.reading
    numbered = reading.is_number
    return {
        "text": answer.text, "read_as": reading.scheme, "value": reading.value,
        "valid": not reading.wrong if numbered else None,
        "problem": {"en": reading.error.explain("en"), "zh": reading.error.explain("zh")} if reading.error else None,
        "result": answer.result, "organisations": [_known(each) for each in answer.organisations],
        "more": answer.more,
    }  # fmt: skip


def _known(each: checking.Known) -> dict[str, Any]:
    return {
        **_named(each), "url": reverse("registry:organisation", args=[each.uid]), "status": each.status,
        "closed": each.closed, "probability": round(each.probability, 4),
        "country": each.country or None, "successor": _named(each.successor) if each.successor else None,
        "standing": [_standing(said) for said in each.standing],
    }  # fmt: skip


def _named(each: checking.Known) -> dict[str, Any]:
    return {
        "organisation_id": each.organisation_id, "uid": each.uid, "shown_name": each.name,
        "name": {"en": each.name_en or None, "zh": each.name_zh or None},
    }  # fmt: skip


def _standing(said: Standing) -> dict[str, Any]:
    return {"code": said.code, "words": _in_both([said.words])[0], "closed": said.closed}


# --- what both share -----------------------------------------------------------------------------------------------


def _must_fit(request: HttpRequest) -> None:
    if len(request.body) > LARGEST_BODY:
        raise Problem(413, f"Send at most {LARGEST_BODY:,} bytes at once.")


def _asking(ask: Any) -> Any:
    try:
        return ask()
    except NotReady as error:
        raise Problem(503, error.message, headers={"Retry-After": "60"}) from error
    except ResolverFailed as error:
        raise Problem(503, error.message, headers={"Retry-After": "5"}) from error


def _both(names: dict[str, str]) -> dict[str, str | None]:
    return {"en": names.get("en"), "zh": names.get("zh")}


def _in_both(texts: list[Any]) -> list[dict[str, str]]:
    said: list[dict[str, str]] = [{} for _ in texts]
    for language, code in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(code):
            for text, words in zip(texts, said, strict=True):
                words[language] = str(text)
    return said
