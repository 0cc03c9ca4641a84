"""Clusters of science and technology: where inventors and authors are dense, whatever the administrative borders.

From rows to a ranking, as the Global Innovation Index does it::

    weight = counting.listed(document, person, address)              # people listed, for the density
    rules = gii.edition(2023)
    found = dbscan(lat, lon, weight, radius_km=rules.radius_km, min_weight=rules.min_weight)
    output = counting.summed(found.cluster, counting.shares(document, person, address), found.count)
    ranking = ranked({"publications": output}, {"publications": world_total})
    outlines = features(lat, lon, found.cluster, weight, buffer_km=2.0)         # GeoJSON

Each step stands by itself: `places` (points at one place are one), `dbscan` and what it is made of (`cores`, `links`,
`borders`, over the tree of `tree`), `boundaries`, `counting`, `merging`, `ranking`, and the rules of each edition in
`gii`. Everything is deterministic, and nothing depends on the order of the points but the numbers of the clusters.
"""

from technopole.methods.clusters import counting, gii, merging
from technopole.methods.clusters.boundaries import features, outline
from technopole.methods.clusters.dbscan import Clusters, dbscan
from technopole.methods.clusters.ranking import Ranking, intensity, ranked
from technopole.methods.clusters.sphere import EARTH_RADIUS_KM, distance_km

__all__ = [
    "EARTH_RADIUS_KM",
    "Clusters",
    "Ranking",
    "counting",
    "dbscan",
    "distance_km",
    "features",
    "gii",
    "intensity",
    "merging",
    "outline",
    "ranked",
]
