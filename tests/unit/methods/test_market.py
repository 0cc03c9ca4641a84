"""The market's figures against a count by hand, and what must never be told of a few."""

import datetime as dt
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.market import (
    FEWEST_PARTIES,
    Contract,
    Life,
    band,
    median,
    parties,
    silent,
    sizes,
    suppressed,
    table,
    way,
)

DAY = dt.date(2026, 3, 1)


def contract(number: int, seller: str, buyer: str, trade: int, **cuts: str | tuple[str, ...]) -> Contract:
    said = {name: (value,) if isinstance(value, str) else value for name, value in cuts.items()}
    return Contract(str(number), seller, buyer, D(trade) * 2, D(trade), D(trade) / 2, DAY, said)


def many(kind: str, count: int, trade: int, first: int = 0) -> list[Contract]:
    """Contracts between as many pairs that nobody else is in."""
    return [contract(first + n, f"s-{kind}-{n}", f"b-{kind}-{n}", trade, kind=kind) for n in range(count)]


def test_a_cut_agrees_with_a_count_by_hand():
    rows = [*many("licence", 3, 100), *many("service", 6, 10), *many("transfer", 4, 50)]
    found = table(rows, "kind")
    assert [(cell.key, cell.contracts, cell.value) for cell in found.cells] == [
        (("licence",), 3, D(300)), (("transfer",), 4, D(200)), (("service",), 6, D(60)),
    ]  # fmt: skip
    assert (found.total.contracts, found.total.value) == (13, D(560))
    assert found.cells[0].share == D("0.536")


def test_a_cell_of_four_parties_is_hidden_and_so_is_the_smallest_other():
    rows = [*many("licence", 2, 100), *many("service", 6, 10), *many("transfer", 4, 50)]
    found = {cell.key[0]: cell for cell in table(rows, "kind").cells}
    assert found["licence"].hidden and found["licence"].value is None
    assert found["transfer"].hidden and not found["service"].hidden


def test_a_crossed_table_gives_nothing_away_by_its_rows_and_columns():
    rows = []
    for place, (origin, to, count) in enumerate(
        (("SH", "JS", 6), ("SH", "ZJ", 1), ("BJ", "JS", 6), ("BJ", "ZJ", 7), ("BJ", "AH", 5), ("SH", "AH", 8))
    ):
        rows += [contract(100 * place + n, f"s{place}-{n}", f"b{place}-{n}", 10, origin=origin, to=to) for n in range(count)]
    hidden = {cell.key for cell in table(rows, "origin", "to").cells if cell.hidden}
    assert ("SH", "ZJ") in hidden
    for line in ("SH", "BJ"):
        inside = [key for key in hidden if key[0] == line]
        assert len(inside) != 1
    for line in ("JS", "ZJ", "AH"):
        inside = [key for key in hidden if key[1] == line]
        assert len(inside) != 1


def test_a_market_of_four_parties_tells_nothing_not_even_its_total():
    found = table(many("licence", 2, 100), "kind")
    assert found.total.hidden and found.cells == ()
    assert sizes(many("licence", 2, 100)) is None


def test_one_organisation_with_many_contracts_is_one_party():
    rows = [contract(n, "one", "other", 10, kind="licence") for n in range(50)]
    assert parties(rows) == {"one", "other"}
    assert table(rows, "kind").total.hidden


def test_bands_begin_where_they_say():
    assert [band(D(each)) for each in ("0", "99999.99", "100000", "4999999", "100000000")] == [
        "0", "0", "100000", "1000000", "100000000",
    ]  # fmt: skip


def test_mean_median_and_the_largest_tenth():
    found = sizes([contract(n, f"s{n}", f"b{n}", n) for n in range(1, 101)])
    assert found is not None and (found.mean, found.median) == (D("50.5"), D("50.5"))
    assert found.largest_share == (D(sum(range(91, 101))) / D(5050)).quantize(D("0.001"))
    few = sizes([contract(n, f"s{n}", f"b{n}", n) for n in range(1, 11)])
    assert few is not None and few.largest_share is None  # one contract would be named by it


def test_the_middle_of_an_even_number_lies_between():
    assert median([D(1), D(10), D(2), D(3)]) == D("2.5")


def test_the_way_from_listing_to_certificate_by_hand():
    first = dt.date(2026, 1, 1)

    def day(after: int) -> dt.date:
        return first + dt.timedelta(days=after)

    lives = [Life(f"p{n}", first, day(10), day(20), day(40 + n), day(60)) for n in range(5)]
    lives += [Life(f"q{n}", first, day(30), day(50)) for n in range(5)]
    lives += [Life(f"r{n}", first) for n in range(10)]
    found = {stage.name: stage for stage in way(lives)}
    assert [found[name].reached for name in ("listed", "interest", "disclosed", "contract", "certificate")] == [20, 10, 10, 5, 5]
    assert found["interest"].conversion == D("0.5") and found["contract"].conversion == D("0.5")
    assert (found["interest"].days, found["contract"].days, found["certificate"].days) == (20, 42, 60)
    assert silent(lives, day(100)) == 10


def test_a_stage_that_all_but_one_reached_is_hidden():
    lives = [Life(f"p{n}", DAY, DAY) for n in range(9)] + [Life("q", DAY)]
    assert way(lives)[1].hidden and silent(lives, DAY + dt.timedelta(days=200)) is None


tables = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("WXYZ")),
    st.integers(1, 12), min_size=1, max_size=16,
)  # fmt: skip


@given(tables)
def test_no_line_of_a_crossed_table_hides_a_single_cell_or_a_sum_of_too_few(counts):
    cells = {key: {f"{key}{n}" for n in range(count)} for key, count in counts.items()}
    hidden = suppressed(cells)
    assert {key for key, count in counts.items() if count < FEWEST_PARTIES} <= hidden
    lines = [list(cells)]
    lines += [[key for key in cells if key[place] == value] for place in (0, 1) for value in {key[place] for key in cells}]
    for line in lines:
        inside = [key for key in line if key in hidden]
        if inside and len(inside) < len(line):
            assert len(inside) >= 2
            assert len(set().union(*(cells[key] for key in inside))) >= FEWEST_PARTIES


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 12), min_size=1))
def test_what_is_published_does_not_determine_a_hidden_cell(counts):
    """Of one line: hidden cells are unknown but for their sum, so that each may be more than one value."""
    cells = {(key,): {f"{key}{n}" for n in range(count)} for key, count in counts.items()}
    hidden = suppressed(cells)
    assert len(hidden) != 1 or len(cells) == 1
