"""Writes the points at which maps draw countries and provinces of China, into `registry/data/`.

    python tools/points_of_places.py REGISTRY.jsonl.gz

REGISTRY is a ROR dump (CC0; its coordinates are GeoNames', CC BY 4.0), one record a line. A point is the city from
which the way to all organisations that ROR knows there is shortest in sum: where research is, always on land, and found
without any border. Where ROR knows none the columns stay empty, and maps leave the place to the table beside them.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "src" / "technopole" / "registry" / "data"
MOST = 1500
"""The cities with the most organisations; more would change nothing that a map shows."""


def main(registry: str) -> None:
    cities: dict[str, Counter[tuple[float, float]]] = defaultdict(Counter)
    with gzip.open(registry, "rt", encoding="utf-8") as file:
        for line in file:
            for each in json.loads(line).get("locations", ()):
                place = each["geonames_details"]
                if place.get("lat") is None or not place.get("country_code"):
                    continue
                at = (float(place["lat"]), float(place["lng"]))
                country, part = place["country_code"], place.get("country_subdivision_code") or ""
                cities[country][at] += 1
                cities[f"{country}-{part}"][at] += 1
    for code in ("HK", "MO", "TW"):
        cities[f"CN-{code}"] = cities[code]
    for name in ("countries.csv", "provinces.csv"):
        write(DATA / name, {code: middle(found) for code, found in cities.items()})


def middle(cities: Counter[tuple[float, float]]) -> tuple[float, float]:
    """The city nearest to all organisations, by chords through the globe."""
    most = cities.most_common(MOST)
    at = np.radians([place for place, _ in most])
    weight = np.array([count for _, count in most])
    round_the_globe = np.cos(at[:, 0])
    points = np.stack(
        [round_the_globe * np.cos(at[:, 1]), round_the_globe * np.sin(at[:, 1]), np.sin(at[:, 0])], axis=1
    )
    chords = np.sqrt(np.maximum(0, 2 - 2 * points @ points.T))
    return most[int((chords @ weight).argmin())][0]


def write(file: Path, points: dict[str, tuple[float, float]]) -> None:
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    columns = [name for name in rows[0] if name not in ("latitude", "longitude")]
    with file.open("w", encoding="utf-8", newline="") as handle:
        lines = csv.writer(handle, lineterminator="\n")
        lines.writerow([*columns, "latitude", "longitude"])
        for row in rows:
            at = points.get(row["code"])
            lines.writerow([*(row[name] for name in columns), *([f"{each:.2f}" for each in at] if at else ["", ""])])


if __name__ == "__main__":
    main(sys.argv[1])
