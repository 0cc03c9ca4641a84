"""What a region is special in, and how special it is: quotients of pairs, indices of regions.

Every function takes a (regions × activities) array `x` of values that are zero or more (employment, exports, patents,
papers) and compares the region's shares with those of the whole table::

    location quotient LQ = (x_ra / x_r) / (x_a / x)      also called revealed comparative advantage

Numbers that are not defined (a region or an activity that is zero throughout) are NaN, and no error. `ValueError` is
raised for an array that is not of two dimensions, and for values that are negative or not finite. Nothing is rounded:
EconGeo rounds LQ to 2 decimals and entropy to 3, and adds 1e-9 inside the logarithm. Each costs one pass over the array
and one or two copies of it. The indices of an activity (how concentrated it is in space) are those of the transposed
array: `krugman(x.T)`.

Sources: Balassa (1965), Trade liberalisation and "revealed" comparative advantage, Manchester School 33; Hoover and
Giarratani (1985), An Introduction to Regional Economics, table 9-4; Krugman (1991), Geography and Trade; Shannon
(1948); Frenken, Van Oort, Verburg (2007), Regional Studies 41(5). Results are those of EconGeo, unrounded
(`location_quotient`, `location_quotient_avg`, `krugman_index`, `spec_coeff`, `herfindahl`, `entropy`, `hachman`,
`locational_gini`).
"""

from __future__ import annotations

import numpy as np

# --- of pairs ------------------------------------------------------------------------------------------------------


def location_quotient(x: np.ndarray) -> np.ndarray:
    """(r, a) the region's share of the activity relative to the whole's: 1 is average, 0 none. Not symmetric: what is
    less than average lies between 0 and 1, what is more has no bound. Balassa (1965)."""
    x = checked(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_shares(x) / _whole(x))


def symmetric(quotient: np.ndarray) -> np.ndarray:
    """(r, a) (LQ − 1) / (LQ + 1), from −1 for none over 0 for average to just under 1.

    Dalum, Laursen, Villumsen (1998), Structural change in OECD export specialisation patterns, International Review of
    Applied Economics 12(3): there RSCA.
    """
    quotient = np.asarray(quotient, float)
    return np.asarray((quotient - 1.0) / (quotient + 1.0))


def revealed_advantage(quotient: np.ndarray) -> np.ndarray:
    """(r, a) tanh(ln LQ) = (LQ² − 1) / (LQ² + 1), from −1 to 1; reports of patents and papers print it times 100 (RPA,
    RLA). Grupp (1994), The measurement of technical performance of innovations by technometrics, Research Policy 23(2).
    """
    square = np.minimum(np.asarray(quotient, float), 1e100) ** 2
    return np.asarray((square - 1.0) / (square + 1.0))


def additive(x: np.ndarray) -> np.ndarray:
    """(r, a) share of the region less share of the whole; the rows add up to 0.

    Hoen, Oosterhaven (2006), On the measurement of comparative advantage, Annals of Regional Science 40.
    """
    x = checked(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_shares(x) - _whole(x))


def normalised(x: np.ndarray) -> np.ndarray:
    """(r, a) x_ra/x − x_r·x_a/x²; rows and columns add up to 0, so that regions and activities compare.

    Yu, Cai, Leung (2009), The normalized revealed comparative advantage index, Annals of Regional Science 43.
    """
    x = checked(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = x / x.sum()
        return np.asarray(part - part.sum(axis=1, keepdims=True) * part.sum(axis=0))


# --- of regions, relative to the whole -----------------------------------------------------------------------------


def krugman(x: np.ndarray) -> np.ndarray:
    """(r,) Σ |share of the region − share of the whole|, from 0 (the same) to just under 2 (nothing in common).

    The whole includes the region itself, as in EconGeo. Krugman (1991).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.abs(additive(x)).sum(axis=1))


def hoover(x: np.ndarray) -> np.ndarray:
    """(r,) half of `krugman`: the part of the region that would have to move to be as the whole is.

    The coefficient of specialisation of Hoover and Giarratani (1985); EconGeo's `spec_coeff`.
    """
    return np.asarray(krugman(x) / 2.0)


def average_quotient(x: np.ndarray) -> np.ndarray:
    """(r,) mean LQ, weighted with what the region does: 1 and more. EconGeo's `location_quotient_avg`."""
    x = checked(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares, whole = _shares(x), _whole(x)
        mean = np.where(whole > 0, shares**2 / np.where(whole > 0, whole, 1.0), 0.0).sum(axis=1)
    return np.asarray(np.where(x.any(axis=1), mean, np.nan))


def hachman(x: np.ndarray) -> np.ndarray:
    """(r,) 1 / mean LQ, from near 0 (unlike the whole) to 1 (the same). Hachman, Bureau of Economic and Business
    Research, University of Utah."""
    return np.asarray(1.0 / average_quotient(x))


def divergence(x: np.ndarray) -> np.ndarray:
    """(r,) relative entropy Σ share · log2 LQ in bits: 0 where the region is as the whole is, 0 and more else.

    Kullback, Leibler (1951); Theil (1967), Economics and Information Theory. Weighted with the regions' shares of the
    whole these add up to the mutual information of regions and activities.
    """
    quotient = location_quotient(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = _shares(checked(x))
        each = np.where(shares > 0, shares * np.log2(np.where(quotient > 0, quotient, 1.0)), 0.0)
    return np.asarray(np.where(np.isnan(shares).any(axis=1), np.nan, np.maximum(each.sum(axis=1), 0.0)))


# --- of regions alone ----------------------------------------------------------------------------------------------


def active(x: np.ndarray) -> np.ndarray:
    """(r,) how many activities there are at all."""
    return np.asarray((checked(x) > 0).sum(axis=1))


def herfindahl(x: np.ndarray) -> np.ndarray:
    """(r,) Σ share², from 1/a (all the same) to 1 (one only). Hirschman (1945); Herfindahl (1950)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((_shares(checked(x)) ** 2).sum(axis=1))


def herfindahl_normalised(x: np.ndarray) -> np.ndarray:
    """(r,) (H − 1/a) / (1 − 1/a), from 0 to 1, whatever the number a of activities; NaN where there is only one."""
    count = checked(x).shape[1]
    if count < 2:
        return np.full(len(x), np.nan)
    return np.asarray((herfindahl(x) - 1.0 / count) / (1.0 - 1.0 / count))


def entropy(x: np.ndarray) -> np.ndarray:
    """(r,) −Σ share · log2 share in bits: variety, from 0 (one activity) to log2 a. Shannon (1948)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = _shares(checked(x))
        each = np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1.0)), 0.0)
    return np.asarray(np.where(np.isnan(shares).any(axis=1), np.nan, 0.0 - each.sum(axis=1)))


def evenness(x: np.ndarray) -> np.ndarray:
    """(r,) entropy as a part of the greatest that a activities allow, from 0 to 1; NaN where there is only one.

    Pielou (1966), Journal of Theoretical Biology 13.
    """
    count = checked(x).shape[1]
    return np.asarray(entropy(x) / np.log2(count)) if count > 1 else np.full(len(x), np.nan)


# --- of activities -------------------------------------------------------------------------------------------------


def locational_gini(x: np.ndarray) -> np.ndarray:
    """(a,) how unevenly an activity lies relative to all activity: 0 where it lies as the whole does, at most 0.5.

    Area between the diagonal and the curve of the activity's cumulated shares over the regions' shares of the whole,
    regions in order of their LQ. Krugman (1991), chapter 2. r · log r for each activity.
    """
    x = checked(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        there = x.any(axis=1)
        regions = x[there].sum(axis=1) / x.sum()
        order = np.argsort(x[there] / regions[:, None], axis=0, kind="stable")
        activity = np.cumsum(np.take_along_axis(x[there] / x.sum(axis=0), order, axis=0), axis=0)
        base = np.cumsum(regions[order], axis=0)
    if not len(base):
        return np.full(x.shape[1], np.nan)
    return np.asarray((activity[1:] * base[:-1] - activity[:-1] * base[1:]).sum(axis=0) / 2.0)


# --- shared --------------------------------------------------------------------------------------------------------


def checked(x: np.ndarray) -> np.ndarray:
    """The array as numbers. Raises `ValueError` unless it has two dimensions, its values finite and not negative."""
    x = np.asarray(x, float)
    if x.ndim != 2:
        raise ValueError(f"Wanted regions × activities, not an array of {x.ndim} dimensions.")
    if not np.isfinite(x).all() or (x < 0).any():
        raise ValueError("Values must be finite and not negative.")
    return x


def _shares(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / x.sum(axis=1, keepdims=True))


def _whole(x: np.ndarray) -> np.ndarray:
    totals = x.sum(axis=0)
    return np.asarray(totals / totals.sum())
