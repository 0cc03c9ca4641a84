"""The names by which people ask for two universities find them first."""

from pathlib import Path

import pytest

from technopole.search import Document, Index, Name, search, suggest
from technopole.search.priors import organisation_prior
from technopole.sources import ror

KNOWN = [
    ("复旦大学", "fudan", "013q1eq08"),
    ("復旦大學", "fudan", "013q1eq08"),
    ("Fudan", "fudan", "013q1eq08"),
    ("Fudan Univ", "fudan", "013q1eq08"),
    ("fudan univ.", "fudan", "013q1eq08"),
    ("SJTU", "sjtu", "0220qvk04"),
    ("上海交大", "sjtu", "0220qvk04"),
]


@pytest.mark.parametrize(("text", "uid", "_"), KNOWN)
def test_a_known_name_finds_its_organisation_first(index, text, uid, _):
    assert search(index, text).hits[0].uid == uid
    assert suggest(index, text)[0].uid == uid


@pytest.mark.parametrize(
    ("text", "uid", "why"),
    [
        ("fudan university", "fudan", "exact_name"),
        ("復旦大學", "fudan", "exact_name"),
        ("FUDAN UNIV", "fudan", "exact_name"),
        ("sjtu", "sjtu", "acronym"),
        ("Hydrogen Club", "hydrogen", "former_name"),
        ("华师大", "ecnu", "short_form"),
        ("复旦", "fudan", "short_form"),
        ("Shanghai Jiao", "sjtu", "prefix"),
        ("jiao shanghai", "sjtu", "words"),
        ("燃料电池", "hydrogen", "text"),
        ("Fudn Univrsity", "fudan", "misspelt"),
        ("Dept of Physics, Fudan University, Handan Road", "fudan", "some_words"),
    ],
)
def test_a_hit_says_why_it_was_found(index, text, uid, why):
    hit = search(index, text).hits[0]
    assert (hit.uid, hit.why) == (uid, (why,))


REGISTRY = Path(__file__).parents[4] / "shared" / "data" / "registry" / "ror.jsonl.gz"


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    if not REGISTRY.exists():
        pytest.skip("the registry's file is not beside the repository")
    index = Index(tmp_path_factory.mktemp("registry"))
    index.rebuild(
        Document(
            row.key,
            "organisation",
            [Name(name["value"], name["language"], name["kind"]) for name in row.record["names"]],
            facets={"status": [row.record["status"]]},
            weight=organisation_prior(row.record),
        )
        for row in ror.read(REGISTRY)
    )
    return index


@pytest.mark.slow
def test_known_names_find_their_organisations_first_among_all_of_the_world(registry):
    assert len(registry) == 129_046
    for text, _, uid in KNOWN:
        assert search(registry, text).hits[0].uid == uid, text
        assert suggest(registry, text)[0].uid == uid, text
