"""Clusters of points on the Earth: what is core, what hangs together, what is noise, exactly as DBSCAN defines it."""

import csv
import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from technopole.methods.clusters import EARTH_RADIUS_KM, counting, dbscan, distance_km, gii, merging
from technopole.methods.clusters.curve import keys
from technopole.methods.clusters.places import unique
from technopole.methods.clusters.sphere import Reach, unit_vectors

KM = 180.0 / math.pi / EARTH_RADIUS_KM
"""Degrees of latitude in a kilometre."""


def find(points, radius_km=10.0, min_weight=10.0):
    """(clusters, cores) of (lat, lon, weight)."""
    lat, lon, weight = np.array(points, float).reshape(-1, 3).T
    found = dbscan(lat, lon, weight, radius_km=radius_km, min_weight=min_weight)
    return found.cluster.tolist(), found.core.astype(int).tolist()


def by_definition(lat, lon, weight, radius_km, min_weight):
    """All pairs: (cores, component of each core or -1, clusters each point may belong to, nearest cluster)."""
    apart = distance_km(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    near = apart <= radius_km
    core = np.array([math.fsum(weight[row].tolist()) >= min_weight * (1 - 2.0**-52) for row in near], bool)
    component = np.full(len(lat), -1)
    count = 0
    for first in np.flatnonzero(core):
        if component[first] < 0:
            reached = [first]
            component[first] = count
            while reached:
                new = np.flatnonzero(near[reached.pop()] & core & (component < 0))
                component[new] = count
                reached.extend(new)
            count += 1
    allowed = [set(component[row & core].tolist()) for row in near]
    return core, component, allowed, np.where(near & core, apart, np.inf)


def check(lat, lon, weight, radius_km, min_weight):
    found = dbscan(lat, lon, weight, radius_km=radius_km, min_weight=min_weight)
    core, component, allowed, apart = by_definition(lat, lon, weight, radius_km, min_weight)
    assert found.core.tolist() == core.tolist()
    assert found.cluster[core].tolist() == component[core].tolist()
    for row in np.flatnonzero(~core):
        if not allowed[row]:
            assert found.cluster[row] == -1
        else:
            nearest = component[apart[row] <= apart[row].min() + 1e-7].min()
            assert found.cluster[row] == nearest
    return found


# --- the definition ------------------------------------------------------------------------------------------------


def test_a_sum_that_is_exactly_the_minimum_makes_a_core():
    assert find([(0, 0, 6), (5 * KM, 0, 4)]) == ([0, 0], [1, 1])
    assert find([(0, 0, 6), (5 * KM, 0, 3.9)]) == ([-1, -1], [0, 0])


def test_decimals_that_sum_to_the_minimum_reach_it_in_whatever_order():
    for weights in ([0.1] * 10, [0.7, 0.1, 0.2], [0.2, 0.1, 0.7], [1 / 49] * 49, [1 / 3] * 3):
        points = [(at * 1e-3, 0, weight) for at, weight in enumerate(weights)]
        assert set(find(points, 10, 1.0)[1]) == {1}
        assert set(find(points, 10, 1.0 + 1e-12)[1]) == {0}
    assert find([(0, 0, 0.1), (0, 0, 0.2)], 1, 0.3)[1] == [1, 1]


def test_sums_are_exact_beside_a_very_heavy_place():
    far = [(50, 50, 1e15)]
    assert find([(0, 0, 0.1)] * 10 + far, 1, 1.0)[1] == [1] * 11
    assert find([(0, 0, 0.1)] * 9 + [(0, 0, 0.0999999999)] + far, 1, 1.0)[1] == [0] * 10 + [1]
    assert find([(0, 0, 2.0**51 - 1)], 1, 2.0**51)[1] == [0]


def test_a_point_of_weight_zero_can_be_core():
    assert find([(0, 0, 10), (9 * KM, 0, 0), (18 * KM, 0, 0)]) == ([0, 0, 0], [1, 1, 0])


def test_one_heavy_place_is_a_cluster_and_so_is_one_place_stated_twice():
    assert find([(0, 0, 10), (1, 1, 5), (1, 1, 5), (2, 2, 9)]) == ([0, 1, 1, -1], [1, 1, 1, 0])


def test_a_border_point_takes_its_nearest_core_and_of_two_equally_near_the_first_cluster():
    both = [(25 * KM, 0, 9), (20 * KM, 0, 1), (-5 * KM, 0, 9), (0, 0, 1)]
    assert find([*both, (10.1 * KM, 0, 0)], 12)[0] == [0, 0, 1, 1, 0]
    assert find([*both, (9.9 * KM, 0, 0)], 12)[0] == [0, 0, 1, 1, 1]
    east, west = [(0, 0.2, 9), (0, 0.1, 1)], [(0, -0.2, 9), (0, -0.1, 1)]
    assert find([*east, *west, (0, 0, 0)], 12)[0] == find([*west, *east, (0, 0, 0)], 12)[0] == [0, 0, 1, 1, 0]


def test_a_point_near_a_border_point_only_is_noise():
    points = [(0, 0, 10), (-9 * KM, 0, 5), (9 * KM, 0, 1), (18 * KM, 0, 1)]
    assert find(points, min_weight=15) == ([0, 0, 0, -1], [1, 1, 0, 0])


def test_clusters_are_numbered_by_their_first_core():
    points = [(0, 9 * KM, 0), (50, 0, 10), (0, 0, 6), (0, -5 * KM, 4)]
    assert find(points) == ([1, 0, 1, 1], [0, 1, 1, 1])


@pytest.mark.parametrize(("one", "other"), [
    ((50, 179.95), (50, -179.95)), ((50, 180), (50, -180)), ((50, 359.99), (50, 0)), ((50, 190), (50, -170)),
    ((89.99, 0), (89.99, 120)), ((-89.99, 10), (-89.99, -170)), ((90, 0), (90, 77)), ((90, 0), (89.95, -50)),
])  # fmt: skip
def test_points_are_near_each_other_across_the_date_line_and_the_poles(one, other):
    assert find([(*one, 5), (*other, 5)]) == ([0, 0], [1, 1])


def test_the_radius_itself_is_within():
    for radius in (1e-6, 0.001, 1, 15, 5000, 20000):
        apart = radius * KM * (1 - 1e-9)
        points = [(0, 0, 5), (0, apart, 5)]
        assert find(points, radius)[1] == [1, 1]
        if radius > 1e-6:
            assert find(points, radius * (1 - 1e-7))[1] == [0, 0]


def test_within_half_the_sphere_is_everything():
    points = [(90, 0, 1), (-90, 0, 1), (0, 0, 1), (0, 180, 1), (0, 90, 1)]
    assert find(points, math.pi * EARTH_RADIUS_KM + 1, 5) == ([0] * 5, [1] * 5)
    assert find(points, 1e9, 5) == ([0] * 5, [1] * 5)
    assert find(points, math.pi * EARTH_RADIUS_KM - 1, 5)[1] == [0, 0, 0, 0, 1]
    assert find(points, 1e9, 5.1) == ([-1] * 5, [0] * 5)


def test_a_minimum_of_nothing_makes_every_point_core():
    assert find([(0, 0, 0), (50, 0, 0)], 10, 0) == ([0, 1], [1, 1])
    assert find([(0, 0, 0), (50, 0, 0)], 10, -3) == ([0, 1], [1, 1])


def test_no_points_have_no_clusters():
    found = dbscan(np.empty(0), np.empty(0), np.empty(0), radius_km=1, min_weight=1)
    assert (found.cluster.tolist(), found.core.tolist(), found.count) == ([], [], 0)


def test_a_million_rows_of_one_place_are_one_place():
    found = dbscan(np.full(100_000, 31.2), np.full(100_000, 121.5), radius_km=1, min_weight=100_000)
    assert found.core.all() and (found.cluster == 0).all()


@pytest.mark.parametrize(("lat", "lon", "weight", "radius", "minimum", "told"), [
    (90.1, 0, 1, 1, 1, "row 0: a latitude of 90.1"), (0, 361, 1, 1, 1, "a longitude of 361"),
    (0, 0, -1, 1, 1, "a weight of -1"), (math.nan, 0, 1, 1, 1, "a latitude of nan"), (0, 0, math.inf, 1, 1, "a weight of inf"),
    (0, 0, 1, 0, 1, "a radius of 0"), (0, 0, 1, math.nan, 1, "a radius of nan"), (0, 0, 1, 1, math.nan, "no number"),
])  # fmt: skip
def test_what_is_not_on_the_earth_is_refused(lat, lon, weight, radius, minimum, told):
    with pytest.raises(ValueError, match=told):
        dbscan(np.array([lat]), np.array([lon]), np.array([weight]), radius_km=radius, min_weight=minimum)


def test_columns_of_different_lengths_and_sums_beyond_all_numbers_are_refused():
    with pytest.raises(ValueError, match="not one of each"):
        dbscan(np.zeros(2), np.zeros(3), radius_km=1, min_weight=1)
    with pytest.raises(ValueError, match="more than a number can hold"):
        dbscan(np.zeros(2), np.zeros(2), np.full(2, 1e308), radius_km=1, min_weight=1)


# --- against all pairs ---------------------------------------------------------------------------------------------


def gathered(chance, count, centres, spread_km):
    """Points around a few centres, some at the same place, some anywhere."""
    home = chance.integers(0, centres, count)
    lat = chance.uniform(-80, 80, centres)[home] + chance.normal(0, spread_km * KM, count)
    lon = chance.uniform(-180, 180, centres)[home] + chance.normal(0, spread_km * KM, count)
    return np.clip(lat, -90, 90), (lon + 180) % 360 - 180


@pytest.mark.parametrize(("radius", "spread", "decimals"), [
    (0.005, 0.02, 9), (1, 3, 4), (15, 20, 2), (15, 400, 2), (300, 700, 1), (3000, 3000, 0), (9000, 2000, 3), (19000, 3000, 2),
])  # fmt: skip
def test_the_same_as_comparing_all_pairs(radius, spread, decimals):
    chance = np.random.default_rng(int(radius * 1000))
    for count, centres in ((1, 1), (9, 2), (80, 3), (300, 6)):
        lat, lon = gathered(chance, count, centres, spread)
        lat, lon = np.round(lat, decimals), np.round(lon, decimals)
        weight = chance.integers(0, 9, count) / (10 if count == 80 else 1)
        for share in (0.002, 0.05, 0.3):
            check(lat, lon, weight, radius, math.ceil(weight.sum() * share) or 1.0)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_the_same_around_a_pole_as_comparing_all_pairs(pole):
    chance = np.random.default_rng(3)
    lat = pole - np.sign(pole) * np.abs(chance.normal(0, 0.5, 600))
    found = check(lat, chance.uniform(-180, 180, 600), np.ones(600), 10.0, 12.0)
    assert found.count > 0 and (found.cluster < 0).any()


def test_the_same_on_the_date_line_as_comparing_all_pairs():
    chance = np.random.default_rng(4)
    lat, lon = chance.normal(-17, 0.4, 800), chance.normal(180, 0.4, 800)
    found = check(lat, (lon + 180) % 360 - 180, chance.integers(0, 5, 800).astype(float), 8.0, 50.0)
    assert found.count > 0 and (found.cluster < 0).any()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6), st.integers(0, 4)), min_size=1, max_size=40),
    st.sampled_from([(0.0, 0.0), (60.0, 180.0), (90.0, 0.0), (-89.96, 33.0)]),
    st.floats(0.4, 9.0), st.integers(1, 20),
)  # fmt: skip
def test_any_few_points_are_clustered_as_defined(points, middle, radius, minimum):
    lat, lon, weight = np.array(points, float).T
    lat = np.clip(middle[0] + lat * 0.01, -90, 90)
    check(
        lat,
        middle[1] + lon * 0.01 if middle[1] < 180 else (middle[1] + lon * 0.01 + 180) % 360 - 180,
        weight,
        radius,
        minimum,
    )


def test_the_order_of_points_changes_nothing_but_numbers():
    chance = np.random.default_rng(5)
    lat, lon = gathered(chance, 3000, 12, 15)
    weight = chance.random(3000)
    found = dbscan(lat, lon, weight, radius_km=6, min_weight=30)
    mixed = chance.permutation(3000)
    again = dbscan(lat[mixed], lon[mixed], weight[mixed], radius_km=6, min_weight=30)
    assert again.core.tolist() == found.core[mixed].tolist()
    pairs = set(zip(found.cluster[mixed].tolist(), again.cluster.tolist(), strict=True))
    assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})


def test_weights_of_rows_or_of_places_are_the_same():
    chance = np.random.default_rng(6)
    lat, lon = (np.round(each, 2) for each in gathered(chance, 2000, 5, 10))
    weight = chance.integers(1, 5, 2000)
    found = dbscan(lat, lon, weight.astype(float), radius_km=5, min_weight=60)
    repeated = dbscan(np.repeat(lat, weight), np.repeat(lon, weight), radius_km=5, min_weight=60)
    first = np.cumsum(weight) - weight
    assert found.cluster.tolist() == repeated.cluster[first].tolist()
    assert found.core.tolist() == repeated.core[first].tolist()


# --- the files -----------------------------------------------------------------------------------------------------


def read(path: Path):
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(text.decode().splitlines()))


@pytest.mark.parametrize(("points", "expected", "radius", "minimum"), [
    ("hand_points.csv", "hand_expected_10km_10.csv", 10, 10),
    ("addresses_points.csv.gz", "addresses_expected_15km_250.csv.gz", 15, 250),
    ("cities_points.csv.gz", "cities_expected_15km_2000000.csv.gz", 15, 2_000_000),
])  # fmt: skip
def test_the_expected_clusters_are_found(shared, points, expected, radius, minimum):
    folder = shared / "data" / "observatory" / "clusters"
    rows, wanted = read(folder / points), read(folder / expected)
    assert [row["id"] for row in rows] == [row["id"] for row in wanted]
    lat, lon, weight = (np.array([float(row[name]) for row in rows]) for name in ("lat", "lon", "weight"))
    found = dbscan(lat, lon, weight, radius_km=radius, min_weight=minimum)
    assert found.core.tolist() == [row["core"] == "1" for row in wanted]
    assert found.cluster.tolist() == [int(row["cluster"]) for row in wanted]


# --- places and distances ------------------------------------------------------------------------------------------


def test_distances_are_right_at_every_range():
    pairs = np.array([
        (0, 0, 0, 180), (90, 0, -90, 0), (45, 10, -45, -170), (0, 0, 0, 1e-9), (31.2304, 121.4737, 39.9042, 116.4074),
    ], float)  # fmt: skip
    half = math.pi * EARTH_RADIUS_KM
    wanted = [half, half, half, 1e-9 / KM, 1067.3]
    assert distance_km(*pairs.T) == pytest.approx(wanted, rel=1e-4)
    assert distance_km(*pairs.T[[2, 3, 0, 1]]).tolist() == distance_km(*pairs.T).tolist()
    almost = distance_km(np.array([0.0]), np.array([0.0]), np.array([1e-7]), np.array([180.0]))
    assert half - almost[0] == pytest.approx(1e-7 / KM, rel=1e-4)  # 11 mm from the antipode


def test_a_chord_and_its_angle_agree_on_what_is_within_reach():
    chance = np.random.default_rng(7)
    lat, lon = np.degrees(np.arcsin(chance.uniform(-1, 1, 400))), chance.uniform(-180, 180, 400)
    vectors = unit_vectors(lat, lon)
    squared = ((vectors[:, :, None] - vectors[:, None, :]) ** 2).sum(axis=0)
    for radius in (100.0, 3000.0, 10007.0, 19000.0):
        reach = Reach.of(radius)
        within = distance_km(lat[:, None], lon[:, None], lat, lon) <= radius
        assert (within[squared <= reach.surely]).all() and not within[squared > reach.perhaps].any()


def test_points_of_one_place_are_one_however_its_longitude_is_written():
    places = unique(np.array([10, 10, 90, 90, 0.0, -0.0]), np.array([-170, 190, 5, 6, 360, 0]), np.arange(1.0, 7.0))
    assert len(places) == 3
    assert len({places.of_row[0], places.of_row[1]}) == 1
    assert sorted(places.first_row.tolist()) == [0, 2, 4]


def test_the_curve_keeps_neighbours_together():
    side = np.radians(np.linspace(-44, 44, 64))
    across, along = np.meshgrid(np.tan(side), np.tan(side))
    vectors = np.stack([np.ones(across.size), across.ravel(), along.ravel()])
    vectors /= np.sqrt((vectors**2).sum(axis=0))
    ordered = vectors[:, np.argsort(keys(vectors))]
    steps = np.sqrt((np.diff(ordered, axis=1) ** 2).sum(axis=0))
    assert steps.max() < 6 * np.radians(88 / 63)  # a curve never leaps
    assert steps.mean() < 1.5 * np.radians(88 / 63)


# --- counting and merging ------------------------------------------------------------------------------------------


def test_a_document_is_shared_among_its_people_and_each_share_among_addresses():
    document = ["p", "p", "p", "q", "q"]
    person = ["a", "a", "b", "a", "a"]
    address = ["x", "y", "x", "x", "x"]
    assert counting.shares(document, person, address).tolist() == [0.25, 0.25, 0.5, 1.0, 0.0]
    assert counting.listed(document, person, address).tolist() == [0.5, 0.5, 1.0, 1.0, 0.0]
    assert counting.summed(np.array([0, -1, 1, 0, 0]), counting.shares(document, person, address), 2).tolist() == [
        1.25,
        0.5,
    ]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_the_shares_of_documents_sum_to_their_number(rows):
    document, person, address = ([row[at] for row in rows] for at in range(3))
    shares = counting.shares(document, person, address)
    assert math.fsum(shares) == pytest.approx(len(set(document)))
    for one in set(document):
        assert math.fsum(share for share, each in zip(shares, document, strict=True) if each == one) == pytest.approx(1)
    assert math.fsum(counting.listed(document, person, address)) == pytest.approx(
        len(set(zip(document, person, strict=True)))
    )


def test_columns_that_do_not_match_are_not_counted():
    with pytest.raises(ValueError, match="columns of 1, 2, 1 rows"):
        counting.shares(["p"], ["a", "b"], ["x"])
    with pytest.raises(ValueError, match="below 2"):
        counting.summed(np.array([2]), np.array([1.0]), 2)


def test_clusters_are_neighbours_where_their_borders_are_near():
    lat = np.array([0, 4 * KM, 8 * KM, 8 * KM + 1, 50, 50])
    cluster = np.array([0, 0, 1, 2, 3, -1])
    assert merging.neighbours(lat, np.zeros(6), cluster, 5.0).tolist() == [[0, 1]]
    assert merging.neighbours(lat, np.zeros(6), cluster, 3.9).tolist() == []
    assert merging.neighbours(lat, np.zeros(6), np.full(6, -1), 5.0).tolist() == []
    with pytest.raises(ValueError, match="one place lie in two clusters"):
        merging.neighbours(np.zeros(2), np.zeros(2), np.array([0, 1]), 5.0)


def test_neighbours_are_merged_that_are_each_other_s_strongest_tie():
    ties = np.array([[9, 5, 1, 0], [5, 9, 6, 0], [1, 6, 9, 0], [0, 0, 0, 9]])
    every = np.array([(0, 1), (0, 2), (1, 2), (2, 3)])
    assert merging.merged(every, ties).tolist() == [0, 1, 1, 2]
    assert merging.merged(every[:2], ties).tolist() == [0, 1, 2, 3]
    assert merging.merged(np.empty((0, 2)), np.zeros((0, 0))).tolist() == []
    with pytest.raises(ValueError, match="symmetric"):
        merging.merged(every, np.triu(ties))


def test_an_edition_of_the_index_has_its_rules():
    assert (gii.edition(2017).radius_km, gii.edition(2017).min_weight) == (13.0, 2000.0)
    assert gii.edition(2023).measures == (gii.PCT, gii.PUBLICATIONS)
    assert gii.VENTURE_CAPITAL in gii.edition(2025).measures
    with pytest.raises(ValueError, match="2016"):
        gii.edition(2016)
