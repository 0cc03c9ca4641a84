"""The market's figures, computed from records: contracts counted once, at the seller, from the day they are registered.

Amounts are in yuan, at the rate that each contract states. What may be published is decided by `methods.market`: cells
with fewer than five parties are hidden, with as many more as it takes that no total gives one away.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from technopole.core import clock
from technopole.deals import queries
from technopole.deals.contracts import in_yuan
from technopole.deals.limits import limit
from technopole.deals.models import Certificate, Deal, Enquiry
from technopole.deals.vocabulary import country
from technopole.exchange.models import Listing
from technopole.methods import market
from technopole.pages.exports import ExportColumn

CUTS = ("kind", "field", "seller_type", "buyer_type", "ip", "programme", "size", "year")
"""The cuts that are published, each a table of its own. None is crossed with the year: the years of a crossed table
would add up to cells that another table hides."""
FLOWS = ("origin", "destination")
SILENT_DAYS = 90
KEPT_SECONDS = 3600


def contracts() -> list[market.Contract]:
    """Every registered contract, counted once. Costs one query. Made-up ones count only where all are made up."""
    return [_counted(row) for row in queries.registered()]


def is_synthetic() -> bool:
    """Whether the figures are of made-up contracts."""
    registered = Deal.objects.filter(registered_on__isnull=False)
    return registered.exists() and not registered.filter(synthetic=False).exists()


def _counted(deal: Deal) -> market.Contract:
    row = deal.contract
    amounts = {name: in_yuan(row, getattr(row, name)) for name in ("turnover", "trade", "income")}
    return market.Contract(
        deal.uid, deal.seller_uid, deal.buyer_uid, **amounts, signed_on=row.signed_on,
        cuts={
            "kind": (row.kind,), "field": (row.field,), "seller_type": (row.seller_type,),
            "buyer_type": (row.buyer_type,), "ip": tuple(row.ip), "programme": (row.programme,),
            "size": (market.band(amounts["turnover"]),), "origin": (row.seller_place,),
            "destination": (row.buyer_place,), "reach": (reach(row.seller_place, row.buyer_place),),
            "year": (f"{deal.registered_on:%Y}",),
        },
    )  # fmt: skip


def reach(origin: str, destination: str) -> str:
    """`same_place`, `home` (elsewhere in one country), `export`, `import`, `abroad` (between two other countries)."""
    if origin == destination:
        return "same_place"
    sells, buys, home = country(origin), country(destination), limit("home_country")
    if sells == buys:
        return "home"
    return "export" if sells == home else "import" if buys == home else "abroad"


def tables(rows: Sequence[market.Contract]) -> dict[str, market.Table]:
    """{cut: its table}, as it may be published."""
    return {cut: market.table(rows, cut) for cut in CUTS}


def flows(rows: Sequence[market.Contract]) -> tuple[market.Table, market.Table | None]:
    """From which place to which, and what stays, leaves and comes in; as far as both may be published together."""
    fine = market.table(rows, *FLOWS, sums="reach")
    return fine, market.coarse(rows, "reach", fine)


# --- the way from listing to certificate ---------------------------------------------------------------------------


def lives() -> list[market.Life]:
    """Every listing that was ever published, with the day it reached each stage first. Costs four queries."""
    interest: dict[tuple[str, str], dt.date] = {}
    disclosed: dict[tuple[str, str], dt.date] = {}
    for row in Enquiry.objects.order_by("id").only("thing_kind", "thing_uid", "created_at", "disclosed_at"):
        thing = (row.thing_kind, row.thing_uid)
        interest.setdefault(thing, row.created_at.date())
        if row.disclosed_at is not None:
            day = row.disclosed_at.date()
            disclosed[thing] = min(day, disclosed.get(thing, day))
    signed, certified = _ends()
    listed = Listing.objects.exclude(standing="").exclude(published_on=None)
    return [
        market.Life(
            row.organisation_uid, row.published_on, interest.get(thing), disclosed.get(thing), signed.get(thing),
            certified.get(thing),
        )
        for row in listed.only("kind", "public_uid", "organisation_uid", "published_on")
        for thing in [(row.kind, row.public_uid)]
    ]  # fmt: skip


def _ends() -> tuple[dict[tuple[str, str], dt.date], dict[tuple[str, str], dt.date]]:
    """The first contract and the first certificate of each thing."""
    signed: dict[tuple[str, str], dt.date] = {}
    certified: dict[tuple[str, str], dt.date] = {}
    rows = Deal.objects.filter(contract__confirmed_at__isnull=False).select_related("contract", "enquiry")
    for row in rows:
        thing = (row.enquiry.thing_kind, row.enquiry.thing_uid)
        day = row.contract.signed_on
        signed[thing] = min(day, signed.get(thing, day))
    for each in Certificate.objects.select_related("deal__enquiry"):
        thing = (each.deal.enquiry.thing_kind, each.deal.enquiry.thing_uid)
        certified[thing] = min(each.issued_on, certified.get(thing, each.issued_on))
    return signed, certified


def silent(found: Sequence[market.Life]) -> int | None:
    """Listings that nobody asked about within three months; None where telling it would tell of too few."""
    return market.silent(found, clock.today(), SILENT_DAYS)


# --- all of it, for programs -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What may be published of the market."""

    total: market.Cell
    tables: Mapping[str, market.Table]
    flows: market.Table
    reach: market.Table | None
    sizes: market.Sizes | None
    way: Sequence[market.Stage]
    silent: int | None
    synthetic: bool


def figures() -> Figures:
    """Everything that may be published; computed when something has changed, otherwise as it was kept."""
    key = f"market:{_stamp()}"
    kept: Figures | None = cache.get(key)
    if kept is None:
        kept = _computed()
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _stamp() -> str:
    """Another text whenever a deal, an enquiry or a listing has changed, and on another day. Costs three queries."""
    changed = (model._default_manager for model in (Deal, Enquiry, Listing))
    latest = [rows.aggregate(at=Max("updated_at"), n=Count("pk")) for rows in changed]
    said = f"{clock.today()} {[(each['at'], each['n']) for each in latest]}"
    return hashlib.sha256(said.encode()).hexdigest()


def _computed() -> Figures:
    """Six queries, and time in proportion to the contracts."""
    rows, found = contracts(), lives()
    fine, reached = flows(rows)
    every = tables(rows)
    return Figures(
        every["kind"].total, every, fine, reached, market.sizes(rows), market.way(found), silent(found), is_synthetic()
    )


def cells(found: Figures) -> list[dict[str, Any]]:
    """Every published cell as a row for programs; hidden ones are there, without their figures."""
    every = [*found.tables.values(), found.flows, *([found.reach] if found.reach else [])]
    rows = [
        {
            "cut": " × ".join(each.cut), "value": " → ".join(cell.key), "contracts": cell.contracts,
            "trade_cny": cell.value, "share": cell.share, "hidden": cell.hidden,
        }
        for each in every for cell in each.cells
    ]  # fmt: skip
    total = found.total
    return [
        {"cut": "total", "value": "", "contracts": total.contracts, "trade_cny": total.value, "share": None,
         "hidden": total.hidden},
        *rows,
    ]  # fmt: skip


COLUMNS = (
    ExportColumn("cut", itemgetter("cut")), ExportColumn("value", itemgetter("value")),
    ExportColumn("contracts", itemgetter("contracts"), "integer"),
    ExportColumn("trade_cny", itemgetter("trade_cny"), "number"),
    ExportColumn("share", itemgetter("share"), "number"), ExportColumn("hidden", itemgetter("hidden"), "truth"),
)  # fmt: skip

