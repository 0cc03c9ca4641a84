"""The search page: exact names first, every hit saying why it is there, and nothing that is typed is run."""

import json

import kept
import pytest

from technopole.core import sourced
from technopole.core.sourced import By
from technopole.search import worker

BY = By(label="test")
SECTORS = {"fudan": ["ai", "medicine"], "medical": ["medicine"], "sjtu": ["ai"]}
NAMES = {
    "fudan": [("Fudan University", "en", "display"), ("复旦大学", "zh-Hans", "label"), ("FDU", None, "acronym"),
              ("Fuh Tan College", "en", "former")],
    "medical": [("Shanghai Medical College, Fudan University", "en", "display"), ("复旦大学上海医学院", "zh-Hans", "label")],
    "sjtu": [("Shanghai Jiao Tong University", "en", "display"), ("上海交通大学", "zh-Hans", "label"),
             ("SJTU", None, "acronym")],
    "evil": [("<b onmouseover=alert(1)>Bold & Co</b>", "en", "display")],
}  # fmt: skip


@pytest.fixture
def register(db):
    return kept.world(_register)


def _register():
    uids = {}
    for key, names in NAMES.items():
        record = {
            "key": key,
            "names": [{"value": value, "language": language, "kind": kind} for value, language, kind in names],
            "types": ["university"],
            "sectors": SECTORS.get(key, []),
            "status": "active",
            "summary": {"en": "Known for <i>superconductors</i>."} if key == "evil" else {},
            "sources": ["https://example.org"],
        }
        uids[key] = sourced.put("organisation", "centre", f"test:{key}", record, BY).uids[f"test:{key}"]
    worker.rebuild()
    return uids


@pytest.fixture
def ask(client, register):
    def page(text, **more):
        answer = client.get("/search", {"q": text, **more})
        assert answer.status_code == 200
        return answer.context

    return page


def keys(found, register):
    of_uid = {uid: key for key, uid in register.items()}
    return [of_uid[hit["url"].strip("/").rpartition("/")[2]] for hit in found["hits"]]


@pytest.mark.parametrize(
    ("text", "first", "why"),
    [
        ("Fudan University", "fudan", "its name, exactly"),
        ("复旦大学", "fudan", "its name, exactly"),
        ("復旦大學", "fudan", "its name, exactly"),
        ("fdu", "fudan", "its abbreviation"),
        ("Fuh Tan College", "fudan", "a former name"),
        ("Fudan Univ", "fudan", None),
        ("SJTU", "sjtu", "its abbreviation"),
        ("上海交大", "sjtu", None),
    ],
)
def test_the_one_that_is_meant_is_first_and_says_why(ask, register, text, first, why):
    found = ask(text)
    assert keys(found, register)[0] == first
    reasons = [str(reason) for reason in found["hits"][0]["why"]]
    assert reasons
    if why:
        assert reasons == [why]


def test_facets_count_what_was_found_and_narrow_it(ask, register):
    found = ask("fudan university")
    sectors = next(facet for facet in found["facets"] if facet["name"] == "sector")
    assert {value["value"]: value["count"] for value in sectors["values"]} == {"medicine": 2, "ai": 1}
    narrowed = ask("fudan university", sector="ai")
    assert keys(narrowed, register) == ["fudan"]
    assert narrowed["total"] == 1
    assert [chip["label"] for chip in narrowed["chips"]]


def test_a_hit_found_by_another_name_shows_that_name(ask):
    assert ask("Fuh Tan College")["hits"][0]["matched"] == "Fuh Tan College"


def test_markup_in_names_and_texts_is_shown_and_not_run(client, register):
    html = client.get("/search", {"q": "bold superconductors"}).content.decode()
    assert "<b onmouseover" not in html
    assert "<i>superconductors" not in html and "<i><mark>" not in html
    html = client.get("/search", {"q": "superconductors"}).content.decode()
    assert "<mark>superconductors</mark>" in html
    assert "&lt;i&gt;" in html


def test_what_was_typed_is_shown_and_not_run(client, register):
    html = client.get("/search", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("text", ["", "   ", "?!", "AND OR (", "name:*", "\x00", "a" * 5000, "''\"--", "ß", "🙂", "\ud7ff"])
def test_any_text_is_answered(ask, text):
    ask(text)


@pytest.mark.parametrize("page", ["0", "-1", "x", "51", "99999999"])
def test_any_page_number_is_answered(ask, page):
    ask("university", page=page)


def test_nothing_found_says_what_to_try(client, register):
    assert "Try fewer words" in client.get("/search", {"q": "xylophonist"}).content.decode()


def test_suggestions_begin_with_what_is_being_typed(client, register):
    answer = client.get("/search/suggest", {"q": "fud"})
    suggested = json.loads(answer.content)["suggestions"]
    assert suggested[0]["text"] == "Fudan University"
    assert suggested[0]["url"] == f"/organisations/{register['fudan']}/"


def test_suggestions_speak_the_readers_language(client, register):
    answer = client.get("/search/suggest", {"q": "fud"}, headers={"accept-language": "zh-hans"})
    assert json.loads(answer.content)["suggestions"][0]["text"].startswith("复旦大学")


def test_nothing_typed_suggests_nothing(client, register):
    assert json.loads(client.get("/search/suggest").content) == {"suggestions": []}


def test_an_organisation_that_changed_is_found_under_its_new_name(client, register):
    sourced.edit_locally(
        "organisation", register["sjtu"], {"names": [{"value": "Jiaoda", "language": "en", "kind": "display"}]}, BY
    )
    worker.catch_up_once()
    found = client.get("/search", {"q": "Jiaoda"}).context
    assert keys(found, register)[0] == "sjtu"
    assert "sjtu" not in keys(client.get("/search", {"q": "Shanghai Jiao Tong University"}).context, register)[:1]
