"""Outlines of clusters as GeoJSON, and clusters ranked by their shares of the world."""

import csv
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from technopole.methods.clusters import distance_km, features, gii, intensity, outline, ranked, ranking
from technopole.methods.clusters.boundaries import hull
from technopole.methods.clusters.sphere import unit_vectors


def rings(geometry):
    assert geometry["type"] in ("Polygon", "MultiPolygon")
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        assert len(polygon) == 1
        yield polygon[0]


def area(ring):
    """Twice the signed area in degrees: above 0 for a ring that runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def sound(geometry):
    """By RFC 7946: closed, counterclockwise, on the map, and no side goes around the back."""
    for ring in rings(geometry):
        assert ring[0] == ring[-1] and len(ring) >= 4
        assert area(ring) > 0
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)
        assert all(abs(a[0] - b[0]) <= 180 or abs(a[1]) == 90 == abs(b[1]) for a, b in itertools.pairwise(ring))
    return geometry


def within(geometry, lat, lon):
    """Is a place inside one of the rings, or on it?"""
    for ring in rings(geometry):
        crossings = 0
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > lat) != (by > lat) and lon < ax + (lat - ay) / (by - ay) * (bx - ax):
                crossings += 1
        if crossings % 2:
            return True
    return False


def outlined(places, **options):
    lat, lon = np.array(places, float).T
    return outline(lat, lon, **options)


def test_three_places_are_a_polygon_that_runs_counterclockwise_and_is_closed():
    geometry = sound(outlined([(0, 0), (0, 0.1), (0.1, 0), (0.03, 0.03)]))
    assert geometry["type"] == "Polygon"
    (ring,) = rings(geometry)
    assert [[round(x, 9), round(y, 9)] for x, y in ring] == [[0, 0], [0.1, 0], [0, 0.1], [0, 0]]


def test_one_place_is_a_point_and_two_are_a_line():
    assert outlined([(31.2, 121.5), (31.2, 121.5)]) == {
        "type": "Point", "coordinates": [pytest.approx(121.5), pytest.approx(31.2)],
    }  # fmt: skip
    line = outlined([(0, 0), (0.05, 0), (0.1, 0)])
    assert line["type"] == "LineString"
    assert sorted(round(lat, 9) for _, lat in line["coordinates"]) == [0, 0.1]


def test_no_places_and_places_all_over_the_earth_have_no_outline():
    assert outline(np.empty(0), np.empty(0)) is None
    assert outlined([(0, 0), (0, 120), (0, -120)]) is None
    assert outlined([(0, 0), (0, 85), (0, -85)]) is None


def test_a_buffered_place_is_a_circle_of_that_radius():
    for place in ((31.2, 121.5), (0, 180), (-60, -179.99), (89.99, 20), (-90, 0)):
        geometry = sound(outlined([place], buffer_km=5))
        corners = np.array([each for ring in rings(geometry) for each in ring])
        corners = corners[np.abs(corners[:, 1]) < 90]
        away = distance_km(
            corners[:, 1], corners[:, 0], np.full(len(corners), place[0]), np.full(len(corners), place[1])
        )
        assert away.max() <= 5 + 1e-6
        # the map's edge may cut through the middle; all other corners lie on the circle
        assert (away > 4.99).sum() >= 60


def test_what_crosses_the_antimeridian_is_cut_there():
    geometry = sound(outlined([(50, 179), (51, -179), (50, -179), (51, 179)]))
    assert geometry["type"] == "MultiPolygon"
    assert sorted(max(lon for lon, _ in ring) > 0 for ring in rings(geometry)) == [False, True]
    for place in ((50.5, 179.5), (50.5, -179.5), (50.5, 179.9999), (50.5, -179.9999)):
        assert within(geometry, *place)
    assert not within(geometry, 50.5, 0) and not within(geometry, 50.5, -178.9)
    line = outlined([(50, 179.9), (50, -179.9)])
    assert line["type"] == "MultiLineString" and len(line["coordinates"]) == 2
    assert {abs(part[end][0]) for part, end in zip(line["coordinates"], (-1, 0), strict=True)} == {180}


def test_what_only_touches_the_antimeridian_is_not_cut():
    for side in (180, -180):
        geometry = sound(outlined([(0, side), (1, side), (0.5, side - math.copysign(1, side))]))
        assert geometry["type"] == "Polygon"


@pytest.mark.parametrize("pole", [90, -90])
def test_an_outline_around_a_pole_reaches_to_it(pole):
    sign = math.copysign(1, pole)
    geometry = sound(outlined([(sign * 88, lon) for lon in (-150, -60, 20, 110)]))
    for lon in (-179.9, -90, 0, 91, 179.9):
        assert within(geometry, sign * 89.9, lon)
        assert not within(geometry, sign * 86, lon)


def test_a_pole_may_be_a_corner():
    geometry = sound(outlined([(90, 0), (88, 10), (88, 50)]))
    assert within(geometry, 89.5, 30) and not within(geometry, 89.5, 60)


def test_long_sides_follow_the_great_circle():
    geometry = sound(outlined([(50, 0), (50, 40), (45, 20)]))
    assert max(lat for ring in rings(geometry) for _, lat in ring) == pytest.approx(51.74, abs=0.01)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=30),
    st.sampled_from([(0.0, 0.0), (50.0, 180.0), (89.5, 0.0), (-89.7, 90.0), (31.0, 121.0)]),
)
def test_every_place_lies_in_its_buffered_outline(offsets, middle):
    places = [(max(-90.0, min(90.0, middle[0] + a)), (middle[1] + b + 180) % 360 - 180) for a, b in offsets]
    geometry = sound(outlined(places, buffer_km=3))
    for lat, lon in places:
        if abs(lat) < 89.99 and abs(abs(lon) - 180) > 1e-6:
            assert within(geometry, lat, lon)


def test_a_hull_of_many_places_is_that_of_its_corners():
    chance = np.random.default_rng(1)
    lat, lon = chance.normal(45, 1, 5000), chance.normal(10, 1, 5000)
    vectors = unit_vectors(lat, lon)
    corners = hull(vectors)
    sides = np.cross(corners, np.roll(corners, -1, axis=1), axis=0)
    assert (sides.T @ vectors > -1e-12).all()
    few = np.flatnonzero((np.abs(sides.T @ vectors) < 1e-15).any(axis=0))
    assert corners.shape[1] <= len(few) < 60


def test_features_hold_clusters_and_leave_noise_out():
    lat, lon = np.array([0, 0, 0.1, 5, 9, 9.0]), np.array([0, 0.1, 0, 5, 9, 9.0])
    found = features(lat, lon, np.array([0, 0, 0, -1, 1, 1]), np.array([1, 2, 3, 4, 0.1, 0.2]))
    assert found["type"] == "FeatureCollection"
    assert [each["properties"] for each in found["features"]] == [
        {"cluster": 0, "points": 3, "places": 3, "weight": 6.0},
        {"cluster": 1, "points": 2, "places": 1, "weight": pytest.approx(0.3)},
    ]
    assert [each["geometry"]["type"] for each in found["features"]] == ["Polygon", "Point"]
    assert features(lat, lon, np.full(6, -1))["features"] == []


def test_a_buffer_that_is_none_is_refused():
    for buffer in (-1, 1001, math.nan):
        with pytest.raises(ValueError, match="buffer"):
            outlined([(0, 0)], buffer_km=buffer)


# --- ranks ---------------------------------------------------------------------------------------------------------


def test_the_ranks_of_2023_follow_from_the_counts(shared):
    path = shared / "data" / "observatory" / "wipo_gii" / "gii2023_top_clusters.csv"
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    outputs = {name: [float(row[name]) for row in rows] for name in gii.edition(2023).measures}
    found = ranked(outputs, {gii.PCT: 1_255_863, gii.PUBLICATIONS: 7_462_564})
    assert found.rank.tolist() == [int(row["rank_2023"]) for row in rows]
    printed = np.array([float(row["total_share_pct"]) for row in rows])
    assert np.abs(found.score - printed).max() <= 0.052


def test_a_score_is_the_sum_of_shares_in_percent_and_equal_scores_share_a_rank():
    found = ranked({"a": [10, 5, 5, 0], "b": [0, 20, 20, 1]}, {"a": 100, "b": 200})
    assert found.score.tolist() == [10, 15, 15, 0.5]
    assert found.shares["b"].tolist() == [0, 10, 10, 0.5]
    assert found.rank.tolist() == [3, 1, 1, 4]
    assert ranked({"a": []}, {"a": 1}).rank.tolist() == []


@pytest.mark.parametrize(("outputs", "world", "told"), [
    ({}, {}, "no measure"), ({"a": [1]}, {}, "a: a world total of nan"), ({"a": [1]}, {"a": 0}, "above 0"),
    ({"a": [2]}, {"a": 1}, "from 0 to the world's total"), ({"a": [-1]}, {"a": 1}, "from 0"),
    ({"a": [1], "b": [1, 1]}, {"a": 1, "b": 1}, "different lengths"),
])  # fmt: skip
def test_what_cannot_be_ranked_is_refused(outputs, world, told):
    with pytest.raises(ValueError, match=told):
        ranked(outputs, world)


def test_intensity_is_the_score_for_each_million_inhabitants():
    found = intensity([10, 2, 1], [20e6, 1e6, math.nan])
    assert found[:2].tolist() == [0.5, 2.0] and math.isnan(found[2])
    assert ranking.places(found[:2]).tolist() == [2, 1]
    with pytest.raises(ValueError, match="above 0"):
        intensity([1], [0])
    with pytest.raises(ValueError, match="no rank"):
        ranking.places(found)
