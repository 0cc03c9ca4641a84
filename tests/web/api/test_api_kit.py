"""What the API kit promises for every operation, shown on a toy API."""

import datetime as dt
import json
from typing import Any

import pytest
from api_toy import api
from django.test import Client

from technopole.accounts.models import ApiToken, User
from technopole.accounts.services.tokens import issue_token
from technopole.core import clock
from technopole.core.models import Job
from technopole.core.sourced import By
from technopole.pages.models import KeptAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("api_toy")]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("person")


@pytest.fixture
def session(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def jobs(*names: str) -> list[Job]:
    return [Job.objects.create(name=name, due_at=clock.now()) for name in names]


def post(client: Client, body: Any, **headers: str) -> Any:
    return client.post("/api/jobs", json.dumps(body), content_type="application/json", headers=headers)


def bearer(person: User, *, may_write: bool) -> dict[str, str]:
    _, secret = issue_token(person, "test", By(user=person), may_write=may_write)
    return {"Authorization": f"Bearer {secret}"}


# --- errors ---------------------------------------------------------------------------------------------------


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["type"].startswith("/api/#problem-")
    return body


def test_a_missing_thing_is_a_problem(client: Client) -> None:
    problem(client.get("/api/jobs/999"), 404)


def test_an_unreadable_body_is_a_problem(session: Client) -> None:
    problem(session.post("/api/jobs", "{", content_type="application/json"), 400)
    problem(session.post("/api/jobs", '{"name": NaN}', content_type="application/json"), 400)


def test_a_wrong_value_is_named_by_a_pointer(session: Client) -> None:
    body = problem(post(session, {"name": 5, "colour": "red"}), 422)
    assert [(e["in"], e["pointer"]) for e in body["errors"]] == [("body", "#/name"), ("body", "#/colour")]


def test_what_a_service_refuses_is_named_the_same_way(session: Client) -> None:
    body = problem(post(session, {"name": "x", "attempts": -1}), 422)
    assert body["errors"] == [
        {"in": "body", "pointer": "#/attempts", "detail": "Attempts are counted from nought."}
    ]


def test_an_unknown_parameter_is_refused_and_not_ignored(client: Client) -> None:
    body = problem(client.get("/api/jobs?nmae=x"), 422)
    assert body["errors"][0] == {"in": "query", "pointer": "#/nmae", "detail": "There is no such parameter."}


def test_a_parameter_out_of_range_is_a_problem(client: Client) -> None:
    assert problem(client.get("/api/jobs?limit=201"), 422)["errors"][0]["pointer"] == "#/limit"


def test_a_method_the_address_lacks_is_a_problem_that_names_the_others(client: Client) -> None:
    response = client.delete("/api/jobs")
    problem(response, 405)
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_body_of_another_media_type_is_a_problem(session: Client) -> None:
    problem(session.post("/api/jobs", {"name": "x"}), 415)


def test_a_failure_tells_nothing_of_the_inside(client: Client) -> None:
    body = problem(client.get("/api/broken"), 500)
    assert "inside" not in json.dumps(body) and len(body["reference"]) == 12


def test_head_is_answered_like_get(client: Client) -> None:
    assert client.head("/api/jobs").status_code == 200


# --- who may ----------------------------------------------------------------------------------------------------


def test_without_a_login_a_write_is_refused_with_a_challenge(client: Client) -> None:
    response = post(client, {"name": "x"})
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_wrong_role_is_refused(session: Client) -> None:
    problem(session.get("/api/staff"), 403)


def test_an_unknown_token_is_refused_even_where_everybody_may_read(client: Client) -> None:
    problem(client.get("/api/jobs", headers={"Authorization": "Bearer tp_wrong"}), 401)
    problem(client.get("/api/jobs", headers={"Authorization": "Basic eDp5"}), 401)


def test_a_wrong_token_does_not_fall_back_on_the_session(session: Client) -> None:
    problem(post(session, {"name": "x"}, Authorization="Bearer tp_wrong"), 401)


def test_a_revoked_or_expired_token_is_refused(client: Client, person: User) -> None:
    headers = bearer(person, may_write=True)
    ApiToken.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    problem(client.get("/api/jobs", headers=headers), 401)
    ApiToken.objects.update(expires_at=clock.now() + dt.timedelta(days=1), revoked_at=clock.now())
    problem(client.get("/api/jobs", headers=headers), 401)


def test_a_token_for_reading_may_not_write(client: Client, person: User) -> None:
    headers = bearer(person, may_write=False)
    assert client.get("/api/jobs", headers=headers).status_code == 200
    problem(post(client, {"name": "x"}, **headers), 403)
    assert not Job.objects.exists()


def test_a_token_for_writing_may_write(client: Client, person: User) -> None:
    assert post(client, {"name": "x"}, **bearer(person, may_write=True)).status_code == 201


def test_a_session_without_the_csrf_token_may_read_and_not_write(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.get("/api/jobs").status_code == 200
    assert "CSRF" in problem(post(strict, {"name": "x"}), 403)["detail"]


# --- paging -----------------------------------------------------------------------------------------------------


def walk(client: Client, url: str, between: Any = None) -> list[str]:
    names, address = [], url
    while True:
        body = client.get(address).json()
        names += [item["name"] for item in body["items"]]
        if body["next"] is None:
            return names
        if between:
            between()
        address = f"{url}{'&' if '?' in url else '?'}cursor={body['next']}"


def test_pages_give_every_thing_once_in_order(client: Client) -> None:
    jobs("b", "a", "c", "a", "d")
    assert walk(client, "/api/jobs?limit=2") == ["a", "a", "b", "c", "d"]


def test_what_is_added_while_paging_neither_repeats_nor_hides_a_thing(client: Client) -> None:
    jobs("b", "d", "f", "h")
    seen = walk(client, "/api/jobs?limit=2", between=lambda: jobs("a", "d2", "g"))
    assert [name for name in seen if name in "bdfh"] == ["b", "d", "f", "h"]
    assert len(seen) == len([name for name in seen if name != "d2" and name != "g"]) + seen.count("d2") + seen.count("g")


def test_descending_lists_are_stable_too(client: Client) -> None:
    jobs("1", "2", "3", "4", "5")
    assert walk(client, "/api/newest?limit=2", between=lambda: jobs("new")) == ["5", "4", "3", "2", "1"]


def test_the_total_is_counted_when_asked_for(client: Client) -> None:
    jobs("a", "b", "c")
    assert client.get("/api/jobs?limit=1&count=true").json()["total"] == 3
    assert client.get("/api/jobs?limit=1").json()["total"] is None


def test_the_link_header_leads_to_the_next_page(client: Client) -> None:
    jobs("a", "b", "c")
    response = client.get("/api/jobs?limit=2")
    link = next(part for part in response["Link"].split(", ") if 'rel="next"' in part)
    follow = client.get(link[link.index("<") + 1 : link.index(">")])
    assert [item["name"] for item in follow.json()["items"]] == ["c"]
    assert 'rel="next"' not in follow["Link"]


def test_a_cursor_that_was_not_made_here_is_refused(client: Client) -> None:
    for forged in ("x", "WzFd:1abc:zzz", ".eJw:1:2", "ü", "\x00"):
        problem(client.get("/api/jobs", {"cursor": forged}), 400)


def test_a_cursor_does_not_serve_other_filters_or_lists(client: Client) -> None:
    jobs("a", "ab", "b")
    cursor = client.get("/api/jobs?limit=1").json()["next"]
    problem(client.get("/api/jobs", {"cursor": cursor, "name": "a"}), 400)
    problem(client.get("/api/newest", {"cursor": cursor}), 400)


# --- versions ---------------------------------------------------------------------------------------------------


def test_what_the_caller_has_already_is_not_sent_again(client: Client) -> None:
    (job,) = jobs("a")
    first = client.get(f"/api/jobs/{job.pk}")
    again = client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]
    Job.objects.update(name="b")
    assert client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def edit(session: Client, job: Job, **headers: str) -> Any:
    return session.patch(
        f"/api/jobs/{job.pk}", json.dumps({"attempts": 5}), content_type="application/json", headers=headers
    )


def test_an_edit_must_say_which_version_it_edits(session: Client) -> None:
    (job,) = jobs("a")
    problem(edit(session, job), 428)


def test_an_edit_of_a_stale_version_is_refused(session: Client) -> None:
    (job,) = jobs("a")
    tag = session.get(f"/api/jobs/{job.pk}")["ETag"]
    Job.objects.update(attempts=1)
    problem(edit(session, job, **{"If-Match": tag}), 412)
    problem(edit(session, job, **{"If-Match": '"nonsense"'}), 412)
    assert Job.objects.get().attempts == 1


def test_an_edit_of_the_present_version_gives_the_next_one(session: Client) -> None:
    (job,) = jobs("a")
    tag = session.get(f"/api/jobs/{job.pk}")["ETag"]
    response = edit(session, job, **{"If-Match": tag})
    assert response.status_code == 200
    assert response["ETag"] == session.get(f"/api/jobs/{job.pk}")["ETag"] != tag


# --- safe repetition ----------------------------------------------------------------------------------------------


def test_a_repeated_post_is_done_once(session: Client) -> None:
    first = post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    again = post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() and first["ETag"] == again["ETag"]
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Job.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(session: Client) -> None:
    post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    problem(post(session, {"name": "y"}, **{"Idempotency-Key": "k1"}), 422)


def test_keys_of_different_callers_do_not_meet(session: Client) -> None:
    other = Client()
    other.force_login(User.objects.create_user("other"))
    post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    assert post(other, {"name": "x"}, **{"Idempotency-Key": "k1"}).status_code == 201
    assert Job.objects.count() == 2


def test_a_key_that_is_being_worked_on_is_a_conflict(session: Client, person: User) -> None:
    post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    KeptAnswer.objects.update(status=None)
    problem(post(session, {"name": "x"}, **{"Idempotency-Key": "k1"}), 409)


def test_a_key_whose_request_was_cut_off_may_be_taken_over(session: Client) -> None:
    post(session, {"name": "x"}, **{"Idempotency-Key": "k1"})
    KeptAnswer.objects.update(status=None, begun_at=clock.now() - dt.timedelta(minutes=5))
    assert post(session, {"name": "x"}, **{"Idempotency-Key": "k1"}).status_code == 201


def test_a_refused_request_may_be_mended_and_sent_with_its_key(session: Client) -> None:
    problem(post(session, {"name": 5}, **{"Idempotency-Key": "k1"}), 422)
    assert post(session, {"name": "x"}, **{"Idempotency-Key": "k1"}).status_code == 201


def test_a_refused_write_leaves_nothing_half_done(session: Client) -> None:
    problem(post(session, {"name": "half done"}), 409)
    assert not Job.objects.exists()


def test_an_unreadable_key_is_a_problem(session: Client) -> None:
    problem(post(session, {"name": "x"}, **{"Idempotency-Key": "k" * 101}), 400)


# --- limits -----------------------------------------------------------------------------------------------------


def test_calls_are_counted_and_refused_beyond_the_limit(client: Client, settings: Any) -> None:
    settings.API_RATES = {"anonymous": 3}
    left = [client.get("/api/jobs")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    response = client.get("/api/jobs")
    problem(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60 and response["RateLimit-Limit"] == "3"


def test_each_caller_has_a_limit_of_their_own(client: Client, person: User, settings: Any) -> None:
    settings.API_RATES = {"anonymous": 1, "signed_in": 2}
    client.get("/api/jobs")
    problem(client.get("/api/jobs"), 429)
    headers = bearer(person, may_write=False)
    assert [client.get("/api/jobs", headers=headers).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/jobs", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_forwarded_address_counts_only_behind_the_proxy(client: Client, settings: Any) -> None:
    settings.API_RATES = {"anonymous": 1}
    settings.SECURE_SSL_REDIRECT = False
    settings.HTTPS = False
    codes = [client.get("/api/jobs", headers={"X-Forwarded-For": f"10.0.0.{i}"}).status_code for i in (1, 2)]
    assert codes == [200, 429]
    settings.HTTPS = True
    codes = [client.get("/api/jobs", headers={"X-Forwarded-For": f"6.6.6.{i}, 10.0.0.9"}).status_code for i in (1, 2)]
    assert codes == [200, 429]


# --- the document -----------------------------------------------------------------------------------------------


def test_every_operation_documents_its_refusals_its_rule_and_its_scope() -> None:
    document = api.get_openapi_schema(path_prefix="/api/")
    write = document["paths"]["/api/jobs/{number}"]["patch"]
    assert {"200", "400", "401", "403", "404", "409", "412", "415", "422", "428", "429"} <= set(write["responses"])
    assert write["x-scope"] == "write" and write["x-may"] == "anyone signed in"
    assert {} not in write["security"] and {} in document["paths"]["/api/jobs"]["get"]["security"]
    assert "Idempotency-Key" in [p["name"] for p in document["paths"]["/api/jobs"]["post"]["parameters"]]
