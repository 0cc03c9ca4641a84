"""What of a need's wording tells what it is about: all but words that only join others, bare numbers and letters.

The index leaves out the three dozen words of Lucene's list. A need is a text, not a query: it says "we", "from", "than"
and "must", which titles seldom do, so that they would weigh as much as a technical term; and its numbers are amounts,
which mean nothing without what they measure. A closed list, of pronouns, prepositions, conjunctions, auxiliaries and
adverbs of degree; measured, words of business (need, budget, partner) do no harm. Chinese needs no list: pairs with a
character that only joins are left out where needs are weighed.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from technopole.search.corpora import analysis
from technopole.search.corpora.analysis import LATIN, Term

JOINING = """
a about above after again all also although am among an and any are as at be because been before being below between
both but by can cannot could did do does doing done down during each either else even ever every everybody few for from
further get gets give given go goes had has have having he her here him himself his how however i if in into is it its
itself just kept less let like made make makes many may me might more most much must my neither never no nobody nor not
nothing now of off often on once one only onto or other others our ours out over own per put rather same several shall
she should since so some somebody such take takes than that the their them themselves then there these they this those
though through to together too under until up upon us use used very was way we well were what when where whether which
while who whole whom whose why will with within without would yet you your
"""


def telling(terms: Sequence[Term]) -> list[Term]:
    """The terms that tell; all of them if none does."""
    return [term for term in terms if term.field != LATIN or _tells(term.text)] or list(terms)


def _tells(stem: str) -> bool:
    return len(stem) > 1 and not stem.isdecimal() and stem not in _joining()


@functools.cache
def _joining() -> frozenset[str]:
    return frozenset(analysis.words(JOINING))
