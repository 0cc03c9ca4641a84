"""What the market's page draws of flows: never what its table hides, nor anything made of it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from technopole.deals import charts
from technopole.methods import market

PLACES = ("CN-SH", "CN-JS", "CN-ZJ", "CN-SC", "DE")
place = st.sampled_from(PLACES)
flow = st.tuples(place, place, st.integers(1, 9), st.integers(1, 10**9))


def contracts(flows):
    """For each (origin, destination, number, amount) so many contracts, each of a pair that is in no other."""
    return [
        market.Contract(
            f"{at}-{number}", f"s{at}-{number}", f"b{at}-{number}", Decimal(amount), Decimal(amount), Decimal(amount),
            dt.date(2026, 3, 1), {"origin": (origin,), "destination": (to,)},
        )
        for at, (origin, to, count, amount) in enumerate(flows) for number in range(count)
    ]  # fmt: skip


def drawn(table):
    return charts.drawn_flows(table)


@given(st.lists(flow, max_size=14))
def test_a_hidden_flow_is_never_drawn_and_no_place_stands_there_for_it(flows):
    table = market.table(contracts(flows), "origin", "destination")
    hidden = {tuple(charts.place(code) for code in cell.key) for cell in table.cells if cell.hidden}
    told = {tuple(charts.place(code) for code in cell.key): cell.value for cell in table.cells if not cell.hidden}
    found = drawn(table)
    assert not hidden & {row[:2] for row in found}
    assert all(Decimal(value) == told[origin, to] for origin, to, value in found)
    assert {name for row in found for name in row[:2]} <= {name for key in told for name in key}


@given(st.lists(flow, min_size=1, max_size=14))
def test_the_drawing_is_made_of_the_cells_that_are_told_alone(flows):
    table = market.table(contracts(flows), "origin", "destination")
    told = tuple(cell for cell in table.cells if not cell.hidden)
    assert drawn(table) == drawn(replace(table, cells=told, total=market.Cell((), None, None, True)))


def test_the_largest_flows_are_drawn_when_there_are_many():
    codes = [f"CN-{code}" for code in ("BJ", "TJ", "HE", "SX", "NM", "LN", "JL", "HL", "SH", "JS", "ZJ", "AH", "FJ")]
    table = market.table(contracts([("CN-SH", code, 3, 10**6 * (n + 1)) for n, code in enumerate(codes)]), "origin", "destination")
    found = drawn(table)
    assert len(found) == charts.MOST_BARS and found[0][:2] == ("Shanghai", "Fujian") and "Beijing" not in {row[1] for row in found}
