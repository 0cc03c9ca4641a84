"""Networks: counting, centrality, groups, drawings and files, against their definitions and well-known graphs."""

import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods.networks.centrality import betweenness, degree, eigenvector, strength
from technopole.methods.networks.communities import communities, components, modularity
from technopole.methods.networks.exports import graphml, pajek, vosviewer
from technopole.methods.networks.layout import apart, layout
from technopole.methods.networks.weights import Network, from_links, from_members

KARATE = """0 1 0 2 0 3 0 4 0 5 0 6 0 7 0 8 0 10 0 11 0 12 0 13 0 17 0 19 0 21 0 31 1 2 1 3 1 7 1 13 1 17 1 19 1 21 1 30
2 3 2 7 2 8 2 9 2 13 2 27 2 28 2 32 3 7 3 12 3 13 4 6 4 10 5 6 5 10 5 16 6 16 8 30 8 32 8 33 9 33 13 33 14 32 14 33 15 32
15 33 18 32 18 33 19 33 20 32 20 33 22 32 22 33 23 25 23 27 23 29 23 32 23 33 24 25 24 27 24 31 25 31 26 29 26 33 27 33
28 31 28 33 29 32 29 33 30 32 30 33 31 32 31 33 32 33"""
"""Who met whom in Zachary's karate club (1977): 34 members, 78 links."""
members = st.lists(st.lists(st.integers(0, 8), max_size=5), max_size=12)


@pytest.fixture
def karate() -> Network:
    ends = np.asarray(KARATE.split(), int).reshape(-1, 2)
    return from_links(range(34), ends[:, 0], ends[:, 1])


def links(network: Network) -> dict[frozenset[object], float]:
    return {
        frozenset((network.names[a], network.names[b])): weight
        for a, b, weight in zip(network.first.tolist(), network.second.tolist(), network.weight.tolist(), strict=True)
    }


# --- building ------------------------------------------------------------------------------------------------------


@given(members, st.sampled_from(["full", "fractional"]))
@hypothesis(max_examples=30)
def test_links_are_counted_as_their_definition_says(items: list[list[int]], counting: str) -> None:
    network = from_members(items, counting)
    wanted: dict[frozenset[int], float] = {}
    credit: dict[int, float] = {}
    for item in map(set, items):
        for one in item:
            credit[one] = credit.get(one, 0.0) + (1 / len(item) if counting == "fractional" else 1)
        for pair in combinations(item, 2):
            size = len(item) - 1 if counting == "fractional" else 1
            wanted[frozenset(pair)] = wanted.get(frozenset(pair), 0.0) + 1 / size
    assert links(network) == pytest.approx(wanted)
    assert dict(zip(network.names, network.items.tolist(), strict=True)) == pytest.approx(credit)


def test_by_fractional_counting_an_item_gives_each_member_a_strength_of_one() -> None:
    network = from_members([["a", "b", "c", "d"], ["a", "b"], ["e"]], "fractional")
    assert dict(zip(network.names, strength(network).tolist(), strict=True)) == pytest.approx(
        {"a": 2.0, "b": 2.0, "c": 1.0, "d": 1.0, "e": 0.0}
    )


def test_a_member_named_twice_counts_once_and_nodes_stand_as_they_come() -> None:
    network = from_members([["b", "a", "b"], ["c"]])
    assert network.names == ("b", "a", "c")
    assert links(network) == {frozenset("ab"): 1.0}


def test_no_items_are_an_empty_network() -> None:
    network = from_members([])
    assert (len(network), len(network.weight)) == (0, 0)
    assert [len(each(network)) for each in (degree, strength, betweenness, eigenvector, communities, layout)] == [0] * 6


def test_wrong_ways_of_counting_and_wrong_links_are_refused() -> None:
    with pytest.raises(ValueError, match="not a way of counting"):
        from_members([["a"]], "half")
    for first, second, weight, said in (
        ([0], [0], None, "linked to itself"), ([0], [5], None, "none of the 2"), ([0], [1], [0.0], "above 0"),
        ([0, 1], [1], None, "differ in length"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            from_links(["a", "b"], first, second, weight)


def test_links_given_both_ways_are_added_up() -> None:
    assert links(from_links(["a", "b"], [0, 1], [1, 0], [2.0, 0.5])) == {frozenset("ab"): 2.5}


# --- centrality ----------------------------------------------------------------------------------------------------


def test_the_karate_club_has_the_centralities_that_are_published_of_it(karate: Network) -> None:
    """Values of networkx 3: betweenness_centrality and eigenvector_centrality of its karate club, unweighted."""
    assert (degree(karate)[[0, 33]].tolist(), int(strength(karate).sum())) == ([16, 17], 156)
    between = betweenness(karate)
    assert between[[0, 33, 32, 2]].tolist() == pytest.approx([0.43763528, 0.30407498, 0.14524711, 0.14365681], abs=1e-8)
    assert between[7] == 0.0
    central = eigenvector(karate)
    assert central[[0, 33, 32, 2]].tolist() == pytest.approx([0.35548, 0.37337, 0.30864, 0.31719], abs=1e-4)


def test_the_middle_of_a_star_lies_on_all_paths_and_a_ring_on_equal_ones() -> None:
    star = from_links("abcde", [0, 0, 0, 0], [1, 2, 3, 4])
    assert betweenness(star).tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert betweenness(star, normalised=False).tolist() == [6.0, 0.0, 0.0, 0.0, 0.0]
    ring = from_links(range(6), [0, 1, 2, 3, 4, 0], [1, 2, 3, 4, 5, 5])
    assert len(set(np.round(betweenness(ring), 12).tolist())) == 1


def test_from_a_sample_of_sources_betweenness_is_near_and_the_same_each_time(karate: Network) -> None:
    some = betweenness(karate, sources=25, seed=3)
    assert some.tolist() == betweenness(karate, sources=25, seed=3).tolist()
    assert np.corrcoef(some, betweenness(karate))[0, 1] > 0.95


def test_both_sides_of_a_bipartite_network_come_to_rest() -> None:
    central = eigenvector(from_links("abc", [0, 0], [1, 2]))
    assert central.tolist() == pytest.approx([0.5**0.5, 0.5, 0.5], abs=1e-6)


# --- groups --------------------------------------------------------------------------------------------------------


def test_the_karate_club_falls_into_groups_of_nearly_the_best_modularity(karate: Network) -> None:
    found = [modularity(karate, communities(karate, seed=seed)) for seed in range(5)]
    assert min(found) > 0.38
    assert max(found) <= 0.41979


def test_two_cliques_with_one_link_are_two_groups_whatever_the_seed() -> None:
    network = from_members([range(5), range(5, 9), (4, 5)])
    for seed in range(5):
        assert communities(network, seed=seed).tolist() == [0] * 5 + [1] * 4


def test_a_higher_resolution_gives_more_groups(karate: Network) -> None:
    numbers = [len(set(communities(karate, resolution=each).tolist())) for each in (0.3, 1.0, 3.0)]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]
    with pytest.raises(ValueError, match="not above 0"):
        communities(karate, resolution=0)


@given(members, st.integers(0, 3))
@hypothesis(max_examples=25)
def test_groups_are_connected_and_no_worse_than_each_for_itself(items: list[list[int]], seed: int) -> None:
    network = from_members(items)
    groups = communities(network, seed=seed)
    assert groups.tolist() == communities(network, seed=seed).tolist()
    inside = components(network, groups)
    assert len(set(inside.tolist())) == len(set(groups.tolist()))
    assert modularity(network, groups) >= modularity(network, np.arange(len(network))) - 1e-12
    sizes = np.bincount(groups).tolist() if len(groups) else []
    assert sizes == sorted(sizes, reverse=True)


def test_components_are_what_hangs_together() -> None:
    network = from_links(range(7), [5, 4, 1], [6, 6, 2])
    assert components(network).tolist() == [0, 1, 1, 3, 4, 4, 4]


# --- drawing and files ---------------------------------------------------------------------------------------------


def test_a_drawing_is_the_same_each_time_fits_its_square_and_keeps_neighbours_near() -> None:
    network = from_members([range(5), range(5, 10), (4, 5)])
    place = layout(network)
    assert place.tolist() == layout(network).tolist()
    assert np.abs(place).max() == pytest.approx(1.0)
    near = np.linalg.norm(place[0] - place[1])
    assert near < np.linalg.norm(place[0] - place[9])
    assert layout(from_members([["alone"]])).tolist() == [[0.0, 0.0]]


ODD = 'A & "B" <C>\t\x01\n'


def test_graphml_is_read_back_with_odd_names_and_values() -> None:
    network = from_links([ODD, "上海"], [0], [1], [0.1])
    columns = {"size": np.asarray([1.5, np.nan]), "group": np.asarray([0, 1]), "sure": np.asarray([True, False])}
    root = ET.fromstring(graphml(network, columns).encode())
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = root.findall(f".//{space}node")
    data = [{each.get("key"): each.text for each in node} for node in nodes]
    assert data[0]["label"] == ODD.replace("\x01", "")
    assert [len(each) for each in data] == [4, 3]
    assert (data[0]["c0"], data[1]["c1"], data[1]["c2"]) == ("1.5", "1", "false")
    assert [each.text for each in root.findall(f".//{space}edge/{space}data")] == ["0.1"]
    with pytest.raises(ValueError, match="column size has 1 values"):
        graphml(network, {"size": [1]})


def test_pajek_counts_from_one_and_its_labels_stay_on_their_line() -> None:
    network = from_links([ODD, "上海"], [0], [1], [0.1])
    text = pajek(network, np.asarray([[-1.0, 0.0], [1.0, 1.0]]))
    assert text.split("\n") == [
        "*Vertices 2", "1 \"A & 'B' <C>\" 0.0 0.5", '2 "上海" 1.0 1.0', "*Edges", "1 2 0.1", "",
    ]  # fmt: skip


def test_vosviewer_gets_a_map_and_a_network() -> None:
    network = from_members([["a\tb", "c"], ["c"]])
    text, links_text = vosviewer(network, np.asarray([0, 0]), np.asarray([[0.0, 0.25], [1.0, -1.0]]))
    lines = [line.split("\t") for line in text.rstrip("\n").split("\n")]
    assert lines[0][:5] == ["id", "label", "x", "y", "cluster"]
    assert lines[1:] == [
        ["1", "a b", "0.0", "0.25", "1", "1", "1.0", "1.0"], ["2", "c", "1.0", "-1.0", "1", "1", "1.0", "2.0"],
    ]  # fmt: skip
    assert links_text == "1\t2\t1.0\n"


def test_circles_that_overlap_are_moved_apart_and_others_stay() -> None:
    places, radii = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [50.0, 50.0]]), np.array([3.0, 2.0, 2.0, 1.0])
    moved = apart(places, radii, gap=1.0)
    for one, other in combinations(range(4), 2):
        assert np.hypot(*(moved[one] - moved[other])) >= radii[one] + radii[other] + 1.0 - 1e-6
    assert moved[3].tolist() == [50.0, 50.0]
    assert np.array_equal(moved, apart(places, radii, gap=1.0))
