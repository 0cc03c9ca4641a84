"""Measures of works: against hand-worked and published tables, and against their definitions word by word."""

import csv
import json
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods.bibliometrics import disruption as disruption_module
from technopole.methods.bibliometrics.citations import citations
from technopole.methods.bibliometrics.counting import fractional_counts, full_counts
from technopole.methods.bibliometrics.disruption import disruption
from technopole.methods.bibliometrics.diversity import cosine_distances, field_links, rao_stirling, simpson
from technopole.methods.bibliometrics.indices import g_index, h_index, i_index, indices, m_quotient
from technopole.methods.bibliometrics.normalised import classes, normalised_scores, top_shares
from technopole.methods.bibliometrics.pairs import cocitation, coupling

TOY = ([0, 0, 10, 14, 11, 11, 12, 13], [1, 2, 0, 0, 0, 1, 1, 2])
edges = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def column(rows: list[dict[str, str]], name: str, kind: Any = int) -> list[Any]:
    return [kind(row[name]) for row in rows]


def sets(pairs: list[tuple[int, int]]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    cites: dict[int, set[int]] = {}
    cited: dict[int, set[int]] = {}
    for a, b in pairs:
        for work in (a, b):
            cites.setdefault(work, set())
            cited.setdefault(work, set())
        if a != b:
            cites[a].add(b)
            cited[b].add(a)
    return cites, cited


# --- disruption ----------------------------------------------------------------------------------------------------


def test_the_focal_work_is_not_among_those_who_cite_only_its_references() -> None:
    found = disruption(citations(*TOY), [0])
    assert (found.only_focal.tolist(), found.both.tolist(), found.only_references.tolist()) == ([2], [1], [2])
    assert found.index.tolist() == [0.2]


def test_the_toy_graph_gives_what_the_table_says(shared: Path) -> None:
    folder = shared / "data" / "observatory" / "scisci"
    rows, wanted = table(folder / "disruption_toy_edges.csv"), table(folder / "disruption_toy_expected.csv")
    found = disruption(citations(column(rows, "citing"), column(rows, "cited")), column(wanted, "paper"))
    assert found.only_focal.tolist() == column(wanted, "n_i")
    assert found.both.tolist() == column(wanted, "n_j")
    assert found.only_references.tolist() == column(wanted, "n_k")
    assert found.index.tolist() == pytest.approx(column(wanted, "disruption", float))


@given(edges, st.booleans())
@hypothesis(max_examples=25)
def test_disruption_is_what_its_definition_says(pairs: list[tuple[int, int]], marked: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disruption_module, "BLOCK", 7)
        patch.setattr(disruption_module, "MARKED", 0 if marked else 1 << 30)
        found = disruption(citations([a for a, _ in pairs], [b for _, b in pairs]))
    cites, cited = sets(pairs)
    for row, work in enumerate(found.works.tolist()):
        citers = cited[work]
        both = {each for each in citers if cites[each] & cites[work]}
        others = {each for reference in cites[work] for each in cited[reference]} - citers - {work}
        assert found.both[row] == len(both)
        assert found.only_focal[row] == len(citers) - len(both)
        assert found.only_references[row] == len(others)
        if citers and cites[work]:
            wanted = (len(citers) - 2 * len(both)) / (len(citers) + len(others))
            assert found.index[row] == pytest.approx(wanted)
        else:
            assert np.isnan(found.index[row])


def test_a_work_without_references_or_without_citations_has_no_index_but_its_counts() -> None:
    found = disruption(citations([1, 2, 3], [2, 0, 0]))
    assert np.isnan(found.index).tolist() == [True, True, False, True]
    assert found.only_focal.tolist() == [2, 0, 1, 0]


def test_among_citers_alone_others_do_not_count() -> None:
    assert disruption(citations(*TOY), [0]).index_of_citers.tolist() == [pytest.approx(1 / 3)]


def test_keys_may_be_texts_and_come_back() -> None:
    found = disruption(citations([f"W{a}" for a in TOY[0]], [f"W{b}" for b in TOY[1]]), ["W0"])
    assert (found.works.tolist(), found.index.tolist()) == (["W0"], [0.2])


def test_repeated_citations_count_once_and_a_work_does_not_cite_itself() -> None:
    again = citations([*TOY[0], *TOY[0], 0], [*TOY[1], *TOY[1], 0])
    assert disruption(again, [0]).index.tolist() == [0.2]
    assert len(again.cited) == len(TOY[0])


def test_an_empty_graph_has_no_rows() -> None:
    assert len(disruption(citations([], [])).works) == 0
    assert len(cocitation(citations([], []))) == 0


@pytest.mark.parametrize(
    ("citing", "cited", "said"),
    [
        ([1, 2], [1], "2 citing works, 1 cited"),
        ([1, 2], ["a", "b"], "both be numbers or both be texts"),
        ([1.5], [2], "whole numbers"),
        ([None, "a"], ["b", "c"], "none may be missing"),
        ([float("nan")], [1], "none may be missing"),
    ],
)
def test_wrong_citations_are_refused(citing: list[Any], cited: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        citations(citing, cited)


def test_a_focal_work_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="work 99 neither"):
        disruption(citations(*TOY), [0, 99])


# --- pairs ---------------------------------------------------------------------------------------------------------


def test_pairs_cited_together_are_those_of_the_table(shared: Path) -> None:
    folder = shared / "data" / "observatory" / "scisci"
    rows, wanted = table(folder / "toy_citations.csv"), table(folder / "toy_cocitation_expected.csv")
    found = cocitation(citations(column(rows, "citing"), column(rows, "cited")))
    told = zip(found.works[found.first].tolist(), found.works[found.second].tolist(), found.shared.tolist(), strict=True)
    assert list(told) == [(int(row["a"]), int(row["b"]), int(row["cocitations"])) for row in wanted]


@given(edges, st.integers(1, 3))
@hypothesis(max_examples=20)
def test_coupling_and_cocitation_count_what_two_works_share(pairs: list[tuple[int, int]], least: int) -> None:
    graph = citations([a for a, _ in pairs], [b for _, b in pairs])
    cites, cited = sets(pairs)
    for found, of in ((coupling(graph, least), cites), (cocitation(graph, least), cited)):
        told = {
            (int(found.works[a]), int(found.works[b])): int(number)
            for a, b, number in zip(found.first, found.second, found.shared, strict=True)
        }
        wanted = {(a, b): len(of[a] & of[b]) for a, b in combinations(sorted(of), 2)}
        assert told == {pair: number for pair, number in wanted.items() if number >= least}


def test_two_works_always_cited_together_have_a_cosine_of_one() -> None:
    found = cocitation(citations([1, 1, 2, 2], [8, 9, 8, 9]))
    assert found.cosine().tolist() == [1.0]
    assert found.association_strength().tolist() == [0.5]


# --- indices -------------------------------------------------------------------------------------------------------


def test_a_career_counts_each_paper_once(shared: Path) -> None:
    folder = shared / "data" / "observatory" / "scisci"
    rows = table(folder / "price_career.csv")
    wanted = json.loads((folder / "price_expected.json").read_text("utf-8"))["career"]
    owners, works = column(rows, "AuthorId"), column(rows, "PublicationId")
    total = indices(owners, works, column(rows, "Ctotal", float))
    assert (total.works.tolist(), total.h.tolist()) == ([wanted["papers"]], [wanted["h_total"]])
    assert total.citations.tolist() == [int(wanted["sum_total_citations"])]
    assert indices(owners, works, column(rows, "C10", float)).h.tolist() == [wanted["h_10_years"]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=40))
@hypothesis(max_examples=20)
def test_indices_of_many_are_those_of_each(rows: list[tuple[int, int]]) -> None:
    found = indices([a for a, _ in rows], list(range(len(rows))), [c for _, c in rows])
    for at, owner in enumerate(found.names.tolist()):
        own = sorted((c for a, c in rows if a == owner), reverse=True)
        h = max((k for k in range(len(own) + 1) if sum(c >= k for c in own) >= k), default=0)
        g = max(k for k in range(len(own) + 1) if sum(own[:k]) >= k * k)
        assert (found.h[at], found.g[at], found.i10[at]) == (h, g, sum(c >= 10 for c in own))
        assert (h_index(own), g_index(own), i_index(own)) == (h, g, found.i10[at])
        assert (found.works[at], found.citations[at]) == (len(own), sum(own))


def test_no_works_have_an_index_of_zero() -> None:
    assert (h_index([]), g_index([]), i_index([])) == (0, 0, 0)
    assert len(indices([], [], []).names) == 0


def test_one_work_with_two_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="work 7 of a has two counts"):
        indices(["a", "a"], [7, 7], [3, 4])


def test_the_first_year_of_a_career_counts() -> None:
    assert m_quotient(12, 2010, 2010) == 12
    assert m_quotient(12, 2010, 2021) == 1
    with pytest.raises(ValueError, match="has no years"):
        m_quotient(12, 2010, 2009)


# --- diversity -----------------------------------------------------------------------------------------------------


def test_diversity_of_references_is_that_of_the_table(shared: Path) -> None:
    folder = shared / "data" / "observatory" / "scisci"
    rows, fields = table(folder / "toy_citations.csv"), table(folder / "toy_fields.csv")
    wanted = table(folder / "toy_simpson_expected.csv")
    links = field_links(
        column(rows, "citing"), column(rows, "cited"), column(fields, "paper"), column(fields, "field")
    )
    found = simpson(*links)
    assert found.works.tolist() == column(wanted, "paper")
    assert found.links.tolist() == column(wanted, "field_links")
    assert found.simpson.tolist() == pytest.approx(column(wanted, "simpson", float))
    assert found.simpson_corrected.tolist() == pytest.approx(column(wanted, "simpson_finite", float))


def test_one_reference_has_no_corrected_diversity() -> None:
    found = simpson([1, 2, 2], ["x", "x", "y"])
    assert found.simpson.tolist() == [0.0, 0.5]
    assert np.isnan(found.simpson_corrected).tolist() == [True, False]
    assert found.simpson_corrected[1] == 1.0


def test_with_all_distances_one_rao_stirling_is_simpson() -> None:
    works, fields = [1, 1, 1, 2, 2, 3], ["c", "a", "a", "b", "c", "b"]
    keys, found = rao_stirling(works, fields, ["c", "a", "b"], 1 - np.eye(3))
    plain = simpson(works, fields)
    assert keys.tolist() == plain.works.tolist()
    assert found.tolist() == pytest.approx(plain.simpson.tolist())


def test_near_fields_are_less_diverse_than_far_ones() -> None:
    far = np.asarray([[0, 0.1, 1], [0.1, 0, 1], [1, 1, 0]])
    _keys, found = rao_stirling([1, 1, 2, 2], ["physics", "optics", "physics", "law"], ["physics", "optics", "law"], far)
    assert found.tolist() == pytest.approx([0.05, 0.5])


@pytest.mark.parametrize(
    ("far", "said"),
    [([[0, 1], [2, 0]], "same both ways"), ([[1, 1], [1, 0]], "0 on the diagonal"), ([[0, 1]], "2 × 2 table")],
)
def test_distances_that_are_none_are_refused(far: list[list[float]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rao_stirling([1], ["a"], ["a", "b"], np.asarray(far))


def test_a_field_without_distances_is_named() -> None:
    with pytest.raises(ValueError, match="field z has no distances"):
        rao_stirling([1], ["z"], ["a", "b"], 1 - np.eye(2))


def test_fields_cited_alike_are_near() -> None:
    far = cosine_distances(np.asarray([[1, 0, 2], [2, 0, 4], [0, 1, 0], [0, 0, 0]]))
    assert far[0, 1] == pytest.approx(0.0)
    assert far[0, 2] == 1.0
    assert far.diagonal().tolist() == [0, 0, 0, 0]


# --- normalised ----------------------------------------------------------------------------------------------------

placed = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=30)


def own_rows(rows: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    """One row for each work and class, the citations of a work the same in all of them."""
    kept = {(work, group): count for work, group, count in rows}
    counts = {work: count for (work, _group), count in kept.items()}
    return [w for w, _ in kept], [g for _, g in kept], [counts[w] for w, _ in kept]


@given(placed)
@hypothesis(max_examples=20)
def test_a_tenth_of_every_class_is_among_the_top_tenth_whatever_the_ties(rows: list[tuple[int, int, int]]) -> None:
    works, groups, counts = own_rows(rows)
    keys, found = top_shares(works, groups, counts)
    assert found.sum() == pytest.approx(0.1 * len(keys))
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()


@given(placed)
@hypothesis(max_examples=20)
def test_the_mean_normalised_score_is_one(rows: list[tuple[int, int, int]]) -> None:
    works, groups, counts = own_rows(rows)
    counts = [count + 1 for count in counts]
    _keys, found = normalised_scores(works, groups, counts)
    assert found.mean() == pytest.approx(1.0)


def test_works_tied_at_the_edge_share_what_is_left() -> None:
    works = list(range(20))
    _keys, found = top_shares(works, [0] * 20, [9, 5, 5, 5, 5] + [0] * 15)
    assert found.tolist() == pytest.approx([1.0] + [0.25] * 4 + [0.0] * 15)


def test_scores_compare_with_the_same_field_and_year() -> None:
    groups = classes(["physics", "physics", "law", "law"], [2020, 2020, 2020, 2021])
    assert groups.tolist()[0] == groups.tolist()[1] != groups.tolist()[2] != groups.tolist()[3]
    _keys, found = normalised_scores([1, 2, 3, 4], groups, [30, 10, 2, 5])
    assert found.tolist() == [1.5, 0.5, 1.0, 1.0]


def test_a_class_that_nobody_cites_says_nothing() -> None:
    keys, found = normalised_scores([1, 2, 2, 3], [0, 0, 1, 1], [0, 0, 0, 0])
    assert keys.tolist() == [1, 2, 3]
    assert np.isnan(found).all()


def test_weights_say_how_far_a_work_belongs_to_a_class() -> None:
    rows: dict[str, Any] = {"works": [1, 1, 2, 3], "groups": [0, 1, 0, 1], "citations": [6, 6, 2, 6]}
    _keys, found = normalised_scores(**rows, weights=[3, 1, 1, 1])
    first = (0.75 * 6 + 2) / 1.75
    assert found.tolist() == pytest.approx([0.75 * 6 / first + 0.25, 2 / first, 1.0])


def test_a_work_twice_in_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="stands in one class twice"):
        top_shares([1, 1], [0, 0], [3, 3])


# --- counting ------------------------------------------------------------------------------------------------------

signed = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["", "CN", "DE", "US"]), st.integers(0, 5)), max_size=40)


@given(signed)
@hypothesis(max_examples=25)
def test_fractional_credits_sum_to_exactly_the_number_of_works(rows: list[tuple[int, str, int]]) -> None:
    works, units, authors = [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
    assert sum(fractional_counts(works, units).values()) == len(set(works))
    assert sum(fractional_counts(works, units, authors).values()) == len(set(works))


@given(signed)
@hypothesis(max_examples=20)
def test_full_counts_are_in_how_many_works_a_unit_took_part(rows: list[tuple[int, str, int]]) -> None:
    works, units = [r[0] for r in rows], [r[1] for r in rows]
    assert full_counts(works, units) == Counter(unit for _work, unit in set(zip(works, units, strict=True)))


def test_a_work_is_divided_among_authors_and_then_among_their_places() -> None:
    rows = (["w"] * 4, ["CN", "CN", "DE", ""], ["li", "wu", "wu", "who"])
    assert fractional_counts(*rows) == {"": Fraction(1, 3), "CN": Fraction(1, 2), "DE": Fraction(1, 6)}
    assert fractional_counts(*rows[:2]) == {"": Fraction(1, 3), "CN": Fraction(1, 3), "DE": Fraction(1, 3)}


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        full_counts([1, 2], ["CN"])
    with pytest.raises(ValueError, match="differ in length"):
        fractional_counts([1, 2], ["CN", "DE"], ["li"])
