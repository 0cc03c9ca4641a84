"""observatory clusters: a table of points in, the same with each point's cluster out, and outlines if asked for."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from technopole.cli.input import called, opened
from technopole.cli.output import whole
from technopole.core.errors import SourceError, TechnopoleError

if TYPE_CHECKING:
    import numpy as np

    from technopole.sources.number_tables import Table

ADDED = ("cluster", "core")
_LEAST_RADIUS_KM, _MOST_BUFFER_KM = 1e-6, 1000.0


def add_verb(verbs: Any) -> None:
    clusters = verbs.add_parser(
        "clusters",
        help="find where points are dense, as science and technology clusters are found",
        description="Writes the table's columns with `cluster` (0 and up; -1 is noise) and `core` (0 or 1). A point is "
        "core if the weights within the radius sum to the minimum or more; clusters are cores that hang together.",
    )
    clusters.add_argument(
        "file", metavar="POINTS.csv",
        help="CSV with the columns lat, lon (degrees) and weight, plain or compressed with gzip; - is standard input",
    )  # fmt: skip
    clusters.add_argument(
        "--radius-km", type=_radius, required=True, metavar="R", help="how far neighbours are, along the great circle"
    )
    clusters.add_argument(
        "--min-weight", type=_number, required=True, metavar="W", help="the weight within the radius that makes a core"
    )
    clusters.add_argument("--output", metavar="OUT.csv", required=True, help="what to write; - is standard output")
    clusters.add_argument(
        "--aggregate", type=int, choices=range(7), metavar="DIGITS",
        help="the rows are single locations, by the million: those whose degrees agree to so many digits (2 is a "
        "kilometre) are one place, their weights (1 each, if there is no such column) summed; places are written. "
        "CSV, also compressed with Zstandard, or Parquet",
    )  # fmt: skip
    clusters.add_argument("--boundaries", metavar="OUT.geojson", help="write the clusters' outlines, too, as GeoJSON")
    clusters.add_argument(
        "--buffer-km", type=_buffer, default=0.0, metavar="B",
        help="what belongs to an outline around its places (default: nothing)",
    )  # fmt: skip
    clusters.set_defaults(run=_clusters)


def _number(text: str) -> float:
    value = float(text) if "_" not in text else math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return value


def _radius(text: str) -> float:
    value = _number(text)
    if value < _LEAST_RADIUS_KM:
        raise argparse.ArgumentTypeError(f"{text} km: a radius is a millimetre (0.000001) or more")
    return value


def _buffer(text: str) -> float:
    value = _number(text)
    if not 0.0 <= value <= _MOST_BUFFER_KM:
        raise argparse.ArgumentTypeError(f"{text} km: a buffer is from 0 to {_MOST_BUFFER_KM:,.0f}")
    return value


def _clusters(arguments: argparse.Namespace) -> int:
    from technopole.sources import number_tables

    if arguments.boundaries == "-" == arguments.output:
        raise TechnopoleError("The table and the outlines cannot both go to standard output.", hint="Name a file.")
    if arguments.aggregate is not None:
        return _of_locations(arguments)
    with opened(arguments.file) as source:
        table = number_tables.read(source, called(arguments.file))
    for name in ADDED:
        if name in table.header:
            told = "the column is there already, and would be written"
            raise SourceError(told, file=table.name, line=1, field=name, hint="Rename it, or leave it out.")
    lat = _column(table, "lat", -90.0, 90.0)
    lon = _column(table, "lon", -180.0, 360.0)
    weight = _column(table, "weight", 0.0, math.inf)
    return _found(arguments, table.name, table.header, table.rows, lat, lon, weight)


def _of_locations(arguments: argparse.Namespace) -> int:
    from technopole.sources import locations

    with ExitStack() as stack:
        path = Path(arguments.file)
        if arguments.file == "-":
            kept = stack.enter_context(tempfile.NamedTemporaryFile(prefix="technopole-"))
            shutil.copyfileobj(stack.enter_context(opened("-")), kept, 1 << 20)
            kept.flush()
            path = Path(kept.name)
        else:
            opened(arguments.file).close()
        places = locations.places(path, called(arguments.file), arguments.aggregate)
    columns = (places.lat.tolist(), places.lon.tolist(), places.weight.tolist(), places.rows.tolist())
    rows = zip(*columns, strict=True)
    header = ["lat", "lon", "weight", "rows"]
    return _found(arguments, called(arguments.file), header, rows, places.lat, places.lon, places.weight)


def _found(
    arguments: argparse.Namespace, name: str, header: list[str], rows: Iterable[Sequence[Any]], lat: np.ndarray,
    lon: np.ndarray, weight: np.ndarray,
) -> int:  # fmt: skip
    """Find the clusters of points, and write their rows with them."""
    from technopole.methods import clusters
    from technopole.sources import number_tables

    try:
        found = clusters.dbscan(lat, lon, weight, radius_km=arguments.radius_km, min_weight=arguments.min_weight)
    except ValueError as error:  # each value is good by itself, so it is their sum
        raise SourceError(str(error), file=name, field="weight", hint="Use a larger unit.") from None
    with ExitStack() as files:
        out = files.enter_context(whole(arguments.output))
        added = zip(rows, found.cluster.tolist(), found.core.tolist(), strict=True)
        number_tables.write(out, [*header, *ADDED], ([*row, cluster, int(core)] for row, cluster, core in added))
        if arguments.boundaries:
            outlines = clusters.features(lat, lon, found.cluster, weight, buffer_km=arguments.buffer_km)
            target = files.enter_context(whole(arguments.boundaries))
            target.write(json.dumps(outlines, allow_nan=False, separators=(",", ":")).encode() + b"\n")
    return 0


def _column(table: Table, name: str, least: float, most: float) -> np.ndarray:
    """A column of numbers. That nothing is wrong is seen at once; what is wrong is told cell by cell."""
    import numpy as np

    texts = table.texts(name)
    try:
        values = np.array(list(map(float, texts)), np.float64)
        good = (values >= least) & (values <= most) & np.isfinite(values)
        if good.all() and "_" not in "".join(texts):
            return values
    except ValueError:
        pass
    return np.array(table.numbers(name, least=least, most=most), np.float64)
