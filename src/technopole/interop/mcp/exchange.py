"""Look-ups of the technology exchange: offers, needs, matches, services, the market."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from technopole.core import clock
from technopole.exchange import matching, reading
from technopole.interop.mcp import shapes
from technopole.interop.mcp.public import Refused, absolute, ask
from technopole.interop.mcp.shapes import bilingual
from technopole.pages.api.shapes import Bilingual
from technopole.search.corpora import Hit, Wanted, open_corpus
from technopole.search.index import IndexOutdated

Filters = dict[str, list[str]]


def search_offers(text: str, filters: Filters | None, limit: int) -> shapes.Offers:
    found, more = _search("offers", text, filters, limit)
    items = [_offer(hit.body, hit.excerpt.text if hit.excerpt else None) for hit in found]
    return shapes.Offers(items=items, more=more, warning=shapes.warning(items))


def match_need(wanted: Wanted, limit: int) -> shapes.Matches:
    try:
        found = matching.offers_for(wanted, None, limit)
    except IndexOutdated:
        raise _being_rebuilt() from None
    items = [
        shapes.Matched(
            **_offer(match.body, None).model_dump(),
            score=match.score,
            reasons=shapes.Reasons(
                terms=[shapes.Term(term=term, share=round(share, 4)) for term, share in match.reasons.terms[:12]],
                translated=[shapes.Translated(term=a, called=b) for a, b in match.reasons.translated[:12]],
                fits=[
                    shapes.Fit(what=fit.what, degree=round(fit.degree, 2), values=list(fit.values))
                    for fit in match.reasons.fits
                ],
            ),
        )
        for match in found
    ]
    return shapes.Matches(items=items, warning=shapes.warning(items))


def get_offer(uid: str) -> shapes.Record:
    """An offer of the exchange, or a reference offer that nobody acted on yet."""
    try:
        data = ask("offer", uid)
    except Refused as refused:
        body = reading.reference(uid) if refused.status == 404 else None
        if body is None:
            raise
        offer = _offer(body, None)
        return shapes.Record(**{**offer.model_dump(include=set(shapes.Item.model_fields)), "data": dict(body)})
    return record("offer", data, data["profile"], data["summary"])


def search_needs(text: str, filters: Filters | None, limit: int) -> shapes.Items:
    found, _ = _search("needs", text, filters, limit)
    items = [_item(hit.body, "need") for hit in found]
    return shapes.Items(items=items, next=None, warning=shapes.warning(items))


def get_need(uid: str) -> shapes.Record:
    data = ask("need", uid)
    titled = any((data["title"] or {}).values())
    return record("need", data, data["profile"] or data["kind"], data["statement"], "title" if titled else "statement")


def list_services(text: str, limit: int, after: str) -> shapes.Items:
    return listed("service", ask("services", q=text, limit=limit, cursor=after), "name")


def market_figures() -> shapes.Market:
    data = ask("market_figures")
    url = absolute(reverse("deals:market"))
    title = Bilingual(en="Technology market", zh="技术市场")
    return shapes.Market(
        unit="CNY (yuan); `contracts` and `listings` are numbers",
        period=f"all contracts registered up to {clock.today().isoformat()}",
        status="actual",
        url=url,
        synthetic=data["synthetic"],
        warning=shapes.MADE_UP if data["synthetic"] else None,
        citations=shapes.citations(url, title),
        data=data,
    )


# --- what the look-ups share -----------------------------------------------------------------------------------


def record(kind: str, data: dict[str, Any], sort: str, summary: Any, title: str = "title") -> shapes.Record:
    """One thing as the API gives it, with what each of its sources cites and when it was read."""
    said = ask(f"{kind}_sources", data["uid"])
    read = max((str(each["loaded_at"])[:10] for each in said["statements"]), default=None)
    named, synthetic = bilingual(data[title]), bool(data.get("synthetic"))
    return shapes.Record(
        uid=data["uid"], kind=sort, url=absolute(data["url"]), title=named, summary=bilingual(summary),
        synthetic=synthetic, warning=shapes.MADE_UP if synthetic else None,
        citations=shapes.citations(data["url"], named, said["cited"], read), data=data,
    )  # fmt: skip


def listed(kind: str, page: Mapping[str, Any], title: str = "title") -> shapes.Items:
    """A page of a list of the API."""
    items = [
        shapes.Item(
            uid=row["uid"], kind=kind, url=absolute(row["url"]), title=bilingual(row[title]),
            summary=bilingual(row.get("summary")), synthetic=row["synthetic"],
            warning=shapes.MADE_UP if row["synthetic"] else None,
            citations=shapes.citations(row["url"], bilingual(row[title]), row["sources"]),
        )
        for row in page["items"]
    ]  # fmt: skip
    return shapes.Items(items=items, next=page.get("next"), warning=shapes.warning(items))


def _search(corpus: str, text: str, filters: Filters | None, limit: int) -> tuple[Sequence[Hit], bool]:
    try:
        page = open_corpus(corpus).search(text, filters, limit)
    except ValueError as error:
        raise Refused(422, f"filters: {error}.") from None
    except IndexOutdated:
        raise _being_rebuilt() from None
    return page.hits, page.more


def _being_rebuilt() -> Refused:
    return Refused(503, "The search index is being built; ask again in some minutes.")


def _offer(body: Mapping[str, Any], excerpt: str | None) -> shapes.Offer:
    level, year = body.get("trl"), body.get("year")
    return shapes.Offer(
        **_item(body, "offer").model_dump(),
        standing="listing" if body.get("standing") == "listing" else "reference",
        owner=body.get("owner") or None,
        trl=int(level) if level else None,
        fields=[str(symbol) for symbol in body.get("fields") or ()],
        modes=[str(mode) for mode in body.get("modes") or ()],
        country=body.get("country") or None,
        region=body.get("region") or None,
        year=int(year) if year else None,
        excerpt=excerpt,
    )


def _item(body: Mapping[str, Any], page: str) -> shapes.Item:
    """A record of a corpus."""
    title = _two(body, "title")
    url = reverse(f"exchange:{page}", args=[body["uid"]])
    synthetic = bool(body.get("synthetic"))
    cited = [body.get("url"), body.get("source") if body.get("standing") != "listing" else None]
    return shapes.Item(
        uid=body["uid"], kind=str(body.get("kind") or page), url=absolute(url), title=title,
        summary=_two(body, "text"), synthetic=synthetic,
        warning=shapes.MADE_UP if synthetic else None, citations=shapes.citations(url, title, cited),
    )  # fmt: skip


def _two(body: Mapping[str, Any], name: str, most: int = 300) -> Bilingual:
    """A text of a record in its two languages, as far as a list shows it; other languages stand with English."""
    found: dict[str, str] = {}
    for ending, other in (("", "en"), ("_2", "zh")):
        if text := str(body.get(f"{name}{ending}") or ""):
            language = str(body.get(f"language{ending}") or other)
            shown = text if len(text) <= most else f"{text[:most]} …"
            found.setdefault("zh" if language.startswith("zh") else "en", shown)
    return Bilingual(en=found.get("en"), zh=found.get("zh"))
