"""What speaks for and against two records meaning the same organisation, each piece by its name and between 0 and 1."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from rapidfuzz.distance import JaroWinkler

from technopole.methods.duplicates import words
from technopole.methods.duplicates.keys import Frequency
from technopole.methods.duplicates.model import shipped
from technopole.methods.duplicates.records import Name, Organisation

Evidence = dict[str, float]

WORLD = 100_000
"""Organisations of the world in round numbers: how rare the rarest words are in a register too small to show it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the register as a whole: how common words, hosts and names are."""

    total: int
    frequency: Frequency
    """Organisations in whose names a word occurs."""
    sharing: Callable[[str], int]
    """Organisations that have this key (see `keys`)."""
    world: Mapping[int, int] = field(default_factory=lambda: shipped().common)
    """{hash of a word: organisations of the world in whose names it occurs}, of common words."""
    _weights: dict[str, float] = field(default_factory=dict)

    def often(self, word: str) -> int:
        """Organisations in whose names a word occurs, here or in the world: a register of ten knows no common words."""
        return max(self.frequency(word), self.world.get(crc32(word.encode()), 0))

    def weight(self, word: str) -> float:
        """How much a word tells, 0 to 1: 1 for one that no organisation has. The same in a small register as in the
        world's, where it is not common here alone."""
        known = self._weights.get(word)
        if known is None:
            known = max(0.05, 1 - math.log1p(self.often(word)) / math.log1p(max(self.total, WORLD)))
            self._weights[word] = known
        return known


@dataclass(frozen=True, slots=True)
class Match:
    """Two names laid beside each other."""

    a: Name
    b: Name
    shared: float
    """The weight of the words they share."""
    dice: float
    contained: float
    misspelt: float
    left_a: tuple[str, ...]
    left_b: tuple[str, ...]


def compare_names(a: Name, b: Name, context: Context) -> Match:
    """Two names laid beside each other, words weighted by rarity, misspelt ones found."""
    common = a.bag & b.bag
    left_a, left_b = sorted(a.bag - common), sorted(b.bag - common)
    weight = context.weight
    shared = sum(weight(word) for word in common)
    misspelt = 0.0
    if left_a and left_b and len(left_a) * len(left_b) <= 100:
        for word in list(left_a):
            best, likeness = "", 0.0
            for other in left_b:
                alike = _alike(word, other)
                if alike > likeness:
                    best, likeness = other, alike
            if best:
                left_a.remove(word)
                left_b.remove(best)
                gain = likeness * (weight(word) + weight(best)) / 2
                shared += gain
                misspelt += gain
    # words that are written as one in the other: Med Uni / MedUni, Gen 9 / Gen9
    if left_a and left_b and "".join(a.words) == "".join(b.words):
        shared += (sum(map(weight, left_a)) + sum(map(weight, left_b))) / 2
        left_a, left_b = [], []
    rest_a, rest_b = sum(map(weight, left_a)), sum(map(weight, left_b))
    whole = 2 * shared + rest_a + rest_b
    smaller = shared + min(rest_a, rest_b)
    return Match(
        a, b, shared, 2 * shared / whole if whole else 0.0, shared / smaller if smaller else 0.0, misspelt,
        tuple(left_a), tuple(left_b),
    )  # fmt: skip


def _alike(a: str, b: str) -> float:
    """How likely two different words are two spellings of one; 0 where they are not."""
    if len(a) < 4 or len(b) < 4 or a.isdigit() or b.isdigit() or a in words.CONCEPTS or b in words.CONCEPTS:
        return 0.0
    likeness: float = JaroWinkler.normalized_similarity(a, b)
    if words.skeleton(a) == words.skeleton(b) and len(words.skeleton(a)) > 2 and likeness > 0.8:
        return 0.95
    if likeness >= 0.94 and min(len(a), len(b)) > 5:
        return likeness
    return 0.0


def best_match(a: Organisation, b: Organisation, context: Context) -> tuple[Match | None, bool]:
    """The two names that are most alike, of equally alike ones those that tell most; and whether the names in some
    other script speak against it."""
    best: Match | None = None
    by_script: dict[str, float] = {}
    for one in a.names:
        for other in b.names:
            if one.script != other.script or (len(a.names) * len(b.names) > 60 and not one.bag & other.bag):
                continue
            match = compare_names(one, other, context)
            by_script[one.script] = max(by_script.get(one.script, 0.0), match.dice)
            if best is None or (match.dice, match.shared) > (best.dice, best.shared):
                best = match
    return best, best is not None and best.dice > 0.6 and any(dice < 0.5 for dice in by_script.values())


def evidence(a: Organisation, b: Organisation, context: Context) -> tuple[Evidence, Match | None]:
    """Every piece of evidence that the two records give, and the names that are most alike."""
    found: Evidence = {}
    match, against = best_match(a, b, context)
    if match:
        found |= _of_names(a, b, match, context)
        found["other_script_differs"] = float(against)
    found |= _of_places(a, b)
    found |= _of_web(a, b, context)
    found |= _of_identifiers(a, b)
    found |= _of_kind(a, b)
    found |= _of_relations(a, b)
    return {name: value for name, value in found.items() if value}, match


def _of_names(a: Organisation, b: Organisation, match: Match, context: Context) -> Evidence:
    bags_a, bags_b = {name.bag for name in a.names}, {name.bag for name in b.names}
    same = bags_a & bags_b
    found: Evidence = {"name_like": max(0.0, match.dice - 0.5) * 2, "name_information": min(1.0, match.shared / 3)}
    if match.dice > 0.999:
        found["name_same"] = 1.0
        spelt = {name.spelt for name in a.names} & {name.spelt for name in b.names}
        found["name_spelt_same"] = float(bool(spelt))
        found["name_display_same"] = float(a.names[0].bag == b.names[0].bag)
        found["names_more_same"] = min(1.0, (len(same) - 1) / 2) if same else 0.0
        where = a.country if a.country == b.country else ""
        key = f"name:{' '.join(sorted(match.a.bag))}" + (f"@{where}" if where else "")
        found["name_frequent"] = min(1.0, math.log2(max(2, context.sharing(key)) / 2) / 4)
    else:
        found["name_contained"] = match.contained if match.contained > 0.999 else 0.0
        telling = (match.a.bag & match.b.bag) - words.CONCEPTS
        rare = [word for word in telling if context.often(word) <= 3]
        found["word_rare"] = 1.0 if rare else 0.0
    if match.misspelt:
        found["name_misspelt"] = min(1.0, match.misspelt)
    found |= _of_left_over(a, b, match, context)
    shown_a, shown_b = a.names[0], b.names[0]
    if shown_a.script == shown_b.script and shown_a.bag != shown_b.bag:
        found["shown_names_differ"] = max(0.0, 1 - compare_names(shown_a, shown_b, context).dice)
    if a.brackets and b.brackets and a.brackets != b.brackets and not (a.is_company and b.is_company):
        found["brackets_differ"] = 1.0
    shorts = a.acronyms & b.acronyms
    found["acronym_same"] = 1.0 if any(len(short) > 2 for short in shorts) else 0.0
    if a.acronyms and b.acronyms and not shorts:
        found["acronym_differs"] = 1.0
    singles_a = {name.words[0] for name in a.names if len(name.words) == 1}
    singles_b = {name.words[0] for name in b.names if len(name.words) == 1}
    if (singles_a & b.acronyms) | (singles_b & a.acronyms):
        found["acronym_is_name"] = 1.0
    return found


def _of_left_over(a: Organisation, b: Organisation, match: Match, context: Context) -> Evidence:
    """What the words say that only one of the two names has."""
    found: Evidence = {}
    places = a.places | b.places
    common_places = a.places & b.places
    left_a = [word for word in match.left_a if word not in common_places]
    left_b = [word for word in match.left_b if word not in common_places]
    numbers_a = {word for word in left_a if any(character.isdigit() for character in word)}
    numbers_b = {word for word in left_b if any(character.isdigit() for character in word)}
    if numbers_a or numbers_b:
        found["number_differs" if numbers_a and numbers_b else "number_more"] = 1.0
    if any(word in places for word in left_a) and any(word in places for word in left_b):
        found["place_in_name_differs"] = 1.0
    elif any(word in places for word in (*left_a, *left_b)):
        found["place_in_name_more"] = 1.0
    parts_a = {word for word in left_a if word in words.PART}
    parts_b = {word for word in left_b if word in words.PART}
    if parts_a and parts_b:
        found["part_differs"] = 1.0
    elif parts_a or parts_b:
        found["part_more"] = 1.0
    weigh = context.weight
    rest_a, rest_b = sum(map(weigh, left_a)), sum(map(weigh, left_b))
    found["left_both"] = min(1.0, min(rest_a, rest_b))
    found["left_one"] = min(1.0, abs(rest_a - rest_b))
    return found


def _of_places(a: Organisation, b: Organisation) -> Evidence:
    found: Evidence = {}
    if a.country and b.country and not a.country.startswith("(") and not b.country.startswith("("):
        if a.country == b.country:
            found["country_same"] = 1.0
        elif a.is_company or b.is_company:
            found["country_differs_company"] = 1.0
        else:
            found["country_differs"] = 1.0
    near = kilometres(a.point, b.point) if a.point and b.point else math.inf
    if a.city and a.city == b.city and a.country == b.country:
        found["city_same"] = 1.0
    elif near < 30:
        found["city_near"] = 1.0 - near / 60
    elif a.city and b.city and a.country == b.country:
        found["city_differs"] = 1.0
    return found


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two points on the globe; good to a per cent."""
    mean = math.radians((a[0] + b[0]) / 2)
    across = (a[1] - b[1] + 180) % 360 - 180
    return 111.2 * math.hypot(a[0] - b[0], across * math.cos(mean))


def _of_web(a: Organisation, b: Organisation, context: Context) -> Evidence:
    if not a.hosts or not b.hosts:
        return {}
    shared = a.hosts.keys() & b.hosts.keys()
    if not shared:
        return {"host_differs": 1.0}
    best = min(shared, key=lambda host: context.sharing(f"host:{host}"))
    found = {"host_same": 1.0, "host_frequent": min(1.0, math.log2(max(2, context.sharing(f"host:{best}")) / 2) / 3)}
    if a.hosts[best] == b.hosts[best]:
        found["page_same"] = 1.0
    elif a.hosts[best] and b.hosts[best]:
        found["page_differs"] = 1.0
    return found


def _of_identifiers(a: Organisation, b: Organisation) -> Evidence:
    found: Evidence = {}
    schemes_a, schemes_b = _by_scheme(a), _by_scheme(b)
    for scheme in schemes_a.keys() & schemes_b.keys():
        if schemes_a[scheme] & schemes_b[scheme]:
            found[f"{scheme}_same"] = 1.0
        elif scheme in ("isni", "wikidata", "uscc", "lei", "fundref"):
            found[f"{scheme}_differs"] = 1.0
    return found


def _by_scheme(one: Organisation) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for scheme, value in one.identifiers:
        found.setdefault(scheme, set()).add(value)
    return found


_FAMILIES = {"healthcare": "health", "education": "education", "company": "company", "government": "government"}


def _of_kind(a: Organisation, b: Organisation) -> Evidence:
    found: Evidence = {}
    kinds_a, kinds_b = a.types - {"funder"}, b.types - {"funder"}
    if kinds_a and kinds_b:
        if kinds_a & kinds_b:
            found["type_same"] = 1.0
        elif {"education", "healthcare"} <= kinds_a | kinds_b:
            found["type_contradicts"] = 1.0
        else:
            found["type_differs"] = 1.0
        if a.is_company and b.is_company:
            found["both_companies"] = 1.0
    if a.established and b.established:
        apart = abs(a.established - b.established)
        if apart <= 1:
            found["founding_same"] = 1.0
        elif apart > 3:
            found["founding_differs"] = min(1.0, apart / 30)
    if not a.described and not b.described:
        found["only_names"] = 1.0
    return found


def _of_relations(a: Organisation, b: Organisation) -> Evidence:
    found: Evidence = {}
    if a.relatives & b.own or b.relatives & a.own:
        found["related"] = 1.0
    elif a.parents & b.parents:
        found["siblings"] = 1.0
    return found
