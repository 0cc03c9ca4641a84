"""Searching offers and matching a need to them over HTTP. Both read only; a need that is sent is not kept."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.exchange import findable, matching, vocabulary
from technopole.pages.api import Out, Page, Problem, Router
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, announce, filters_of, read, write
from technopole.pages.api.shapes import In, Line, Prose
from technopole.search.corpora import Hit, Match, Record, Wanted, open_corpus, records
from technopole.search.corpora.corpus import MOST_SHOWN
from technopole.search.highlights import Highlight
from technopole.search.index import IndexOutdated

router = Router("Exchange: searching and matching")

MOST_VALUES = 20
MOST_MATCHES = 50
Value = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Values = Annotated[list[Value], Field(max_length=MOST_VALUES)]
Mode = Literal[
    "transfer", "licence_exclusive", "licence_sole", "licence_non_exclusive", "equity", "codevelopment", "service",
    "sale", "investment",
]  # fmt: skip
assert Mode.__args__ == vocabulary.MODES  # type: ignore[attr-defined]


# --- shapes ----------------------------------------------------------------------------------------------------


class Written(Out):
    """A text and the language it is in."""

    language: str | None
    text: str


class OfferFound(Out):
    uid: str
    url: str
    kind: str | None = Field(description="`technology_offer`, `business_offer`; of reference data `patent`, …")
    standing: str = Field(description="`listing`: offered here; `reference`: read from a register, offered by nobody.")
    titles: list[Written]
    owner: str | None = Field(description="Null where it is not named.")
    fields: list[str] = Field(description="Symbols of the IPC or CPC, or codes of the source.")
    sectors: list[str]
    modes: list[str]
    rights: list[str]
    trl: int | None
    year: int | None
    country: str | None
    region: str | None
    source: str | None
    synthetic: bool


class Marked(Out):
    """A text, and which ranges of its characters were asked for."""

    text: str
    ranges: list[tuple[int, int]]


class OfferHit(OfferFound):
    score: float
    title_marks: Marked
    excerpt: Marked | None


class OffersFound(Page[OfferHit]):
    facets: dict[str, dict[str, int]] | None = Field(
        None, description="When asked for with `facets=true`: how many there would be with each value."
    )


class SearchFilters(Schema):
    """Values of one facet are alternatives; facets add up."""

    q: Line = Field("", description="A few words in any language. What has all of them comes first.")
    kind: Values = Field([])
    language: Values = Field([])
    field: Values = Field([], description="A section, class or subclass of the IPC or CPC: `H`, `H01`, `H01M`.")
    sector: Values = Field([])
    country: Values = Field([])
    region: Values = Field([])
    trl: Values = Field([])
    mode: Values = Field([])
    right: Values = Field([])
    year: Values = Field([])
    source: Values = Field([])
    synthetic: Values = Field([], description="`0` or `1`.")
    standing: Values = Field([], description="`listing` or `reference`.")
    owner: Values = Field([])


class FiltersIn(In):
    """What shuts out; everything else of a need is weighed."""

    kind: Values = Field(default_factory=list)
    field: Values = Field(default_factory=list)
    sector: Values = Field(default_factory=list)
    country: Values = Field(default_factory=list)
    region: Values = Field(default_factory=list)
    trl: Values = Field(default_factory=list)
    mode: Values = Field(default_factory=list)
    right: Values = Field(default_factory=list)
    year: Values = Field(default_factory=list)
    language: Values = Field(default_factory=list)
    synthetic: Values = Field(default_factory=list)
    standing: Values = Field(default_factory=list)
    owner: Values = Field(default_factory=list)


class NeedIn(In):
    """A need as its author would put it."""

    text: Annotated[Prose, Field(min_length=1)] = Field(description="The problem, the target values; in any language.")
    title: Line = ""
    fields: Annotated[list[Value], Field(max_length=MOST_VALUES)] = Field(
        default_factory=list, description="Symbols of the IPC or CPC."
    )
    sectors: Annotated[list[Value], Field(max_length=MOST_VALUES)] = Field(default_factory=list)
    trl_min: Annotated[int, Field(ge=1, le=9)] | None = None
    trl_max: Annotated[int, Field(ge=1, le=9)] | None = None
    modes: Annotated[list[Mode], Field(max_length=len(vocabulary.MODES))] = Field(default_factory=list)
    budget: Annotated[str, Field(pattern=r"^[0-9]{1,13}(\.[0-9]{1,2})?$")] | None = Field(
        None, description="The most that can be paid, as text; compared with prices in the same currency."
    )
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    region: Line = ""
    filters: FiltersIn = Field(default_factory=FiltersIn)
    limit: Annotated[int, Field(ge=1, le=MOST_MATCHES)] = 20


class Term(Out):
    term: str = Field(description="As the need writes it; of Chinese, a pair of characters.")
    share: float = Field(description="Of what was met, by weight.")


class Translated(Out):
    term: str
    wording: str = Field(description="What the offer calls it.")


class FitOut(Out):
    what: str = Field(description="`field`, `trl`, `mode`, `price`, `sector` or `place`.")
    degree: float = Field(description="1 fits, 0 neither way, -1 does not fit at all.")
    values: list[str] = Field(description="Of the offer.")


class MatchOut(OfferFound):
    score: float = Field(description="About what share of the need’s words, by weight, it meets: 0 to a little over 1.")
    terms: list[Term]
    translated: list[Translated]
    fits: list[FitOut]


class Matches(Out):
    items: list[MatchOut]


# --- operations ------------------------------------------------------------------------------------------------


@router.get("exchange/search", may=everyone, response=OffersFound, summary="Search offers of all standings")
def search_offers(
    request: HttpRequest, filters: Query[SearchFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False, facets: bool = False,
) -> Any:
    """Listings of this exchange and reference data, by relevance; the first thousand can be paged. `total` counts what
    has all of the words; counting is done only when asked for, since it reads all of what fits."""
    bound = filters_of(request)
    start = int(read("exchange-search", bound, cursor, 1)[0]) if cursor else 0
    chosen = {name: values for name in records.FACETS if (values := getattr(filters, name))}
    corpus = open_corpus(findable.OFFERS)

    def find() -> dict[str, Any]:
        found = corpus.search(filters.q, chosen, limit, start)
        end = start + limit
        following = write("exchange-search", bound, [end]) if found.more and end < MOST_SHOWN else None
        announce(request, following)
        return {
            "items": [_hit(hit) for hit in found.hits],
            "next": following,
            "total": corpus.count(filters.q, chosen) if count else None,
            "facets": corpus.facet_counts(filters.q, chosen) if facets else None,
        }

    return _answered(find)


@router.ask("exchange/match", may=everyone, response=Matches, summary="Match a need to offers")
def match_need(request: HttpRequest, body: NeedIn) -> Any:
    """The offers that might meet the need, the best first, each with its reasons. After three of one owner others come
    first. What is sent is compared and not kept."""
    wanted = Wanted(
        text=body.text, title=body.title, fields=body.fields, sectors=body.sectors, trl_min=body.trl_min,
        trl_max=body.trl_max, modes=body.modes, price_high=float(body.budget) if body.budget else None,
        currency=body.currency or "", country=body.country or "", region=body.region,
    )  # fmt: skip
    chosen = {name: values for name, values in body.filters.model_dump().items() if values}
    return _answered(lambda: {"items": [_match(each) for each in matching.offers_for(wanted, chosen, body.limit)]})


def _answered(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return ask()
    except IndexOutdated as error:
        raise Problem(503, "The index of offers is being rebuilt.", headers={"Retry-After": "60"}) from error


def found(body: Record) -> dict[str, Any]:
    """What a record says of an offer, as it stands in answers."""
    return {
        "uid": body["uid"],
        "url": reverse("exchange:offer", args=[body["uid"]]),
        "standing": body.get("standing") or records.REFERENCE,
        "titles": written(body, "title"),
        **{name: body.get(name) or None for name in ("kind", "owner", "country", "region", "source")},
        **{name: body.get(name) for name in ("trl", "year")},
        **{name: list(body.get(name) or ()) for name in ("fields", "sectors", "modes", "rights")},
        "synthetic": bool(body.get("synthetic")),
    }


def written(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A text of a record in the languages it has it in."""
    pairs = ((body.get("language"), body.get(name)), (body.get("language_2"), body.get(f"{name}_2")))
    return [{"language": language or None, "text": text} for language, text in pairs if text]


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        **found(hit.body), "score": hit.score, "title_marks": _marked(hit.title),
        "excerpt": _marked(hit.excerpt) if hit.excerpt is not None else None,
    }  # fmt: skip


def _marked(highlight: Highlight) -> dict[str, Any]:
    return {"text": highlight.text, "ranges": highlight.ranges}


def _match(match: Match) -> dict[str, Any]:
    return {
        **found(match.body),
        "score": match.score,
        "terms": [{"term": term, "share": round(share, 4)} for term, share in match.reasons.terms],
        "translated": [{"term": term, "wording": wording} for term, wording in match.reasons.translated],
        "fits": [
            {"what": fit.what, "degree": round(fit.degree, 4), "values": list(fit.values)} for fit in match.reasons.fits
        ],
    }
