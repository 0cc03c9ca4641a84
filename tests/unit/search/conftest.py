"""A small index of organisations of one city, and what else has their names."""

import pytest

from technopole.search import Document, Index, Name


def organisation(uid, *names, weight=0.1, **facets):
    """A document from names written as "kind:language:value"."""
    given = [Name(*reversed(name.split(":", 2)[1:]), name.split(":", 1)[0]) for name in names]
    given = [Name(name.value, name.language or None, name.kind) for name in given]
    english = next((name.value for name in given if name.language == "en"), "")
    chinese = next((name.value for name in given if name.language == "zh-Hans"), "")
    facets = {key: [values] if isinstance(values, str) else values for key, values in facets.items()}
    text = facets.pop("text", [""])[0]
    return Document(uid, "organisation", given, english, chinese, text, facets, f"/organisations/{uid}", weight)


ORGANISATIONS = [
    organisation(
        "fudan", "display:en:Fudan University", "label:zh-Hans:复旦大学", "alias:zh-Hant:復旦大學",
        weight=0.7, type="university", sector=["ai", "medicine"], district="yangpu",
    ),
    organisation(
        "medical", "display:en:Shanghai Medical College of Fudan University", "label:zh-Hans:复旦大学上海医学院",
        weight=0.3, type="university", sector="medicine", district="xuhui",
    ),
    organisation(
        "zhongshan", "display:en:Zhongshan Hospital", "label:zh-Hans:复旦大学附属中山医院",
        weight=0.3, type="hospital", sector="medicine", district="xuhui", text="A teaching hospital for heart surgery.",
    ),
    organisation(
        "sjtu", "display:en:Shanghai Jiao Tong University", "label:zh-Hans:上海交通大学", "acronym::SJTU",
        weight=0.75, type="university", sector=["ai", "ships"], district="minhang",
    ),
    organisation("sju", "display:en:San Jose Training Unit", "acronym:en:SJTU", weight=0.05, type="company"),
    organisation("xjtu", "display:en:Xi'an Jiaotong University", "label:zh-Hans:西安交通大学", type="university"),
    organisation(
        "ecnu", "display:en:East China Normal University", "label:zh-Hans:华东师范大学", "acronym:en:ECNU",
        weight=0.5, type="university", district="putuo",
    ),
    organisation(
        "hydrogen", "display:en:Shanghai Hydrogen Research Association", "label:zh-Hans:上海氢科学技术研究会",
        "former:en:Hydrogen Club", type="association", sector="energy", district="minhang",
        text="氢能与燃料电池的研究和推广。 Founded with twelve firms; fuel cells and storage.",
    ),
]  # fmt: skip


@pytest.fixture
def documents():
    return list(ORGANISATIONS)


@pytest.fixture
def index(tmp_path, documents):
    index = Index(tmp_path / "index")
    with index.writer() as writer:
        writer.put(documents)
    return index
