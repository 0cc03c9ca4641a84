"""Ranges of values that one organisation computes for itself, kept with their assumptions and seen by nobody else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Invalid, NotAllowed
from technopole.deals import contracts, queries, vocabulary
from technopole.deals.models import Valuation
from technopole.deals.moves import number
from technopole.methods import valuation
from technopole.methods.valuation import Comparable, NoAnswer, Range, Spread

METHODS = ("cost", "market", "income")
HUNDRED = Decimal(100)
MOST_YEARS = 30


def compute(method: str, said: Mapping[str, Any]) -> Range | NoAnswer:
    """The range of one method from what was typed. Raises `Invalid` naming each field that does not fit."""
    reader = _Reader(said)
    if method == "cost":
        spent = reader.by_year("spent")
        obsolescence = reader.spread("obsolescence")
        price_change = reader.spread("price_change", needed=False)
        reader.done()
        year = clock.today().year
        if any(when > year for when in spent):
            raise typed.wrong("spent", _("What will be spent later does not count."))
        found = {name: spread for name, spread in (("price_change", price_change),) if spread is not None}
        return valuation.cost(spent, year, obsolescence=obsolescence, **found)
    if method == "income":
        revenue = reader.path("revenue")
        spreads = {name: reader.spread(name) for name in ("royalty", "discount", "success")}
        tax = reader.percent("tax")
        reader.done()
        return valuation.income(revenue, **spreads, tax=tax)
    if method == "market":
        kind = reader.choice("kind", vocabulary.CONTRACT_KINDS)
        field = reader.choice("field", vocabulary.FIELDS)
        exclusive = reader.choice("exclusive", ("yes", "no")) == "yes"
        trl = reader.level("trl")
        reader.done()
        return valuation.market(
            comparables(), kind=kind, field=field, exclusive=exclusive, day=clock.today(), trl=trl
        )
    raise typed.wrong("method", _("Choose a method."))


def comparables() -> list[Comparable]:
    """The contracts that the market's figures count, as comparables: their technology trade amounts in yuan."""
    return [
        Comparable(
            contracts.in_yuan(row.contract, row.contract.trade), row.contract.kind, row.contract.field,
            row.contract.exclusive, row.contract.signed_on, row.contract.trl, (row.seller_uid, row.buyer_uid),
        )
        for row in queries.registered()
    ]  # fmt: skip


def keep(
    thing_kind: str, thing_uid: str, organisation_uid: str, by: Any, method: str, said: Mapping[str, Any]
) -> Valuation:
    """Compute a range and keep it with its assumptions, for one's own organisation."""
    if not (by.is_authenticated and organisation_uid in by.represents):
        raise NotAllowed(_("A range of values is kept for an organisation that you represent."))
    result = compute(method, said)
    asked = {name: str(value)[:4000] for name, value in said.items() if name in ASKED[method]}
    currency = str(said.get("currency") or "CNY")
    if currency not in vocabulary.CURRENCIES:
        raise typed.wrong("currency", _("Choose one of those offered."))
    return Valuation.objects.create(
        uid=ids.new_uid(), organisation_uid=organisation_uid, thing_kind=thing_kind, thing_uid=thing_uid,
        made_at=clock.now(), made_by=by, method=method, currency="CNY" if method == "market" else currency, asked=asked,
        result=stored(result),
    )  # fmt: skip


def stored(result: Range | NoAnswer) -> dict[str, Any]:
    """A range, or why there is none, as it is kept."""
    if isinstance(result, NoAnswer):
        return {"answer": False, "found": result.found, "needed": result.needed, "left": dict(result.left)}
    return {
        "answer": True, "low": str(result.low), "central": str(result.central), "high": str(result.high),
        "comparables": result.comparables,
        "effects": [
            {
                "name": each.name, "worst": str(each.spread.worst), "central": str(each.spread.central),
                "best": str(each.spread.best), "at_worst": str(each.at_worst), "at_best": str(each.at_best),
            }
            for each in result.effects
        ],
    }  # fmt: skip


ASKED: Mapping[str, tuple[str, ...]] = {
    "cost": (
        "spent", "obsolescence_worst", "obsolescence_central", "obsolescence_best", "price_change_worst",
        "price_change_central", "price_change_best", "currency",
    ),
    "income": (
        "revenue", "royalty_worst", "royalty_central", "royalty_best", "discount_worst", "discount_central",
        "discount_best", "success_worst", "success_central", "success_best", "tax", "currency",
    ),
    "market": ("kind", "field", "exclusive", "trl"),
}  # fmt: skip


class _Reader:
    """Reads what was typed, and raises all that is wrong together."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.problems: dict[str, list[str]] = {}

    def text(self, name: str) -> str:
        return typed.clean(self.said.get(name))

    def done(self) -> None:
        if self.problems:
            raise Invalid(_("The assumptions do not fit."), fields=self.problems)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        if self.text(name) not in allowed:
            self.problems[name] = [_("Choose one of those offered.")]
        return self.text(name)

    def level(self, name: str) -> int | None:
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= 9):
            self.problems[name] = [_("A level is a number from 1 to 9.")]
            return None
        return int(text) if text else None

    def percent(self, name: str, *, needed: bool = False) -> Decimal:
        """A percentage as a fraction; 0 where nothing is typed and nothing is needed."""
        try:
            found = number(self.text(name).replace("%", ""), name, needed=needed, least=Decimal(0), decimals=4)
        except Invalid as invalid:
            self.problems |= invalid.fields
            return Decimal(0)
        found = found or Decimal(0)
        if found > HUNDRED:
            self.problems[name] = [_("A percentage is between 0 and 100.")]
            return Decimal(0)
        return found / HUNDRED

    def spread(self, name: str, *, needed: bool = True) -> Any:
        """Three percentages: unfavourable, central, favourable. The central one lies between."""
        names = [f"{name}_{end}" for end in ("worst", "central", "best")]
        if not needed and not any(self.text(each) for each in names):
            return None
        worst, central, best = (self.percent(each, needed=True) for each in names)
        if not min(worst, best) <= central <= max(worst, best) and not any(each in self.problems for each in names):
            self.problems[names[1]] = [_("The central value lies between the other two.")]
        return Spread(worst, central, best)

    def path(self, name: str) -> list[Decimal]:
        """Amounts of the first, second … year, one a line."""
        found = []
        lines = [line for line in self.text(name).splitlines() if line.strip()]
        for line in lines:
            try:
                found.append(number(line.strip(), name) or Decimal(0))
            except Invalid as invalid:
                self.problems |= invalid.fields
        if not lines or len(lines) > MOST_YEARS:
            self.problems[name] = [_("Write one amount a line, for 1 to %(most)d years.") % {"most": MOST_YEARS}]
        return found

    def by_year(self, name: str) -> dict[int, Decimal]:
        """Amounts by year, one a line: `2024; 500000`."""
        found: dict[int, Decimal] = {}
        lines = [line for line in self.text(name).replace("；", ";").splitlines() if line.strip()]
        for line in lines:
            year, _semicolon, amount = line.partition(";")
            try:
                when = int(year.strip())
                found[when] = found.get(when, Decimal(0)) + (number(amount.strip(), name) or Decimal(0))
            except (ValueError, Invalid):
                self.problems[name] = [_("Write one year a line, such as 2024; 500000")]
            else:
                if not 1949 <= when <= 2199:
                    self.problems[name] = [_("Write one year a line, such as 2024; 500000")]
        if not lines:
            self.problems[name] = [_("Write one year a line, such as 2024; 500000")]
        return found
