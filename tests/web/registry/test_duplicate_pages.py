"""The pages on which registrars decide about pairs, and the addresses of what was merged."""

from types import SimpleNamespace
from typing import Any

import pytest
import things
from django.test import Client
from django.urls import reverse

from technopole.core.sourced import By
from technopole.registry.duplicates import merging, pairs
from technopole.registry.models import DuplicatePair, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    settings.REQUIRE_MFA = "off"


@pytest.fixture
def two(people: SimpleNamespace) -> SimpleNamespace:
    things.add_terms()
    a, b = things.add("organisation", 1), things.add("organisation", 2)
    rows = [Organisation.objects.get(uid=uid) for uid in (a, b)]
    pair = pairs.remember(rows[0], rows[1], 0.87, [["same", 0.0], ["host_same", 2.6], ["city_differs", -1.8]])
    return SimpleNamespace(a=a, b=b, pair=pair)


def client(user: Any = None) -> Client:
    made = Client()
    if user is not None:
        made.force_login(user)
    return made


def act(user: Any, two: SimpleNamespace, step: str, **said: Any) -> Any:
    two.pair.refresh_from_db()
    url = reverse("registry:duplicate-step", args=[two.pair.uid, step])
    return client(user).post(url, {"version": two.pair.version, "why": "The same address", **said})


def test_a_registrar_sees_open_pairs_and_what_speaks_for_and_against(
    two: SimpleNamespace, people: SimpleNamespace
) -> None:
    table = client(people.registrar).get("/duplicates/").content.decode()
    assert "Institute of Optics 1" in table and "To be decided" in table and "tone" not in table
    page = client(people.registrar).get(f"/duplicates/{two.pair.uid}/").content.decode()
    assert "same web site" in page and "different towns" in page and "87 %" in page


def test_the_page_is_in_chinese_too(two: SimpleNamespace, people: SimpleNamespace) -> None:
    asker = client(people.registrar)
    asker.cookies["django_language"] = "zh-hans"
    page = asker.get(f"/duplicates/{two.pair.uid}/").content.decode()
    assert "同一网站" in page and "Speaks for" not in page


@pytest.mark.parametrize("who", ["alice", "visitor", "broker", "officer"])
def test_who_is_no_registrar_neither_sees_nor_decides(two: SimpleNamespace, people: SimpleNamespace, who: str) -> None:
    user = getattr(people, who)
    assert client(user).get("/duplicates/").status_code == 403
    assert client(user).get(f"/duplicates/{two.pair.uid}/").status_code == 403
    assert act(user, two, "merge", survivor=two.a).status_code == 403
    assert Organisation.objects.filter(uid=two.b).exists()


def test_who_speaks_for_one_of_the_two_does_not_decide_either(two: SimpleNamespace, people: SimpleNamespace) -> None:
    from technopole.accounts.models import Representation

    Representation.objects.filter(user=people.alice).update(organisation_uid=two.a)
    assert act(people.alice, two, "merge", survivor=two.a).status_code == 403


def test_after_a_merge_the_old_address_leads_to_the_survivor_on_the_page_and_in_the_api(
    two: SimpleNamespace, people: SimpleNamespace
) -> None:
    act(people.registrar, two, "merge", survivor=two.a)
    page = client().get(f"/organisations/{two.b}/")
    assert (page.status_code, page["Location"]) == (301, f"/organisations/{two.a}/")
    program = client().get(f"/api/v1/organisations/{two.b}")
    assert (program.status_code, program["Location"]) == (301, f"/api/v1/organisations/{two.a}")


def test_after_it_is_undone_the_old_address_answers_itself(two: SimpleNamespace, people: SimpleNamespace) -> None:
    act(people.registrar, two, "merge", survivor=two.a)
    act(people.registrar, two, "separate")
    assert client().get(f"/organisations/{two.b}/").status_code == 200
    assert DuplicatePair.objects.get().state == "dismissed"


def test_a_merged_organisation_is_in_no_list_and_no_search(two: SimpleNamespace, people: SimpleNamespace) -> None:
    from technopole.search import worker

    act(people.registrar, two, "merge", survivor=two.a)
    worker.rebuild()
    assert two.b not in client().get("/organisations/").content.decode()
    assert two.b not in client().get("/search?q=optics").content.decode()
    assert [row["uid"] for row in client().get("/api/v1/organisations").json()["items"]].count(two.b) == 0


def test_a_merge_without_a_reason_says_so_at_the_field(two: SimpleNamespace, people: SimpleNamespace) -> None:
    answer = act(people.registrar, two, "merge", survivor=two.a, why="  ")
    assert answer.status_code == 422
    assert 'id="id_why_merge_error"' in answer.content.decode()


def test_a_decision_about_an_older_version_is_refused(two: SimpleNamespace, people: SimpleNamespace) -> None:
    version = two.pair.version
    act(people.registrar, two, "dismiss")
    answer = act(people.administrator, two, "merge", survivor=two.a, version=version)
    assert answer.status_code == 409
    assert Organisation.objects.filter(uid=two.b).exists()


def test_the_whole_history_tells_who_merged_what_and_why(two: SimpleNamespace, people: SimpleNamespace) -> None:
    act(people.registrar, two, "merge", survivor=two.a)
    page = client().get(f"/history/organisation/{two.a}/").content.decode()
    assert "Another record became part of it" in page and "The same address" in page
    assert client().get(f"/history/organisation/{two.b}/").status_code == 200


def test_an_applicant_is_shown_the_evidence_beside_what_the_application_says(people: SimpleNamespace) -> None:
    from technopole.core.requests import services
    from technopole.registry.procedures import REGISTER

    things.add_terms()
    things.add("organisation", 1)
    answers = {"name_en": "Institute of Optics 1", "website": "https://io1.example.org", "sources": ["https://io1.example.org"]}
    made = services.create_draft(REGISTER, people.visitor, {"answers": answers})
    page = client(people.visitor).get(reverse("requests:review", args=[made.uid])).content.decode()
    assert "same web site" in page and "The application" in page


def test_chains_of_merges_lead_to_the_last_survivor(two: SimpleNamespace, people: SimpleNamespace) -> None:
    by = By(user=people.registrar)
    merging.merge(two.pair.uid, two.a, by, two.pair.version, "One")
    c = things.add("organisation", 3)
    rows = {row.uid: row for row in Organisation.objects.filter(uid__in=[two.a, c])}
    pair = pairs.remember(rows[two.a], rows[c], 0.9, [["same", 0.0]])
    merging.merge(pair.uid, c, by, pair.version, "One")
    assert client().get(f"/organisations/{two.b}/")["Location"] == f"/organisations/{c}/"
