"""Which addresses are pages, as whom each is looked at, and what fills them in. `test_pages` holds it complete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

PUBLIC = ""
REPRESENTATIVE, REGISTRAR, ADMINISTRATOR = "representative", "registrar", "administrator"
UNITS_OFFICER = "representative2"
"""Acts also for a supervisory unit."""


@dataclass(frozen=True)
class Page:
    """One page as one person sees it."""

    name: str
    who: str = PUBLIC
    fill: Mapping[str, str] = field(default_factory=dict)
    """The parameters of the address: what to look up among the facts that `prepare` printed, or `=` and the text."""
    ask: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    status: int = 200

    def __str__(self) -> str:
        return "-".join(part for part in (self.name, self.note, self.who) if part)

    def address(self, facts: Mapping[str, Any]) -> str:
        given = {name: text[1:] if text.startswith("=") else facts[text] for name, text in self.fill.items()}
        return reverse(self.name, kwargs=given) + (f"?{urlencode(self.ask)}" if self.ask else "")


PUBLIC_PAGES = [
    Page("registration:registrations"),
    Page("registration:registrations", ask={"q": "zxqvjk"}, note="nothing-found"),
    Page("registration:start"),
    Page("registration:name-check"),
    Page("registration:name-check", ask={"form": "association", "name_zh": "上海市云帆联人工智能协会"}, note="taken"),
    Page("registration:notices"),
    Page("registration:registration", fill={"code": "code"}),
    Page("registration:certificate", fill={"code": "code"}),
    Page("home"),
    Page("search", ask={"q": "university"}),
    Page("search", ask={"q": "zxqvjk"}, note="nothing-found"),
    Page("history", fill={"kind": "=organisation", "uid": "organisation"}),
    Page("about"),
    Page("licence"),
    Page("accessibility"),
    Page("data"),
    Page("registry:organisations"),
    Page("registry:organisations", ask={"view": "map"}, note="map"),
    Page("registry:organisations", ask={"q": "zxqvjk"}, note="nothing-found"),
    Page("registry:organisation", fill={"uid": "organisation"}),
    Page("registry:resolve"),
    Page("registry:check"),
    Page("registry:hubs"),
    Page("registry:hub", fill={"uid": "hub"}),
    Page("programme:events"),
    Page("programme:event", fill={"uid": "event"}),
    Page("programme:facilities"),
    Page("programme:facility", fill={"uid": "facility"}),
    Page("programme:showcase"),
    Page("programme:showcase-item", fill={"uid": "showcase"}),
    Page("policies:policies"),
    Page("policies:policy", fill={"uid": "policy"}),
    Page("exchange:needs"),
    Page("exchange:need", fill={"uid": "need"}),
    Page("exchange:need", fill={"uid": "written_need"}, note="written"),
    Page("exchange:offers"),
    Page("exchange:offers", ask={"q": "zxqvjk"}, note="nothing-found"),
    Page("exchange:offer", fill={"uid": "offer"}),
    Page("exchange:offer", fill={"uid": "anonymous_offer"}, note="anonymous"),
    Page("exchange:services"),
    Page("exchange:service", fill={"uid": "service"}),
    Page("exchange:managers"),
    Page("exchange:front"),
    Page("exchange:search", ask={"q": "lens"}),
    Page("exchange:search", ask={"q": "zxqvjk"}, note="nothing-found"),
    Page("exchange:match"),
    Page("exchange:compare"),
    Page("exchange:scenarios"),
    Page("exchange:need-matches", fill={"uid": "written_need"}),
    Page("exchange:offer-matches", fill={"uid": "anonymous_offer"}),
    Page("deals:market"),
    Page("deals:notices"),
    Page("deals:notice", fill={"uid": "notice"}),
    Page("deals:verify"),
    Page("deals:certificate", fill={"number": "number"}),
    Page("programme:trial", fill={"uid": "trial"}),
    Page("observatory:scoreboard"),
    Page("observatory:indicators"),
    Page("observatory:indicator", fill={"key": "indicator"}),
    Page("observatory:embed", fill={"key": "indicator"}),
    Page("observatory:compare"),
    Page("observatory:clusters"),
    Page("observatory:clusters", ask={"cluster": "shanghai-suzhou"}, note="one"),
    Page("observatory:specialisation"),
    Page("observatory:composite"),
    Page("observatory:composite-own"),
    Page("observatory:indicator", fill={"key": "measured"}, note="measured"),
    Page("observatory:records", fill={"key": "measured"}),
    Page("observatory:networks"),
    Page("observatory:emerging"),
    Page("supervision:organisation", fill={"uid": "mine"}),
    Page("supervision:annual-reports"),
    Page("supervision:annual-reports", ask={"overdue": "yes"}, note="overdue"),
    Page("supervision:report", fill={"uid": "report_received"}),
    Page("supervision:listings"),
    Page("supervision:listing", fill={"uid": "listed"}),
    Page("supervision:ratings"),
    Page("supervision:rating", fill={"uid": "rated"}),
    Page("supervision:credit-records"),
    Page("supervision:record", fill={"uid": "record"}),
    Page("supervision:listing", fill={"uid": "listing"}, note="not-public", status=404),
    Page("requests:suggest", fill={"kind": "=organisation", "uid": "organisation"}),
    Page("requests:corrections"),
    Page("requests:request", fill={"uid": "correction"}, note="status"),
    Page("interop:preview", fill={"uid": "organisation"}),
    Page("signals:signal", fill={"signal": "signal"}),
    Page("signals:summary", fill={"uid": "organisation"}),
    Page("signals:permanent", fill={"scheme": "=ror", "value": "=not-one"}, note="not-found", status=404),
    Page("signals:unsubscribe", fill={"signed": "signed"}),
    Page("api:documentation"),
    Page("account_login"),
    Page("account_signup"),
    Page("account_reset_password"),
    Page("account_reset_password_done"),
    Page("account_reset_password_from_key_done"),
    Page("account_inactive"),
    Page("registry:organisation", fill={"uid": "=000000000000"}, note="not-found", status=404),
]
OWN_PAGES = [
    Page(name, REPRESENTATIVE, fill)
    for name, fill in (
        ("registration:mine", {}),
        ("registration:new", {"form": "=association"}),
        ("registration:about", {"code": "code", "kind": "=change"}),
        ("registration:case", {"uid": "registration_case"}),
        ("registration:answers", {"uid": "registration_draft"}),
        ("exchange:suggestions", {}),
        ("programme:ask-trial", {"uid": "showcase"}),
        ("programme:trial", {"uid": "own_trial"}),
        ("programme:trial-step", {"uid": "own_trial", "step": "=report"}),
        ("deals:enquiries", {}),
        ("deals:enquiry", {"uid": "enquiry"}),
        ("deals:enquiry-step", {"uid": "enquiry", "step": "=agree"}),
        ("deals:deals", {}),
        ("deals:deal", {"uid": "talks"}),
        ("deals:deal", {"uid": "deal"}),
        ("deals:deal-step", {"uid": "talks", "step": "=make_offer"}),
        ("deals:ask-help", {"uid": "talks"}),
        ("deals:value", {"kind": "=offer", "uid": "anonymous_offer"}),
        ("exchange:mine", {}),
        ("exchange:new", {}),
        ("exchange:begin", {"profile": "=technology_offer"}),
        ("exchange:listing", {"uid": "listing_draft"}),
        ("exchange:answers", {"uid": "listing_draft"}),
        ("exchange:check", {"uid": "listing_draft"}),
        ("exchange:versions", {"uid": "listing_public"}),
        ("exchange:import", {}),
        ("exchange:import-choose", {"given": "sheet"}),
        ("supervision:mine", {}),
        ("supervision:organisation", {"uid": "mine"}),
        ("supervision:report", {"uid": "report"}),
        ("supervision:report-edit", {"uid": "report"}),
        ("supervision:apply", {"uid": "mine"}),
        ("supervision:listing", {"uid": "listed"}),
        ("supervision:progress", {"uid": "progress"}),
        ("supervision:progress-edit", {"uid": "progress"}),
        ("requests:my", {}),
        ("registry:given", {"uid": "resolved"}),
        ("requests:inbox", {}),
        ("requests:choose", {}),
        ("requests:register", {}),
        ("requests:change", {"uid": "mine"}),
        ("requests:represent", {"uid": "theirs"}),
        ("requests:request", {"uid": "sent"}),
        ("requests:edit", {"uid": "draft"}),
        ("requests:review", {"uid": "draft"}),
        ("accounts:account", {}),
        ("accounts:profile", {}),
        ("accounts:delete", {}),
        ("accounts:tokens", {}),
        ("accounts:token_new", {}),
        ("account_email", {}),
        ("account_change_password", {}),
        ("account_reauthenticate", {}),
        ("account_logout", {}),
        ("mfa_index", {}),
        ("mfa_activate_totp", {}),
        ("mfa_list_webauthn", {}),
        ("mfa_add_webauthn", {}),
        ("usersessions_list", {}),
        ("signals:inbox", {}),
        ("signals:subscriptions", {}),
        ("signals:subscription", {"uid": "subscription"}),
        ("signals:follow", {"kind": "=organisation", "uid": "theirs"}),
        ("signals:follow-list", {"name": "=organisations"}),
        ("signals:webhooks", {}),
        ("signals:webhook-new", {}),
        ("signals:webhook", {"uid": "webhook"}),
    )
]
GIVEN_PAGES = [
    Page("registry:given", REPRESENTATIVE, {"uid": "checked"}, note="checked"),
    Page("registry:given", REPRESENTATIVE, {"uid": "resolved"}, {"sort": "none"}, note="without-an-answer"),
    Page("registry:given", REPRESENTATIVE, {"uid": "choosing"}, note="choosing-a-column"),
    Page("registry:given", REPRESENTATIVE, {"uid": "unreadable"}, note="could-not-be-read"),
    Page("registry:resolve", REPRESENTATIVE),
]
"""Lists that people gave, in each of their states."""
STAFF_PAGES = [
    Page("deals:enquire", UNITS_OFFICER, {"kind": "=offer", "uid": "anonymous_offer"}),
    Page("deals:help", UNITS_OFFICER, {"uid": "help"}),
    Page("deals:help-step", UNITS_OFFICER, {"uid": "help", "step": "=offer_help"}),
    Page("deals:desk", ADMINISTRATOR),
    Page("deals:contracts", REGISTRAR),
    Page("deals:deal", REGISTRAR, {"uid": "deal"}, note="registered"),
    Page("registration:worklist", REGISTRAR),
    Page("registration:case", REGISTRAR, {"uid": "registration_case"}, note="decides"),
    Page("registration:registration", REGISTRAR, {"code": "code"}, note="all"),
    Page("registration:consents", UNITS_OFFICER),
    Page("registration:case", UNITS_OFFICER, {"uid": "registration_asked"}, note="consents"),
    Page("supervision:worklists", REGISTRAR),
    Page("supervision:organisation", REGISTRAR, {"uid": "mine"}, note="work"),
    Page("supervision:enter-record", REGISTRAR, {"uid": "mine"}),
    Page("supervision:propose", REGISTRAR, {"uid": "mine"}),
    Page("supervision:rating", REGISTRAR, {"uid": "rating"}, note="to-assess"),
    Page("supervision:listing", REGISTRAR, {"uid": "listing"}, note="proposed"),
    Page("supervision:imports", REGISTRAR),
    Page("supervision:import", REGISTRAR, {"uid": "import"}),
    Page("exchange:inbox", ADMINISTRATOR),
    Page("exchange:listing", ADMINISTRATOR, {"uid": "listing_in_review"}, note="reviews"),
    Page("exchange:own-manager", ADMINISTRATOR),
    Page("office", REGISTRAR),
    Page("registry:duplicates", REGISTRAR),
    Page("registry:duplicate", REGISTRAR, {"uid": "duplicate"}),
    Page("registry:duplicate", REGISTRAR, {"uid": "merged"}, note="merged"),
    Page("office", ADMINISTRATOR),
    Page("requests:inbox", REGISTRAR),
    Page("requests:request", REGISTRAR, {"uid": "sent"}, note="case"),
    Page("requests:request", REGISTRAR, {"uid": "correction"}, note="correction"),
    Page("accounts:people", REGISTRAR),
    Page("accounts:person", ADMINISTRATOR, {"pk": "person"}),
]
PAGES = [*PUBLIC_PAGES, *OWN_PAGES, *GIVEN_PAGES, *STAFF_PAGES]

DOWNLOADS = "a download or a feed"
ACTS = "does something and leads on to a page"
FOR_PROGRAMS = "for programs"
STAGES = "a stage of signing in or of a second step, reached by its own journey only"
NOT_PAGES = {
    **dict.fromkeys(
        (
            "registration:registrations-export", "registration:worklist-export", "registry:organisations-export", "registry:duplicates-export", "programme:events-export", "programme:facilities-export",
            "programme:showcase-export", "policies:policies-export", "exchange:needs-export", "exchange:offers-export", "exchange:services-export",
            "exchange:inbox-export", "exchange:scenarios-export", "exchange:search-feed", "deals:contracts-export",
            "deals:market-export", "deals:paper",
            "supervision:annual-reports-export", "supervision:listings-export", "supervision:ratings-export",
            "supervision:credit-records-export", "supervision:import-problems",
            "observatory:scoreboard-figures", "observatory:report", "observatory:indicators-export", "observatory:observations", "observatory:chart", "observatory:measurements", "observatory:records-file", "programme:calendar",
            "observatory:clusters-twin", "observatory:specialisation-twin", "observatory:compare-figures", "observatory:composite-file",
            "signals:feed", "signals:list-feed", "signals:own-feed",
            "interop:all-organisations", "interop:all-names", "interop:changes", "interop:sdmx-file", "observatory:network-file",
            "observatory:emerging-twin",
            "programme:event-calendar", "registry:given-download", "requests:paper", "supervision:paper", "accounts:export", "mfa_download_recovery_codes",
        ),
        DOWNLOADS,
    ),
    **dict.fromkeys(
        (
            "signals:seen", "signals:subscription-act", "signals:own-feed-act", "signals:webhook-act",
            "signals:delivery-again", "exchange:step", "exchange:dismiss-suggestion",
            "supervision:begin-progress", "supervision:attach", "supervision:take-back", "supervision:step", "registry:duplicate-step", "supervision:import-step", "set_language", "registration:attach", "registration:remove", "registration:step", "registry:given-delete", "requests:step", "requests:attach", "requests:remove", "accounts:session_end",
            "accounts:token_revoke", "accounts:grant", "accounts:revoke", "accounts:appoint", "accounts:end",
            "accounts:sign_out", "accounts:person_token_revoke", "accounts:suspend", "accounts:restore",
        ),
        ACTS,
    ),
    **dict.fromkeys(
        (
            "suggest", "land", "observatory:composite-scores", "registry:organisation-counts", "api:document", "api:entrance",
            "interop:robots", "interop:linked", "interop:ror-organizations", "interop:ror-organization",
            "interop:ror-heartbeat", "interop:ror-organizations-unversioned", "interop:ror-organization-unversioned",
            "interop:ror-heartbeat-unversioned", "interop:reconcile", "interop:suggestions", "interop:flyout",
            "interop:properties", "interop:oai", "interop:catalogue", "interop:sdmx-structure", "interop:sdmx-data",
            "interop:sdmx-key", "interop:json-stat",
        ),
        FOR_PROGRAMS,
    ),
    **dict.fromkeys(
        (
            "account_email_verification_sent", "account_confirm_login_code", "account_confirm_email",
            "account_reset_password_from_key", "account_set_password", "mfa_authenticate", "mfa_reauthenticate",
            "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
            "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_login_webauthn",
        ),
        STAGES,
    ),
}  # fmt: skip
MAIN_PAGES = [
    page
    for page in PUBLIC_PAGES
    if page.name
    in {
        "home", "search", "registry:organisations", "registry:organisation", "registry:hub", "programme:event",
        "observatory:indicators", "observatory:indicator", "exchange:needs", "requests:suggest", "account_login",
    }
    and not page.note
]  # fmt: skip
