"""Who gets in where: every address of the portal, every kind of person, and what each is told at the door.

And that no door tells them who offers something without a name (`hidden_world`), since all are asked here. The tables
below are complete by test: a new address that is in none of them fails.
"""

import json
from copy import deepcopy
from typing import Any

import access_deals
import access_world
import addresses
import hidden_world
import kept
import pytest
from access_world import WHO
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

IN, SIGN_IN, PROVE, FORBIDDEN, ABSENT, WHO_ARE_YOU = "in", "sign in", "prove it", "forbidden", "absent", "who are you"
TOO_LATE = "too late"
Door = tuple[str, ...]
"""What each of WHO is told: nobody, visitor, bob, registrar, broker, analyst, officer, administrator."""

OPEN: Door = (IN,) * 8
SHUT: Door = (ABSENT,) * 8
SIGNED_IN: Door = (SIGN_IN, *(IN,) * 7)
PROVEN: Door = (SIGN_IN, *(PROVE,) * 7)
"""Asks for the password once more, or for the first time."""
STAFF: Door = (SIGN_IN, FORBIDDEN, FORBIDDEN, IN, IN, IN, IN, IN)
REGISTRAR: Door = (SIGN_IN, FORBIDDEN, FORBIDDEN, IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, IN)
ADMINISTRATOR: Door = (SIGN_IN, *(FORBIDDEN,) * 6, IN)
UNITS_OFFICER: Door = (SIGN_IN, *(FORBIDDEN,) * 7)
"""Whoever acts for a supervisory unit; none of these does."""
ITS_OWNER: Door = (SIGN_IN, *(ABSENT,) * 7)
"""Belongs to alice: even an administrator does not find it."""
DECIDER_READS: Door = (ABSENT, ABSENT, ABSENT, IN, ABSENT, ABSENT, ABSENT, IN)
DECIDER_ACTS: Door = (SIGN_IN, ABSENT, ABSENT, IN, ABSENT, ABSENT, ABSENT, IN)
PROGRAM_SIGNED_IN: Door = (WHO_ARE_YOU, *(IN,) * 7)
PROGRAM_DECIDES: Door = (WHO_ARE_YOU, ABSENT, ABSENT, IN, ABSENT, ABSENT, ABSENT, IN)
PROGRAM_TOO_LATE: Door = (WHO_ARE_YOU, ABSENT, ABSENT, TOO_LATE, ABSENT, ABSENT, ABSENT, TOO_LATE)
PROGRAM_OWNER: Door = (WHO_ARE_YOU, *(ABSENT,) * 7)
PROGRAM_REGISTRAR: Door = (WHO_ARE_YOU, FORBIDDEN, FORBIDDEN, IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, IN)
PROGRAM_OF_ONES_OWN: Door = (WHO_ARE_YOU, FORBIDDEN, FORBIDDEN, IN, IN, IN, IN, IN)
"""For staff, and for people with an API token, of whom none is here."""

BROKER: Door = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, IN, FORBIDDEN, FORBIDDEN, IN)
WRITER: Door = (SIGN_IN, FORBIDDEN, IN, FORBIDDEN, IN, FORBIDDEN, FORBIDDEN, IN)
"""Who represents any organisation, and exchange brokers."""
REVIEWER: Door = (SIGN_IN, ABSENT, ABSENT, ABSENT, IN, ABSENT, ABSENT, IN)
"""A listing of acme's that was handed in: exchange brokers find it."""
REVIEWER_READS: Door = (SIGN_IN, ABSENT, ABSENT, ABSENT, FORBIDDEN, ABSENT, ABSENT, FORBIDDEN)
"""And do not write its words."""
PROGRAM_REVIEWER: Door = (WHO_ARE_YOU, ABSENT, ABSENT, ABSENT, IN, ABSENT, ABSENT, IN)

OF_THE_PROGRAMME: Door = (ABSENT, ABSENT, ABSENT, ABSENT, IN, ABSENT, IN, IN)
"""A trial of acme's that is not public: exchange brokers and programme officers see it."""
ACTS_IN_THE_PROGRAMME: Door = (SIGN_IN, ABSENT, ABSENT, ABSENT, IN, ABSENT, IN, IN)
PROGRAM_OF_THE_PROGRAMME: Door = (WHO_ARE_YOU, ABSENT, ABSENT, ABSENT, IN, ABSENT, IN, IN)

DEAL_SEEN: Door = (SIGN_IN, ABSENT, ABSENT, IN, IN, ABSENT, ABSENT, IN)
"""A deal that was registered: registrars see its contract, exchange brokers what nobody looks after."""
PROGRAM_DEAL_SEEN: Door = (WHO_ARE_YOU, ABSENT, ABSENT, IN, IN, ABSENT, ABSENT, IN)
PROGRAM_NOT_ITS_SIDE: Door = (WHO_ARE_YOU, ABSENT, ABSENT, FORBIDDEN, FORBIDDEN, ABSENT, ABSENT, FORBIDDEN)
REPRESENTS: Door = (SIGN_IN, FORBIDDEN, IN, *(FORBIDDEN,) * 5)
"""Who represents an organisation of one's own."""
NOT_ONES_OWN: Door = (SIGN_IN, *(FORBIDDEN,) * 7)
PROGRAM_NOT_ONES_OWN: Door = (WHO_ARE_YOU, *(FORBIDDEN,) * 7)

READING: dict[Door, str] = {
    OF_THE_PROGRAMME: "programme:trial api:v1:trial",
    ACTS_IN_THE_PROGRAMME: "programme:trial-step",
    DEAL_SEEN: "deals:deal deals:deal-step",
    PROGRAM_DEAL_SEEN: "api:v1:one_deal",
    REPRESENTS: "deals:value",
    BROKER: "deals:desk exchange:inbox exchange:inbox-export exchange:own-manager",
    WRITER: "exchange:import",
    REVIEWER: "exchange:listing exchange:versions deals:enquiry deals:enquiry-step",
    REVIEWER_READS: "exchange:answers exchange:check",
    PROGRAM_REVIEWER: """
        api:v1:exchange_listing api:v1:exchange_listing_steps api:v1:exchange_listing_versions api:v1:exchange_listing_een
        api:v1:one_enquiry
    """,
    OPEN: """
        deals:verify deals:certificate deals:notices deals:notice deals:market deals:market-export
        api:v1:deal_certificate api:v1:market_figures
        exchange:offers exchange:offers-export exchange:offer exchange:services exchange:services-export exchange:service
        exchange:managers exchange:front exchange:search exchange:search-feed exchange:match exchange:compare
        exchange:offer-matches exchange:need-matches api:v1:search_offers
        api:v1:offers api:v1:offer api:v1:offer_een api:v1:offer_een_xml api:v1:offer_history api:v1:offer_sources
        api:v1:need_een api:v1:need_een_xml api:v1:services api:v1:service api:v1:service_history api:v1:service_sources
        registration:registrations registration:registrations-export registration:start registration:name-check
        registration:notices registration:registration registration:certificate
        api:v1:registrations api:v1:registration api:v1:check_registration_name
        home search suggest history about about licence accessibility data set_language
        supervision:organisation supervision:annual-reports supervision:annual-reports-export supervision:report
        supervision:ratings supervision:ratings-export supervision:listings supervision:listings-export
        supervision:credit-records supervision:credit-records-export supervision:record
        api:v1:annual_reports api:v1:annual_report api:v1:listings api:v1:ratings api:v1:credit_records
        api:v1:organisation_supervision
        registry:organisation-counts registry:organisations registry:organisations-export registry:organisation
        registry:resolve registry:check
        registry:hubs registry:hub programme:calendar programme:events programme:events-export programme:event
        programme:event-calendar programme:facilities programme:facilities-export programme:facility programme:showcase
        programme:showcase-export programme:showcase-item api:v1:showcase_trials
        exchange:scenarios exchange:scenarios-export policies:policies policies:policies-export policies:policy
        exchange:needs exchange:needs-export exchange:need observatory:indicators observatory:indicators-export
        observatory:indicator observatory:observations observatory:chart observatory:embed
        observatory:scoreboard observatory:scoreboard-figures observatory:report
        observatory:clusters observatory:clusters-twin observatory:specialisation observatory:specialisation-twin
        observatory:networks observatory:network-file observatory:emerging observatory:emerging-twin
        observatory:compare observatory:compare-figures observatory:composite observatory:composite-scores
        observatory:composite-file observatory:composite-own
        observatory:measurements api:v1:indicator_measurements api:v1:indicator_measurings
        requests:suggest requests:corrections account_login account_logout account_inactive account_signup
        account_email_verification_sent account_confirm_email account_reset_password account_reset_password_done
        account_reset_password_from_key account_reset_password_from_key_done
        api:documentation api:document api:entrance api:v1:api-root
        api:v1:organisations api:v1:organisation api:v1:organisation_history api:v1:organisation_sources
        api:v1:hubs api:v1:hub api:v1:hub_history api:v1:hub_sources api:v1:one_vocabulary api:v1:vocabularies
        api:v1:events api:v1:event api:v1:event_history api:v1:event_sources
        api:v1:facilities api:v1:facility api:v1:facility_history api:v1:facility_sources
        api:v1:showcase api:v1:showcase_item api:v1:showcase_history api:v1:showcase_sources
        api:v1:policies api:v1:policy api:v1:policy_history api:v1:policy_sources
        api:v1:needs api:v1:need api:v1:need_history api:v1:need_sources
        api:v1:indicators api:v1:indicator api:v1:indicator_series api:v1:indicator_history api:v1:indicator_sources
        api:v1:scoreboard api:v1:observations api:v1:observation api:v1:observation_history api:v1:observation_sources
        interop:robots interop:linked interop:preview interop:ror-organizations interop:ror-organizations-unversioned
        interop:ror-heartbeat interop:ror-heartbeat-unversioned interop:reconcile interop:suggestions
        interop:properties interop:oai interop:all-organisations interop:all-names interop:changes
        interop:catalogue interop:sdmx-structure interop:sdmx-file interop:sdmx-data interop:sdmx-key interop:json-stat
        signals:list-feed signals:feed signals:own-feed signals:signal signals:summary signals:permanent signals:unsubscribe
        api:v1:search_everything api:v1:suggest_names api:v1:what_may_be_asked api:v1:corrections api:v1:one_correction
        api:v1:resolve_text
    """,
    # nothing was computed of the indicator, so there are no records of it, for nobody
    SHUT: """
        interop:ror-organization interop:ror-organization-unversioned interop:flyout land registry:given
        registry:given-download observatory:records observatory:records-file api:v1:indicator_records
    """,
    SIGNED_IN: """
        deals:enquire deals:enquiries deals:deals programme:ask-trial
        exchange:mine exchange:new exchange:begin exchange:suggestions
        supervision:mine
        registration:mine registration:new registration:about
        requests:my requests:inbox requests:choose requests:register requests:change requests:represent
        accounts:account accounts:profile accounts:delete accounts:tokens
        signals:inbox signals:subscriptions signals:follow signals:follow-list signals:webhooks signals:webhook-new
        account_email account_change_password account_set_password account_reauthenticate account_confirm_login_code
        mfa_index mfa_authenticate mfa_list_webauthn mfa_login_webauthn usersessions_list
    """,
    PROVEN: """
        accounts:token_new accounts:export mfa_activate_totp mfa_generate_recovery_codes mfa_add_webauthn
        mfa_reauthenticate mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn
    """,
    UNITS_OFFICER: "registration:consents",
    ITS_OWNER: """
        deals:paper deals:ask-help deals:help deals:help-step
        exchange:import-choose
        supervision:report-edit supervision:progress-edit
        registration:answers requests:edit requests:review mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes
        signals:subscription signals:webhook
    """,
    PROGRAM_OWNER: "api:v1:one_deal_file api:v1:one_help_request api:v1:subscription api:v1:one_webhook api:v1:webhook_deliveries",
    DECIDER_READS: "supervision:paper supervision:rating supervision:listing supervision:progress registration:case requests:request requests:paper",
    STAFF: "office",
    REGISTRAR: """
        deals:contracts deals:contracts-export
        registry:duplicates registry:duplicates-export registry:duplicate
        supervision:apply supervision:enter-record supervision:propose supervision:worklists supervision:imports
        supervision:import supervision:import-problems accounts:people accounts:person registration:worklist registration:worklist-export
    """,
    PROGRAM_SIGNED_IN: "api:v1:exchange_listings api:v1:enquiries_list api:v1:deals_list api:v1:registration_cases api:v1:subscriptions api:v1:my_signals api:v1:my_webhooks api:v1:requests api:v1:inbox api:v1:me api:v1:my_tokens",
    PROGRAM_DECIDES: "api:v1:registration_case api:v1:one_request api:v1:one_paper api:v1:supervision_papers api:v1:supervision_paper",
}
ACTING: dict[Door, str] = {
    (SIGN_IN, ABSENT, ABSENT, ABSENT, TOO_LATE, ABSENT, TOO_LATE, TOO_LATE): "programme:trial-step",
    PROGRAM_OF_THE_PROGRAMME: "api:v1:take_trial_step",
    BROKER: "exchange:own-manager",
    WRITER: "exchange:import",
    (SIGN_IN, ABSENT, ABSENT, ABSENT, TOO_LATE, ABSENT, ABSENT, TOO_LATE): "exchange:step deals:enquiry-step",
    (SIGN_IN, ABSENT, ABSENT, FORBIDDEN, TOO_LATE, ABSENT, ABSENT, TOO_LATE): "deals:deal-step",
    NOT_ONES_OWN: "deals:enquire",
    PROGRAM_NOT_ONES_OWN: "api:v1:new_enquiry",
    PROGRAM_DEAL_SEEN: "api:v1:take_deal_step",
    PROGRAM_NOT_ITS_SIDE: "api:v1:attach_deal_file api:v1:new_help_request",
    REPRESENTS: "deals:value",
    REVIEWER_READS: "exchange:answers",
    PROGRAM_REVIEWER: "api:v1:take_exchange_step api:v1:take_enquiry_step",
    OPEN: """
        interop:reconcile interop:oai signals:unsubscribe set_language requests:suggest account_login account_signup account_reset_password api:v1:new_correction
        registry:resolve registry:check api:v1:resolve_texts api:v1:check_items exchange:match api:v1:match_need
    """,
    SHUT: "registry:given registry:given-delete",
    SIGNED_IN: """
        exchange:begin deals:notice programme:ask-trial
        registration:new registration:about
        requests:register requests:change requests:represent accounts:profile accounts:delete account_email
        signals:seen signals:own-feed-act signals:follow signals:follow-list signals:webhook-new
        account_change_password usersessions_list
    """,
    (SIGN_IN, ABSENT, ABSENT, TOO_LATE, ABSENT, ABSENT, ABSENT, TOO_LATE): "supervision:step",
    ITS_OWNER: """
        deals:ask-help deals:help-step exchange:dismiss-suggestion
        exchange:import-choose supervision:report-edit supervision:progress-edit supervision:attach supervision:take-back
        registration:answers registration:attach registration:remove
        requests:edit requests:review requests:attach requests:remove accounts:session_end accounts:token_revoke
        signals:subscription signals:subscription-act signals:webhook signals:webhook-act signals:delivery-again
        mfa_deactivate_totp
    """,
    PROVEN: "accounts:token_new mfa_activate_totp mfa_generate_recovery_codes mfa_remove_webauthn mfa_edit_webauthn",
    DECIDER_ACTS: "registration:step requests:step",
    REGISTRAR: """
        registry:duplicate-step
        supervision:enter-record supervision:propose supervision:imports supervision:import-step accounts:appoint accounts:end
    """,
    ADMINISTRATOR: """
        accounts:grant accounts:revoke accounts:sign_out accounts:person_token_revoke accounts:suspend accounts:restore
    """,
    PROGRAM_OF_ONES_OWN: "api:v1:new_webhook",
    PROGRAM_SIGNED_IN: "api:v1:ask_showcase_trial api:v1:new_exchange_listing api:v1:new_registration_case api:v1:new_subscription api:v1:draft_request",
    UNITS_OFFICER: "supervision:begin-progress supervision:apply",
    PROGRAM_REGISTRAR: "api:v1:new_credit_record api:v1:new_organisation",
    PROGRAM_OWNER: """
        api:v1:take_help_step api:v1:submit_annual_report api:v1:attach_supervision_paper
        api:v1:submit_request api:v1:supply_request api:v1:withdraw_request api:v1:attach_paper
        api:v1:rotate_webhook api:v1:send_again
    """,
    PROGRAM_DECIDES: """
        api:v1:take_registration_step
        api:v1:review_request api:v1:ask_supplement api:v1:advise_request api:v1:decide_request api:v1:comment_request
    """,
}
CHANGING_IN_PLACE: dict[Door, str] = {
    PROGRAM_REVIEWER: "api:v1:edit_exchange_listing",
    PROGRAM_REGISTRAR: "api:v1:edit_organisation",
    PROGRAM_OWNER: "api:v1:write_annual_report api:v1:change_subscription api:v1:change_webhook api:v1:edit_request",
}
"""PATCH."""
REMOVING: dict[Door, str] = {
    PROGRAM_OWNER: "api:v1:end_subscription api:v1:remove_webhook api:v1:take_supervision_paper_back", PROGRAM_TOO_LATE: "api:v1:remove_paper"}
"""DELETE."""

OF_A_DRAFT = {
    "requests:edit", "requests:review", "requests:attach", "requests:remove", "api:v1:edit_request",
    "api:v1:submit_request", "api:v1:supply_request", "api:v1:withdraw_request", "api:v1:attach_paper",
}  # fmt: skip
OF_THE_REGISTER = {
    ("registration:new", "form"): "association", ("registration:about", "kind"): "change",
    ("registration:step", "step"): "accept",
}  # fmt: skip
PAPER_OPERATIONS = ("supervision_papers", "supervision_paper", "attach_supervision_paper", "take_supervision_paper_back")
OF_THE_EXCHANGE = {("exchange:begin", "profile"): "technology_offer", ("exchange:step", "step"): "approve"}
OF_TRIALS = {"ask-trial": "showcase", "ask_showcase_trial": "showcase", "take_trial_step": "trial"}
OF_SUPERVISION = {
    ("supervision:step", "kind"): "listing", ("supervision:step", "step"): "notify", ("supervision:import-step", "step"): "plan",
    **{(f"supervision:{name}", "kind"): "progress" for name in ("attach", "paper", "take-back")},
    **{(f"api:v1:{name}", "kind"): "progress" for name in PAPER_OPERATIONS},
}  # fmt: skip
ONE_SUPERVISED = {
    "annual_report": "report", "write_annual_report": "report", "submit_annual_report": "report", "report": "report",
    "report-edit": "report", "rating": "rating", "listing": "listing", "step": "listing", "progress": "progress",
    "progress-edit": "progress", "record": "record", "import": "import", "import-step": "import", "import-problems": "import",
    **dict.fromkeys(("attach", "paper", "take-back", *PAPER_OPERATIONS), "progress"),
}  # fmt: skip
"""Which thing of `supervision_world.build` stands in an address; in the others the organisation itself."""
SAID = {"decision": "refuse", "reason": "Not so", "why": "A test"}
SAID_BY_PROGRAMS: dict[str, dict[str, Any]] = {
    "api:v1:take_trial_step": {"step": "report"},
    "api:v1:edit_exchange_listing": {"content": {"title_en": "Other"}},
    "api:v1:take_exchange_step": {"step": "approve"},
    "api:v1:new_enquiry": {"kind": "offer", "about": "0" * 12, "organisation": "0" * 12, "why": "x", "brings": "x", "expects": "x"},
    "api:v1:take_enquiry_step": {"step": "take_over"},
    "api:v1:take_deal_step": {"step": "note_meeting"},
    "api:v1:take_help_step": {"step": "offer_help"},
    "api:v1:new_help_request": {"kind": "legal", "provider": "0" * 12, "text": "x"},
    "api:v1:write_annual_report": {"answers": {}},
    "api:v1:new_registration_case": {"legal_form": "association"},
    "api:v1:take_registration_step": {"step": "accept"},
    "api:v1:new_webhook": {"name": "Import", "url": "https://receiver.example.org/"},
    "api:v1:edit_request": {"post": "Secretary"},
    "api:v1:edit_organisation": {"established": "1996", "sources": ["https://example.org"]},
    "api:v1:supply_request": {"text": "Here"},
    "api:v1:withdraw_request": {"reason": "No more"},
    "api:v1:comment_request": {"text": "A word"},
    "api:v1:ask_supplement": {"text": "The charter"},
    "api:v1:advise_request": {"recommends": "refuse", "text": "Odd"},
    "api:v1:decide_request": {"decision": "refuse", "reason": "Not so"},
}
"""Well formed, so that it is the door that answers and not the check of the form."""


def doors(table: dict[Door, str]) -> dict[str, Door]:
    return {name: door for door, names in table.items() for name in names.split()}


READING_DOORS = doors(READING)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """No second factor is asked for, so that the roles themselves are seen."""
    settings.REQUIRE_MFA = "off"
    settings.API_RATES = dict.fromkeys(("anonymous", "signed_in", "anonymous_write", "signed_in_write"), 10**9)


def test_every_address_is_in_the_tables() -> None:
    known = {name for table in (READING, ACTING, CHANGING_IN_PLACE, REMOVING) for name in doors(table)}
    assert addresses.names() - known == set(), "say in tests/web/test_access.py who gets in there"
    assert known - addresses.names() == set(), "the portal has no such address any more"


@pytest.mark.parametrize("who", WHO)
def test_each_gets_in_where_the_tables_say_and_nowhere_else(who: str, caplog: pytest.LogCaptureFixture) -> None:
    people, world, _hidden = kept.world(hidden_world.everything)
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(getattr(people, who))
    found: list[str] = []
    for method, table in (
        ("get", READING), ("post", ACTING), ("patch", CHANGING_IN_PLACE), ("delete", REMOVING),
    ):  # fmt: skip
        for name, door in doors(table).items():
            told, text = knock(method, name, world, client)
            if told != door[WHO.index(who)]:
                found.append(f"{method} {name}: {told} instead of {door[WHO.index(who)]}")
            if who in hidden_world.READERS and hidden_world.fits(name):
                found += hidden_world.leaks(f"{method} {name}", text)
    if who in hidden_world.READERS:
        found += hidden_world.leaks("log", caplog.text)
    caplog.clear()  # hundreds of refusals
    assert not found, "\n".join(found)


def knock(method: str, name: str, world: dict[str, Any], client: Client) -> tuple[str, str]:
    """What the door says, and the whole answer; whatever it did, to the browser too, is undone."""
    url = url_of(name, world)
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if not name.startswith("api:"):
            said = {**SAID, "version": world["version"]} if method != "get" else {}
            response = getattr(client, method)(url, said)
        elif name in ("api:v1:attach_paper", "api:v1:attach_supervision_paper", "api:v1:attach_deal_file"):
            file = SimpleUploadedFile("charter.pdf", access_world.PDF)
            response = client.post(url, {"file": file}, headers={"If-Match": '"1"'})
        else:
            body = json.dumps(SAID_BY_PROGRAMS.get(name, {})) if method != "get" else ""
            response = client.generic(
                method.upper(), url, body, "application/json", headers={"If-Match": '"1"', "Idempotency-Key": "k" * 32}
            )
        text = hidden_world.text_of(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    for close in response._resource_closers:
        close()
    return told(response), text


def url_of(name: str, world: dict[str, Any]) -> str:
    address = next(each for each in addresses.every() if each.name == name)
    return reverse(name, kwargs={parameter: fill(parameter, name, world) for parameter in address.parameters})


def told(response: Any) -> str:
    if response.status_code == 302:
        to = response["Location"]
        return SIGN_IN if to.startswith("/accounts/login/") else PROVE if "reauthenticate" in to else IN
    assert response.status_code < 500, response.content[:2000]
    return {401: WHO_ARE_YOU, 403: FORBIDDEN, 404: ABSENT, 409: TOO_LATE}.get(response.status_code, IN)


def fill(parameter: str, name: str, world: dict[str, Any]) -> Any:
    """What stands in this place of this address."""
    if access_deals.is_of_deals(name):
        return access_deals.fill(parameter, name, world["deals"])
    if (name, parameter) in OF_THE_REGISTER:
        return OF_THE_REGISTER[name, parameter]
    if (name, parameter) in OF_THE_EXCHANGE:
        return OF_THE_EXCHANGE[name, parameter]
    last = name.rpartition(":")[2]
    if (name, parameter) == ("programme:trial-step", "step"):
        return "report"
    if name == "exchange:import-choose":
        return world["sheet"]
    if name == "exchange:dismiss-suggestion":
        return 1
    if last == "composite-file":
        return "model.toml"
    if parameter in ("source", "basis") and last in ("clusters-twin", "specialisation-twin"):
        return {"source": "published", "basis": "register"}[parameter]
    if parameter == "name" and last in ("follow-list", "list-feed"):
        return "organisations"
    if (name, parameter) in OF_SUPERVISION:
        return OF_SUPERVISION[name, parameter]
    if parameter == "paper" and last in ONE_SUPERVISED:
        return world["supervised_paper" if name != "requests:paper" else "paper"]
    if parameter in ("uid", "id"):
        return world[_thing(name, last)] if parameter == "uid" else "share0"
    if parameter == "pk":
        return world[{"session_end": "session", "token_revoke": "token"}.get(last, "key" if "mfa" in last else "alice")]
    if parameter == "key" and last == "sdmx-key":
        return "A.share0."
    if parameter == "key":
        return "share0" if name.startswith("observatory:") or last == "json-stat" else "abc"
    fixed = {
        "flow": "INDICATORS", "kind": "organisation", "form": "csv", "step": "decide", "role": "broker", "name": "type", "uidb36": "1",
        "ror": "013q1eq08", "what": "type", "attachment": world["paper"], "scheme": "uid", "value": world["organisation"], "act": _act(last),
    }  # fmt: skip
    return fixed[parameter] if parameter in fixed else world[parameter]


def _act(last: str) -> str:
    return "new" if last == "own-feed-act" else "pause"


PUBLIC_OF_THE_EXCHANGE = ("need", "offer", "service")


def _thing(name: str, last: str) -> str:
    if last in OF_TRIALS:
        return OF_TRIALS[last]
    if name.startswith("exchange:") and last.endswith("-matches"):
        last = last.removesuffix("-matches")
    if name.startswith("exchange:") and last not in PUBLIC_OF_THE_EXCHANGE or "exchange" in last:
        return "exchange_listing"
    if name.startswith("supervision:") or last in ONE_SUPERVISED and ("annual_report" in last or last in PAPER_OPERATIONS):
        return ONE_SUPERVISED.get(last, "acme")
    if name.startswith("registration:") or last in ("registration_case", "take_registration_step"):
        return "registration_case"
    if "webhook" in last or last in ("delivery-again", "send_again"):
        return "webhook"
    if "subscription" in last:
        return "subscription"
    if last in ("follow", "feed", "summary"):
        return "organisation"
    if name in OF_A_DRAFT:
        return "draft"
    if last == "one_correction":
        return "correction"
    if last in ("linked", "preview", "change", "represent", "suggest", "history", "edit_organisation"):
        return "acme"
    if name.startswith("requests:") or last.endswith(("_request", "_paper", "supplement")):
        return "sent"
    kind = last.split("-")[0].split("_")[0]
    return kind
