"""What one cites and prints: signals, the one-page summary with its mark, permanent addresses."""

from collections.abc import Callable
from typing import Any

import pytest
import things
from django.test import Client

from technopole.core.sourced import put
from technopole.pages import panels
from technopole.signals import permanent
from technopole.signals.facts import cut, fitted, width

pytestmark = pytest.mark.django_db


def mark(client: Client, uid: str, **headers: str) -> str:
    return str(client.get(f"/organisations/{uid}/summary/", headers=headers).context["mark"])


# --- a signal ---------------------------------------------------------------------------------------------------


def test_a_signal_has_a_page_that_stays(client: Client, change: Callable[..., str]) -> None:
    from technopole.core.models import Change

    uid = change(0)
    change(0, status="inactive")
    number = Change.objects.latest("pk").pk
    change(0, status="active")
    page = client.get(f"/signals/{number}-status/").content.decode()
    assert "<del>Active</del>" in page and "<ins>Inactive</ins>" in page and f"/organisations/{uid}/" in page


@pytest.mark.parametrize("name", ["1", "x-status", "999999-status", "0-", "1-nonsense"])
def test_there_is_no_such_signal(client: Client, change: Callable[..., str], name: str) -> None:
    change(0)
    assert client.get(f"/signals/{name}/").status_code == 404


def test_what_happened_to_an_account_is_no_public_signal(client: Client, db: Any) -> None:
    from technopole.core import clock
    from technopole.core.models import Change

    line = Change.objects.create(at=clock.now(), kind="user", uid="user-1", action="created")
    assert client.get(f"/signals/{line.pk}-new/").status_code == 404


# --- the summary ------------------------------------------------------------------------------------------------


def test_the_summary_tells_names_numbers_place_and_relations(client: Client, change: Callable[..., str]) -> None:
    things.add_terms()
    change(0)
    uid = change(
        1,
        identifiers=[{"scheme": "ror", "value": "013q1eq08"}],
        names=[
            {"value": "Institute of Optics 1", "language": "en", "kind": "display"},
            {"value": "Old Optics", "language": "en", "kind": "former"},
        ],
    )
    page = client.get(f"/organisations/{uid}/summary/").content.decode()
    for words in ("Institute of Optics 1", "Old Optics", "013q1eq08", "Institute of Optics 0", "Pudong", "1998"):
        assert words in page, words


def test_the_mark_is_the_same_in_both_languages_and_on_every_day(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    first = mark(client, uid)
    client.cookies["django_language"] = "zh-hans"
    assert mark(client, uid) == first
    assert len(first) == 16


@pytest.mark.parametrize(
    "more",
    [
        {"status": "inactive"}, {"established": "1999"}, {"identifiers": [{"scheme": "ror", "value": "013q1eq08"}]},
        {"relations": [{"kind": "parent", "target": "", "label": "Academy"}]}, {"sources": ["https://example.org/other"]},
        {"summary": {"en": "Lenses."}}, {"types": ["company"]},
    ],
)  # fmt: skip
def test_the_mark_changes_with_every_fact_that_is_shown(
    client: Client, change: Callable[..., str], more: dict[str, Any]
) -> None:
    uid = change(0)
    before = mark(client, uid)
    change(0, **more)
    assert mark(client, uid) != before


def test_the_mark_changes_with_what_other_rooms_tell(
    client: Client, change: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = change(0)
    before = mark(client, uid)
    monkeypatch.setattr(panels, "_brief", {k: list(v) for k, v in panels._brief.items()})
    panels.register("organisation", lambda row: panels.Panel("Rating", [{"text": "AAAA"}]), brief=True)
    assert mark(client, uid) != before
    assert "AAAA" in client.get(f"/organisations/{uid}/summary/").content.decode()


def test_an_old_mark_is_told_from_the_present_one(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    old = mark(client, uid)
    spaced = " ".join(old[at : at + 4] for at in range(0, 16, 4))
    assert "has changed since." in client.get(f"/organisations/{uid}/summary/?facts={spaced}").content.decode()
    assert client.get(f"/organisations/{uid}/summary/?facts={old}").context["same"]
    change(0, status="inactive")
    assert not client.get(f"/organisations/{uid}/summary/?facts={old}").context["same"]


def test_synthetic_data_is_marked_on_the_summary(client: Client, change: Callable[..., str]) -> None:
    assert "Synthetic data" in client.get(f"/organisations/{change(0, synthetic=True)}/summary/").content.decode()


def test_lists_are_cut_to_their_room_and_say_how_many_are_left_out() -> None:
    assert fitted(["aaaa", "bbbb", "cccc"], 12, "en") == (["aaaa", "bbbb"], 1)
    assert fitted(["x" * 500], 12, "en") == (["x" * 500], 0)
    assert (width("abc"), width("光学")) == (3, 4)
    assert cut("光学研究所", 7) == "光学研…"


# --- permanent addresses ----------------------------------------------------------------------------------------

NUMBERS = [
    {"scheme": "ror", "value": "013q1eq08"}, {"scheme": "isni", "value": "0000000121519272"},
    {"scheme": "grid", "value": "grid.8547.e"}, {"scheme": "wikidata", "value": "Q495015"},
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["ror/013q1eq08", "ror/https://ror.org/013q1eq08", "ROR/013Q1EQ08", "grid/grid.8547.e", "wikidata/Q495015", "key/org0",
     "uid/{uid}"],
)  # fmt: skip
def test_an_identifier_leads_to_its_bearer(client: Client, change: Callable[..., str], path: str) -> None:
    uid = change(0, identifiers=NUMBERS)
    answer = client.get(f"/id/{path.format(uid=uid)}")
    assert (answer.status_code, answer["Location"]) == (303, f"/organisations/{uid}/")
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize(
    ("accept", "end"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/"), ("*/*", "/"), ("", "/"), ("image/png", "/"),
        ("application/json", "/api/v1/organisations/{uid}"),
        ("text/html;q=0.3, application/json;q=0.9", "/api/v1/organisations/{uid}"),
        ("application/*", "/api/v1/organisations/{uid}"),
    ],
)  # fmt: skip
def test_the_form_that_is_asked_for_is_led_to(client: Client, change: Callable[..., str], accept: str, end: str) -> None:
    uid = change(0)
    answer = client.get(f"/id/uid/{uid}", headers={"Accept": accept})
    assert answer["Location"].endswith(end.format(uid=uid))
    assert client.get(answer["Location"]).status_code == 200


def test_linked_data_is_led_to_where_the_portal_has_it(client: Client, change: Callable[..., str]) -> None:
    uid = change(0)
    answer = client.get(f"/id/uid/{uid}", headers={"Accept": "application/ld+json"})
    forms = permanent.forms(permanent.bearers("uid", uid)[0])
    assert answer["Location"] == forms.get(permanent.JSON_LD, forms[permanent.HTML])
    assert client.get(answer["Location"]).status_code == 200


def test_other_things_have_permanent_addresses_too(client: Client, db: Any) -> None:
    things.add_terms()
    for kind in ("hub", "event", "facility", "showcase", "policy", "need", "indicator"):
        uid = things.add(kind, 0)
        answer = client.get(f"/id/uid/{uid}")
        assert answer.status_code == 303
        assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("path", ["ror/013q1eq09", "ror/nonsense", "ror/02mg3as63", "uid/000000000000", "shoe/42", "key/x"])
def test_what_nobody_bears_is_told_with_what_could_be_asked(client: Client, change: Callable[..., str], path: str) -> None:
    change(0, identifiers=NUMBERS)
    answer = client.get(f"/id/{path}")
    assert answer.status_code == 404
    assert "/id/ror/" in answer.content.decode()


def test_an_identifier_that_two_bear_leads_to_a_choice(client: Client, change: Callable[..., str]) -> None:
    change(0, identifiers=[NUMBERS[3]])
    change(1, identifiers=[NUMBERS[3]])
    answer = client.get("/id/wikidata/Q495015")
    assert answer.status_code == 300
    assert answer.content.decode().count('">Institute of Optics ') == 2


def test_a_withdrawn_organisation_still_answers_at_its_permanent_address(client: Client, change: Callable[..., str]) -> None:
    from technopole.core.sourced import withdraw

    uid = change(0)
    withdraw("organisation", "centre", ["test:org0"], things.BY)
    answer = client.get(f"/id/uid/{uid}", follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Institute of Optics 0" in page and "withdrawn" in page.lower()


def test_what_replaced_a_withdrawn_organisation_is_named(client: Client, change: Callable[..., str]) -> None:
    from technopole.core.sourced import withdraw

    heir = change(1)
    uid = change(0, relations=[{"kind": "successor", "target": "centre:org1", "label": "Institute of Optics 1"}])
    withdraw("organisation", "centre", ["test:org0"], things.BY)
    assert f'href="/organisations/{heir}/"' in client.get(f"/organisations/{uid}/").content.decode()


def test_a_ror_number_that_ror_took_back_still_answers(client: Client, db: Any) -> None:
    from technopole.core.sourced import withdraw

    record = {"names": [{"value": "Gone", "language": "en", "kind": "display"}], "status": "active",
              "identifiers": [{"scheme": "ror", "value": "013q1eq08"}]}  # fmt: skip
    put("organisation", "ror", "ror:013q1eq08", record, things.BY)
    withdraw("organisation", "ror", ["ror:013q1eq08"], things.BY)
    answer = client.get("/id/ror/013q1eq08", follow=True)
    assert answer.status_code == 200 and "Gone" in answer.content.decode()


def test_a_merged_organisation_leads_to_the_one_it_became(client: Client, change: Callable[..., str]) -> None:
    from technopole.core import clock
    from technopole.registry.models import Merge

    survivor = change(1)
    Merge.objects.create(gone="000000000000", into=survivor, gone_names={"en": "Gone"}, at=clock.now(), why="the same")
    for accept, end in (("text/html", f"/organisations/{survivor}/"), ("application/json", f"/organisations/{survivor}")):
        assert client.get("/id/uid/000000000000", headers={"Accept": accept})["Location"].endswith(end)
