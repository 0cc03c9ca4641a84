"""Every list, page or program's, asks the store the same number of questions for fifteen rows as for ten."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import addresses
import count_deals
import exchange_world
import pytest
import registration_factory
import supervision_world
import things
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from technopole.accounts.models import User
from technopole.accounts.services.tokens import issue_token
from technopole.core import clock
from technopole.core.requests import correction, services
from technopole.core.sourced import By, edit_locally
from technopole.exchange.models import TechnologyManager
from technopole.registration import services as registration
from technopole.registry.models import DuplicatePair, GivenList
from technopole.registry.procedures import REGISTER
from technopole.search import worker
from technopole.signals.services import following, matching, webhooks

pytestmark = pytest.mark.django_db

LISTS = set(
    """
    registration:registrations registration:mine registration:worklist registration:notices registration:name-check
    api:v1:registrations api:v1:registration_cases api:v1:check_registration_name
    exchange:offers exchange:services exchange:managers exchange:mine exchange:inbox
    exchange:front exchange:search exchange:search-feed exchange:suggestions exchange:scenarios api:v1:search_offers
    api:v1:offers api:v1:services api:v1:exchange_listings
    supervision:annual-reports supervision:listings supervision:ratings supervision:credit-records supervision:mine
    supervision:worklists supervision:imports
    api:v1:annual_reports api:v1:listings api:v1:ratings api:v1:credit_records
    home search suggest registry:organisation-counts registry:organisations registry:hubs
    programme:calendar programme:events programme:facilities programme:showcase policies:policies exchange:needs
    observatory:compare observatory:composite observatory:composite-scores
    observatory:scoreboard observatory:indicators requests:my requests:inbox requests:corrections accounts:tokens accounts:people office
    usersessions_list signals:inbox signals:subscriptions signals:webhooks
    api:v1:subscriptions api:v1:my_signals api:v1:my_webhooks
    api:v1:organisations api:v1:hubs api:v1:vocabularies api:v1:events api:v1:facilities api:v1:showcase
    api:v1:policies api:v1:needs api:v1:indicators api:v1:scoreboard api:v1:observations api:v1:search_everything
    deals:enquiries deals:deals deals:desk deals:contracts deals:notices deals:market
    api:v1:enquiries_list api:v1:deals_list api:v1:market_figures
    registry:resolve registry:check registry:duplicates
    interop:ror-organizations interop:ror-organizations-unversioned interop:oai interop:changes interop:catalogue
    interop:sdmx-structure
    api:v1:suggest_names api:v1:requests api:v1:inbox api:v1:corrections api:v1:my_tokens
""".split()  # noqa: SIM905 (read as a paragraph)
)
SHOW_NO_ROWS = set(
    """
    observatory:networks observatory:clusters observatory:specialisation
    observatory:emerging
    observatory:report
    interop:robots interop:ror-heartbeat interop:ror-heartbeat-unversioned interop:reconcile interop:properties
    exchange:new exchange:import exchange:own-manager api:v1:new_exchange_listing
    exchange:match exchange:compare api:v1:match_need
    deals:verify api:v1:new_enquiry
    registration:start registration:consents api:v1:new_registration_case
    api:v1:new_credit_record
    observatory:composite-own
    about licence accessibility data land set_language requests:choose requests:register
    signals:seen signals:webhook-new api:v1:new_subscription api:v1:new_webhook
    accounts:account accounts:profile accounts:export accounts:delete accounts:token_new
    account_login account_logout account_inactive account_signup account_reauthenticate account_email
    account_email_verification_sent account_change_password account_set_password account_reset_password
    account_confirm_login_code account_reset_password_from_key_done account_reset_password_done
    mfa_index mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes
    mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn
    mfa_reauthenticate_webauthn mfa_login_webauthn
    api:documentation api:document api:entrance api:v1:new_organisation api:v1:what_may_be_asked
    api:v1:resolve_text api:v1:resolve_texts api:v1:check_items
    api:v1:draft_request api:v1:new_correction api:v1:me api:v1:api-root
""".split()  # noqa: SIM905
)
ASKED = {
    "registration:name-check": "?form=association&name_zh=上海市星河联氢能协会",
    "api:v1:check_registration_name": "?form=association&name_zh=上海市星河联氢能协会",
    "interop:oai": "?verb=ListRecords&metadataPrefix=oai_cerif_openaire",
    "search": "?q=institute", "suggest": "?q=inst", "api:v1:search_everything": "?q=institute", "api:v1:suggest_names": "?q=inst"}
OTHER_VIEWS = {
    "organisations on a map": "/organisations/?view=map",
    "organisations by name": "/organisations/?sort=name",
    "organisations found": "/organisations/?q=optics",
    "organisations recognised": "/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22Institute+of+Optics%22%2C%22limit%22%3A50%7D%7D",
    "every organisation": "/data/organisations.jsonl",
    "events on a map": "/events/?view=map",
    "events found": "/events/?q=forum",
    "a feed of a list": "/feeds/list/organisations.atom",
    "a page of the API with its count": "/api/v1/organisations?count=true&limit=50",
}


def test_every_address_without_parameters_is_a_list_or_said_to_be_none() -> None:
    there = {address.name for address in addresses.every() if not address.parameters}
    assert there - {*LISTS, *SHOW_NO_ROWS} == set(), "say in tests/web/test_query_counts.py whether it lists rows"
    assert {*LISTS, *SHOW_NO_ROWS} - there == set(), "the portal has no such address any more"


def test_fifteen_rows_cost_as_many_queries_as_ten(people: SimpleNamespace, settings: Any) -> None:
    settings.REQUIRE_MFA = "off"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client()
    client.force_login(people.administrator)
    things.add_terms()
    populate(people, 0, 10)
    urls = {
        **{name: reverse(name) + ASKED.get(name, "") for name in LISTS},
        **{each.name: reverse(each.name, args=["json"]) for each in addresses.every() if each.name.endswith("-export")},
        **OTHER_VIEWS,
    }
    for url in urls.values():
        cost(client, url)  # what a process learns once is not counted
    ten = {name: cost(client, url) for name, url in urls.items()}
    populate(people, 10, 15)
    fifteen = {name: cost(client, url) for name, url in urls.items()}
    # a feed reads one block of history more where there is too little to fill its page: fewer is no fault
    assert {name: (ten[name], fifteen[name]) for name in urls if ten[name] < fifteen[name]} == {}


def cost(client: Client, url: str) -> int:
    """How many queries an answer takes when nothing is remembered from the one before."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert response.status_code == 200, (url, response.status_code)
    return len(asked)


def populate(people: SimpleNamespace, first: int, last: int) -> None:
    """Rows of every kind; requests, tokens and accounts that lists of people's work show."""
    by = By(user=people.administrator)
    who = registration_factory.world()
    registration_factory.register(who, last - first, first=first)
    for number in range(first, last):
        own = registration_factory.answers("association", 500 + number)
        registration.begin("association", people.administrator, own, synthetic=True)
        wanted = registration_factory.answers("foundation", 800 + number)
        waiting = registration.begin("foundation", who.applicant, wanted, synthetic=True)
        registration_factory.send(waiting, who)
        uids = {kind: things.add(kind, number) for kind in things.MAKERS}
        DuplicatePair.objects.create(
            a=uids["organisation"], b=f"other{number}", name_a=f"Optics {number}", name_b=f"Optics no. {number}", score=0.9,
            manner="same", evidence=[["same", 0.0]], fingerprint="x", found_at=clock.now(),
        )  # fmt: skip
        supervision_world.populate(uids["organisation"], number, people.registrar)
        wrong = {"wrong": "The year", "subject_names": {"en": f"Institute of Optics {number}"}}
        services.apply_at_once(correction.KIND, None, wrong, subject=("organisation", uids["organisation"]))
        services.create_draft(REGISTER, people.administrator, {"answers": {"name_en": f"Draft {number}"}})
        asked = {"name_en": f"Lantern {number}", "type": "company", "sources": ["https://example.org"]}
        services.apply_at_once(REGISTER, people.visitor, {"answers": asked})
        sent = {"name_en": f"Own {number}", "type": "company", "sources": ["https://example.org"]}
        services.apply_at_once(REGISTER, people.administrator, {"answers": sent})
        now = clock.now()
        for purpose in ("resolve", "check"):
            GivenList.objects.create(
                owner=people.administrator, purpose=purpose, state="done", name=f"list{number}.csv", rows=number,
                created_at=now, expires_at=now + timedelta(days=7),
            )  # fmt: skip
        issue_token(people.administrator, f"Import {number}", by)
        following.follow_thing(people.administrator, "organisation", uids["organisation"])
        edit_locally("organisation", uids["organisation"], {"status": "inactive"}, by)
        if number % 3 == 0:
            webhooks.enter(people.administrator, f"Hook {number}", "https://receiver.example.org/")
        person = User.objects.create_user(f"person{number}", f"person{number}@example.org")
        TechnologyManager.objects.create(user=person, name_en=f"Person {number}", public=True)
        listing = exchange_world.draft(people, by=people.administrator, mandate="Agreement of 2026-03-01")
        exchange_world.take(listing, "submit", people.administrator)
    count_deals.populate(first, last)
    worker.catch_up_once()
    matching.match()
