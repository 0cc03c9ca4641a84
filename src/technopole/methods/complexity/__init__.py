"""Economic complexity: what regions can do, seen from which of them do what.

::

    quotients = specialisation.location_quotient(x)               # (regions × activities)
    m = presence(quotients)                                       # 0/1, true at a quotient of 1 and more
    found = complexity(m)                                         # ECI and PCI; raises Undefined where there is none
    near, coi, cog = outlook(m, found.activity_vector)            # density, outlook index and gain
    regions, activities = fitness(m)

Pure arrays in and out. Regions and activities that are zero throughout need not be dropped first, but the tools whose
results these are do so: they come out as NaN here. The conventions that differ between tools are options, and the
defaults are py-ecomplexity's (0.5.3).
"""

from technopole.methods.complexity.cooccurrence import METHODS, co_occurrence, relatedness, relatedness_density
from technopole.methods.complexity.indices import (
    DEVIATIONS,
    PCI_SCALES,
    Complexity,
    Undefined,
    complexity,
    fitness,
    reflections,
    standardised,
)
from technopole.methods.complexity.matrix import diversity, parts, presence, ubiquity
from technopole.methods.complexity.space import density, outlook, proximity

__all__ = [
    "DEVIATIONS",
    "METHODS",
    "PCI_SCALES",
    "Complexity",
    "Undefined",
    "co_occurrence",
    "complexity",
    "density",
    "diversity",
    "fitness",
    "outlook",
    "parts",
    "presence",
    "proximity",
    "reflections",
    "relatedness",
    "relatedness_density",
    "standardised",
    "ubiquity",
]
