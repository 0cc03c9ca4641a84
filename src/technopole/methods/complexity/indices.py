"""How complex a region's economy and an activity are: eigenvectors, reflections, fitness.

All take the (regions × activities) matrix of 0 and 1 that `presence` makes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.complexity.matrix import checked, parts

DEVIATIONS = {"population": 0, "sample": 1}
"""What is taken off the number of values in a standard deviation."""
PCI_SCALES = ("eci", "population", "sample")
_SAME = 1e-9
"""Eigenvalues (which lie between 0 and 1) that are nearer than this are one, for all that doubles can tell."""
_TINY = 1e-300


class Undefined(ValueError):
    """The economic complexity index is not defined for this matrix."""


@dataclass(frozen=True, eq=False)
class Complexity:
    """Indices of regions and activities; NaN for those outside the part that was compared."""

    eci: np.ndarray
    """(r,) economic complexity index, standardised."""
    pci: np.ndarray
    """(a,) product (or technology, or field) complexity index, standardised."""
    region_vector: np.ndarray
    """(r,) the eigenvector behind ECI: of population deviation 1, with its own zero."""
    activity_vector: np.ndarray
    """(a,) the one behind PCI, so scaled that a region's entry is the mean of those of its activities."""


def complexity(
    matrix: np.ndarray, *, deviation: str = "population", pci_scale: str = "eci", largest_part: bool = False
) -> Complexity:
    """Economic complexity of regions and of activities.

    ECI is the second eigenvector of D⁻¹ M U⁻¹ Mᵀ (D diversity, U ubiquity), its sign such that it correlates positively
    with diversity (where it does not correlate with it at all, such that its largest entry is positive). PCI is the
    mean ECI of the regions that have the activity, rescaled. Three ways to standardise are in use:

    - `deviation="population"`, `pci_scale="eci"`: py-ecomplexity 0.5.3 and the Stata package; the default. PCI is put
      on ECI's mean and deviation, so that ECI stays the mean PCI of what a region has.
    - both `population`: each index on its own, its deviation divided by n.
    - both `sample`: each on its own, with n − 1; R economiccomplexity.

    Raises `Undefined` where the second eigenvector does not exist or is not unique: fewer than two regions or
    activities; all regions alike; regions that fall into parts sharing no activity (with `largest_part` the largest is
    compared, and the others are NaN); and two eigenvectors that explain the matrix equally well. `ValueError` for an
    unknown way to standardise. Regions and activities without any of the other are NaN.

    Cost: with s the smaller of r and a and l the larger, s²·l for the product and about 10·s³ for the eigenvectors,
    whatever the matrix holds: 150 × 5,000 takes some tenths of a second, 3,000 × 3,000 some ten seconds. Memory:
    r·a + s² doubles, a few times. It is dense: economies and products are 5 to 20 % full, where sparse arithmetic
    saves nothing.

    Sources: Hidalgo, Hausmann (2009), The building blocks of economic complexity, PNAS 106(26); Hausmann, Hidalgo et
    al. (2014), The Atlas of Economic Complexity, technical box 2.2; Mealy, Farmer, Teytelboym (2019), Interpreting
    economic complexity, Science Advances 5(1) (why parts cannot be compared).
    """
    if deviation not in DEVIATIONS:
        raise ValueError(f"{deviation!r} is no deviation; use one of: {', '.join(DEVIATIONS)}.")
    if pci_scale not in PCI_SCALES:
        raise ValueError(f"{pci_scale!r} is no scale of PCI; use one of: {', '.join(PCI_SCALES)}.")
    m = checked(matrix)
    of_region, of_activity = parts(m)
    count = int(of_region.max(initial=-1)) + 1
    if not count:
        raise Undefined("No region has an activity.")
    if count > 1 and not largest_part:
        sizes = np.bincount(of_region[of_region >= 0]).tolist()
        told = ", ".join(map(str, sizes[:5])) + (", …" if count > 5 else "")
        raise Undefined(f"The regions fall into {count} parts that share no activity (of {told} regions).")
    rows, columns = of_region == 0, of_activity == 0
    regions, activities = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    regions[rows], activities[columns] = _second(m[np.ix_(rows, columns)].astype(float))
    eci = standardised(regions, deviation)
    if pci_scale == "eci":
        spread = _deviation(regions, deviation)
        pci = (activities - np.nanmean(regions)) / spread
    else:
        pci = standardised(activities, pci_scale)
    return Complexity(eci, pci, regions, activities)


def standardised(values: np.ndarray, deviation: str = "population") -> np.ndarray:
    """Less their mean, divided by their deviation; NaN stay. All NaN where the values do not differ."""
    values = np.asarray(values, float)
    if not np.isfinite(values).any():
        return np.full(values.shape, np.nan)
    mean, spread = np.nanmean(values), _deviation(values, deviation)
    if not spread > 1e-13 * np.nanmax(np.abs(values)):
        return np.full(values.shape, np.nan)
    return np.asarray((values - mean) / spread)


def _deviation(values: np.ndarray, deviation: str) -> float:
    known = values[np.isfinite(values)]
    less = DEVIATIONS[deviation]
    return float(known.std(ddof=less)) if len(known) > less else np.nan


def _second(m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The second eigenvector on both sides of a connected matrix without empty rows and columns.

    D⁻¹ M U⁻¹ Mᵀ is similar to a symmetric matrix, of which the eigenvectors are real and exact to the last digits; the
    one of the smaller side is taken.
    """
    if min(m.shape) < 2:
        raise Undefined("It takes two regions and two activities that are connected.")
    diverse, ubiquitous = m.sum(axis=1), m.sum(axis=0)
    scaled = m / np.sqrt(diverse)[:, None] / np.sqrt(ubiquitous)
    fewer_regions = m.shape[0] <= m.shape[1]
    values, vectors = np.linalg.eigh(scaled @ scaled.T if fewer_regions else scaled.T @ scaled)
    second = float(values[-2])
    third = float(values[-3]) if len(values) > 2 else 0.0
    if second <= _SAME:
        raise Undefined("All regions have the same activities.")
    if second - third <= _SAME:
        raise Undefined("Two ways to order the regions explain the matrix equally well.")
    if fewer_regions:
        regions = vectors[:, -2] / np.sqrt(diverse)
        activities = (m.T @ regions) / ubiquitous / second
    else:
        activities = vectors[:, -2] / np.sqrt(ubiquitous)
        regions = (m @ activities) / diverse
    factor = _sign(regions, diverse) / regions.std()
    return regions * factor, activities * factor


def _sign(regions: np.ndarray, diverse: np.ndarray) -> float:
    centred, others = diverse - diverse.mean(), regions - regions.mean()
    together = float(centred @ others)
    if abs(together) > 1e-9 * float(np.linalg.norm(centred) * np.linalg.norm(others)):
        return 1.0 if together > 0 else -1.0
    sizes = np.abs(regions)
    return float(np.sign(regions[int(np.argmax(sizes >= sizes.max() * (1.0 - 1e-9)))]))


def reflections(matrix: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """(steps + 1, r) and (steps + 1, a): the method of reflections, step 0 being diversity and ubiquity.

    Each step is the mean of the other side's step before: k_c,n = Σ M k_p,n−1 / k_c,0. Even steps of regions and odd
    ones of activities tell of diversity, the others of ubiquity; with many steps differences shrink to nothing while
    their order becomes ECI's. NaN for regions and activities without any of the other. Hidalgo, Hausmann (2009).
    steps·r·a.
    """
    if steps < 0:
        raise ValueError(f"{steps} steps: 0 or more.")
    m = checked(matrix).astype(float)
    of_regions, of_activities = [m.sum(axis=1)], [m.sum(axis=0)]
    for _ in range(steps):
        regions, activities = (np.nan_to_num(each[-1]) for each in (of_regions, of_activities))
        with np.errstate(invalid="ignore"):
            of_regions.append(m @ activities / of_regions[0])
            of_activities.append(regions @ m / of_activities[0])
    return np.array(of_regions), np.array(of_activities)


def fitness(matrix: np.ndarray, iterations: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """(r,) fitness of regions and (a,) complexity of activities, mean 1 each.

    F = Σ M Q and Q = 1 / Σ M / F, both from the values before, each divided by its mean; begun with 1 everywhere, which
    counts as the first iteration (as in R economiccomplexity, of which 20 is the default). It need not converge: where
    the matrix is not dense enough some fitness goes to 0 (Pugliese et al. 2016), so results hang on the number of
    iterations. Regions without activities have fitness 0; activities without regions are NaN. iterations·r·a.

    Tacchella et al. (2012), A new metrics for countries' fitness and products' complexity, Scientific Reports 2, 723.
    """
    if iterations < 1:
        raise ValueError(f"{iterations} iterations: 1 or more.")
    m = checked(matrix).astype(float)
    had = m.any(axis=0)
    there = m.any(axis=1)
    regions, activities = there.astype(float), had.astype(float)
    if not had.any():
        return regions, np.full(m.shape[1], np.nan)
    for _ in range(iterations - 1):
        sums = (1.0 / np.maximum(regions, _TINY)) @ m
        before = activities
        activities = np.where(had, 1.0 / np.where(had, sums, 1.0), 0.0)
        regions = m @ before
        regions, activities = regions / regions[there].mean(), activities / activities[had].mean()
    return regions, np.where(had, activities, np.nan)
