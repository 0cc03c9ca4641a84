"""Twenty million locations of authors: read, gathered into unique places, and clustered, by the one command.

Synthetic: drawn around real cities by their inhabitants where the data is beside the repository, else around made-up
ones, with the scatter of house numbers, rounded to 0.001°.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import _kit
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

LOCATIONS = 20_000_000
CITIES = _kit.ROOT.parent / "shared" / "data" / "observatory" / "clusters" / "cities_points.csv.gz"
RADIUS_KM, MINIMUM = 15.0, 4500.0
DIGITS = (2, 3)
_PIECE = 1_000_000


def cities() -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Where people live, how many, and what that was taken from."""
    if CITIES.exists():
        with gzip.open(CITIES, "rt", encoding="utf-8") as handle:
            rows = [(float(row["lat"]), float(row["lon"]), float(row["weight"])) for row in csv.DictReader(handle)]
        lat, lon, people = np.array(rows).T
        return lat, lon, people, f"{len(lat):,} real cities"
    chance = np.random.default_rng(5)
    lat, lon = chance.uniform(-55, 65, 34_000), chance.uniform(-180, 180, 34_000)
    return lat, lon, 1e7 / np.arange(1, 34_001), "34,000 made-up cities"


def drawn() -> str:
    """Write the table in both forms; gives what it was drawn around."""
    lat, lon, people, told = cities()
    chance = np.random.default_rng(7)
    # science gathers more than people do, and a city of ten million is some 20 km wide
    share = people**1.2 / np.sum(people**1.2)
    spread = 0.01 * np.sqrt(np.maximum(people, 1e4) / 1e5)
    schema = pa.schema([("lat", pa.float64()), ("lon", pa.float64())])
    options = pa.csv.WriteOptions(quoting_style="none")
    with (
        pa.csv.CSVWriter(_kit.WORK / "locations.csv", schema, write_options=options) as table,
        pa.parquet.ParquetWriter(_kit.WORK / "locations.parquet", schema, compression="zstd") as columns,
    ):
        for _ in range(LOCATIONS // _PIECE):
            home = chance.choice(len(lat), _PIECE, p=share)
            north = lat[home] + chance.normal(0, 1, _PIECE) * spread[home]
            east = lon[home] + chance.normal(0, 1, _PIECE) * spread[home] / np.cos(np.radians(lat[home]))
            made = [np.round(np.clip(north, -90, 90), 3), np.round((east + 180) % 360 - 180, 3)]
            batch = pa.record_batch([pa.array(each) for each in made], schema=schema)
            table.write_batch(batch)
            columns.write_batch(batch)
    return told


def gathered(path: str, digits: str) -> None:
    """In a process of its own: only unique places."""
    from technopole.sources import locations

    with _kit.measured() as say:
        places = locations.places(Path(path), Path(path).name, int(digits))
        say({"places": len(places.lat), "rows": int(places.rows.sum())})


def command(path: Path, digits: int, out: Path) -> _kit.Cost:
    """The whole command: locations in, a table of places with their clusters and outlines out."""
    asked = ["--aggregate", str(digits), "--radius-km", str(RADIUS_KM), "--min-weight", str(MINIMUM)]
    written = ["--output", str(out), "--boundaries", str(out.with_suffix(".geojson")), "--buffer-km", "2"]
    verb = ["observatory", "clusters", str(path), *asked, *written]
    return _kit.command([sys.executable, "-m", "technopole.cli", *verb])


def main() -> int:
    """Measure and write the table."""
    _kit.WORK.mkdir(exist_ok=True)
    told = drawn()
    rows: list[list[str]] = []
    for form in ("csv", "parquet"):
        path, out = _kit.WORK / f"locations.{form}", _kit.WORK / "places.csv"
        for digits in DIGITS:
            if form == "csv" and digits != DIGITS[0]:
                continue
            places = _kit.in_child(__file__, "gathered", str(path), str(digits))
            whole = command(path, digits, out)
            found = len(json.loads(out.with_suffix(".geojson").read_bytes())["features"])
            name = f"{form}, {path.stat().st_size / 2**20:,.0f} MiB, to {10**-digits:g}°"
            rows.append([name, f"{places.said['places']:,}", f"{places.wall:.1f} s", f"{found:,}",
                         f"{whole.wall:.1f} s", f"{whole.cpu:.1f} s", f"{whole.memory:,.0f} MiB"])  # fmt: skip
            out.unlink()
            out.with_suffix(".geojson").unlink()
        path.unlink()
    _kit.write(
        "locations", "Clusters of author locations",
        f"{LOCATIONS:,} locations drawn around {told}, to 0.001°, through `observatory clusters --aggregate`: read, "
        f"gathered into unique places, clustered (radius {RADIUS_KM:g} km, minimum {MINIMUM:,.0f}) and written with "
        "outlines. Synthetic.",
        ["Locations", "unique places", "gathered in", "clusters", "whole command", "its processor", "its peak memory"],
        rows,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(_kit.ROOT / "src")]
    if sys.argv[1:2] == ["gathered"]:
        gathered(*sys.argv[2:4])
    else:
        sys.exit(main())
