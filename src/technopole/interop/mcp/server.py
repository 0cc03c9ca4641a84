"""The server: tools, resources and prompts of the Model Context Protocol, over what `exchange` and `centre` look up."""

import functools
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import anyio.to_thread
from django.db import connections
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

import technopole
from technopole.interop.mcp import centre, exchange, shapes
from technopole.interop.mcp.public import Refused, absolute
from technopole.interop.public import tidy
from technopole.search.corpora import Wanted
from technopole.search.corpora.records import FACETS

MOST = 50
"""Things that one call gives at most."""
LONGEST = 20_000
"""Characters of a need that are taken."""
_AT_ONCE = 4
"""Look-ups that run at the same time."""

INSTRUCTIONS = (
    "Public look-ups of a technopole's technology exchange and registers: offers (technologies), needs, organisations, "
    "policies, services, indicators. Nothing can be changed here. Always cite the `url` of what you mention, and for "
    "figures give unit, period and status (a claim is not a measurement). Records with `synthetic: true` are made up: "
    "say so each time. An offer with `standing: reference` was read from a register and is offered here by nobody. "
    "Where an owner is null it is not public; do not guess who it is. Begin with match_need for a described problem, "
    "with search_offers for a few words; titles and texts are in English, Chinese or both."
)

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)  # fmt: skip

Need = Annotated[str, Field(min_length=1, max_length=LONGEST, description="In plain words, any language.")]
Words = Annotated[str, Field(max_length=500, description="A few words in any language.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description=f"How many at most, 1 to {MOST}.")]
Uid = Annotated[str, Field(pattern=r"^[0-9a-z]{12}$", description="Twelve letters and digits, as look-ups give it.")]
Level = Annotated[int | None, Field(ge=1, le=9, description="Technology readiness level, 1 to 9.")]
After = Annotated[str, Field(max_length=1000, description="`next` of the page before.")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$", description="As list_indicators gives it.")]
Values = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)]
Filters = Annotated[
    dict[str, Values] | None,
    Field(
        description=f"Facet to values, of which one must be there. Facets: {', '.join(FACETS)}. Such as "
        '{"field": ["H01M"], "trl": ["6", "7"], "standing": ["listing"]}.'
    ),
]


def make() -> MCPServer:
    """The server, not yet listening; Django is set up."""
    server = MCPServer(
        "technopole", title="Technopole", version=technopole.__version__, instructions=INSTRUCTIONS,
        website_url=absolute("/") if absolute("/") != "/" else None, lifespan=_few_at_once, subscriptions=False,
        log_level="WARNING",
    )  # fmt: skip
    for tool in TOOLS:
        server.add_tool(_answering(tool, ToolError), annotations=_READS, structured_output=True)
    for kind, look in RESOURCES.items():
        name = "key" if kind == "indicator" else "uid"
        server.resource(
            f"technopole://{kind}/{{{name}}}", name=kind, mime_type="application/json",
            description=f"One {kind}, with its address and what to cite.",
        )(_as_json(look, name))  # fmt: skip
    server.prompt(title="Find a technology for a need")(find_technology)
    server.prompt(title="Compare offers")(compare_offers)
    return server


def run_stdio() -> None:
    """Answer one program over standard input and output until it closes them."""
    make().run("stdio")


def run_http(host: str, port: int, names: list[str]) -> None:
    """Answer over streamable HTTP at /mcp; only requests made under these names, or loopback's, are answered."""
    known = [*names, "127.0.0.1", "localhost", "[::1]"]
    hosts = [each for name in known for each in (name, f"{name}:*")]
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in hosts]
    make().run(
        "streamable-http", host=host, port=port, json_response=True, stateless_http=True,
        transport_security=TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins),
    )  # fmt: skip


# --- tools -----------------------------------------------------------------------------------------------------


def search_offers(text: Words, filters: Filters = None, limit: Limit = 10) -> shapes.Offers:
    """Technologies that are offered, and records of registers such as patents, by a few words. Filters narrow."""
    return exchange.search_offers(tidy(text), filters, limit)


def match_need(
    text: Need, title: Words = "", trl_min: Level = None, trl_max: Level = None,
    fields: Annotated[Values, Field(description="Symbols of the IPC or CPC, such as H01M.")] = [],  # noqa: B006
    modes: Annotated[Values, Field(description="transfer, licence_exclusive, codevelopment, service, …")] = [],  # noqa: B006
    country: Annotated[str, Field(max_length=2, description="Two letters of ISO 3166.")] = "",
    region: Annotated[str, Field(max_length=100)] = "",
    price_high: Annotated[float | None, Field(ge=0, description="The most that can be paid.")] = None,
    currency: Annotated[str, Field(max_length=3)] = "",
    limit: Limit = 10,
) -> shapes.Matches:  # fmt: skip
    """Offers that might meet a described need, best first, each with the reasons why it is proposed. The need is not
    kept. All but the text is weighed softly: it moves offers up or down and shuts none out."""
    wanted = Wanted(
        text=tidy(text, LONGEST), title=tidy(title), trl_min=trl_min, trl_max=trl_max, fields=fields, modes=modes,
        country=country.upper(), region=region, price_high=price_high, currency=currency.upper(),
    )  # fmt: skip
    return exchange.match_need(wanted, limit)


def get_offer(uid: Uid) -> shapes.Record:
    """All that is public of one offer, with its sources. Where the owner is not named, nothing leads to it."""
    return exchange.get_offer(uid)


def search_needs(text: Words, filters: Filters = None, limit: Limit = 10) -> shapes.Items:
    """Open needs: problems for which a technology, partner or expert is looked for, by a few words."""
    return exchange.search_needs(tidy(text), filters, limit)


def get_need(uid: Uid) -> shapes.Record:
    """All that is public of one need, with its sources."""
    return exchange.get_need(uid)


def search_organisations(
    text: Words, country: Annotated[str, Field(max_length=2, description="Two letters of ISO 3166.")] = "",
    limit: Limit = 10,
) -> shapes.Items:  # fmt: skip
    """Organisations by any of their names, in any language and spelling; the exact name first."""
    return centre.search_organisations(tidy(text), country.upper(), limit)


def get_organisation(uid: Uid) -> shapes.Record:
    """One organisation: names, identifiers, places, relations, with its sources."""
    return centre.get_organisation(uid)


def search_policies(
    text: Words = "",
    in_force: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="On this day, as 2026-01-31.")] = "",
    limit: Limit = 10, after: After = "",
) -> shapes.Items:  # fmt: skip
    """Laws, measures, plans and rules about innovation that have all these words, the latest first."""
    return centre.search_policies(tidy(text), in_force, limit, after)


def get_policy(uid: Uid) -> shapes.Record:
    """One policy: number, issuer, dates, summary, with its sources."""
    return centre.get_policy(uid)


def list_services(text: Words = "", limit: Limit = 20, after: After = "") -> shapes.Items:
    """Services on the way from a result to the market: valuation, patenting, brokerage, testing."""
    return exchange.list_services(tidy(text), limit, after)


def list_indicators(core: bool | None = None, limit: Limit = MOST, after: After = "") -> shapes.Indicators:
    """What the centre measures, the core indicators first, with unit and target."""
    return centre.list_indicators(core, limit, after)


def get_indicator(
    key: Key, place: Annotated[str, Field(max_length=80, description="A place's key; its own unless given.")] = ""
) -> shapes.Series:
    """One indicator over time: each figure with unit, period, status (claim or actual), and what its source cites."""
    return centre.get_indicator(key, place)


def market_figures() -> shapes.Market:
    """Registered technology contracts: number, values, by kind and place, and the way from listing to certificate.
    Figures that too few parties stand behind are hidden."""
    return exchange.market_figures()


TOOLS: tuple[Callable[..., Any], ...] = (
    search_offers, match_need, get_offer, search_needs, get_need, search_organisations, get_organisation,
    search_policies, get_policy, list_services, list_indicators, get_indicator, market_figures,
)  # fmt: skip

RESOURCES: dict[str, Callable[[str], Any]] = {
    "offer": exchange.get_offer, "need": exchange.get_need, "organisation": centre.get_organisation,
    "policy": centre.get_policy, "indicator": lambda key: centre.get_indicator(key, ""),
}  # fmt: skip


# --- prompts ---------------------------------------------------------------------------------------------------


def find_technology(need: str) -> str:
    """Look for offers that meet a need, and say why each might."""
    return (
        f"Find technologies for this need:\n\n{need}\n\nCall match_need with it, then get_offer for the best three. "
        "For each say what it is, why it was proposed (its reasons), how ready it is, and who offers it if that is "
        "public; cite its url. Say plainly where the offer does not meet the need, and which records are made up."
    )


def compare_offers(uids: str) -> str:
    """Put offers side by side; their uids with commas between."""
    return (
        f"Compare these offers: {uids}. Call get_offer for each. Make a table of readiness level with its evidence, "
        "advantages, rights, ways to work together and price; leave empty what is not said, and cite each url."
    )


# --- around every look-up --------------------------------------------------------------------------------------


def _answering(look: Callable[..., Any], error: type[Exception]) -> Callable[..., Any]:
    """The look-up with errors that say what to do, and without connections that the store has closed meanwhile."""

    @functools.wraps(look)
    def answer(*given: Any, **named: Any) -> Any:
        _let_go()
        try:
            return look(*given, **named)
        except Refused as refused:
            raise error(_told(refused)) from None
        finally:
            _let_go()

    return answer


def _let_go() -> None:
    """Close connections that the store has closed meanwhile, as after a request of a page; none amid a transaction."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()


def _told(refused: Refused) -> str:
    if refused.status == 404:
        return "There is nothing public under this uid or key. Look for it with the search and list tools."
    return str(refused)


def _as_json(look: Callable[[str], Any], name: str) -> Callable[..., str]:
    def read(which: str) -> str:
        _let_go()
        try:
            found = look(which)
        except Refused as refused:
            kind = ResourceNotFoundError if refused.status in (404, 422) else ResourceError
            raise kind(_told(refused)) from None
        finally:
            _let_go()
        return json.dumps(found.model_dump(mode="json"), ensure_ascii=False)

    # the kit reads the parameter's name
    if name == "key":
        return lambda key: read(key)
    return lambda uid: read(uid)


@asynccontextmanager
async def _few_at_once(server: MCPServer) -> AsyncIterator[None]:
    logging.getLogger("mcp").setLevel(logging.WARNING)
    anyio.to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
    yield
