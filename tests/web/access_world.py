"""The world in which `test_access` knocks at every door: one thing of each kind, and people with different keys."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import access_deals
import exchange_world
import registration_factory
import supervision_world
import things
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from technopole.accounts.services.tokens import issue_token
from technopole.core.requests import correction, services
from technopole.core.sourced import By, edit_locally
from technopole.exchange.models import ListingSheet
from technopole.programme.models import Trial
from technopole.registration import services as registration
from technopole.registry.duplicates import pairs as duplicates
from technopole.registry.models import GivenList, Organisation
from technopole.registry.procedures import CHANGE
from technopole.signals import mail
from technopole.signals.services import following, matching, webhooks

WHO = ("nobody", "visitor", "bob", "registrar", "broker", "analyst", "officer", "administrator")
"""Nobody is signed in; a visitor has an account only; bob represents another organisation; the rest are staff."""

PDF = b"%PDF-1.4\n%%EOF\n"


def everything() -> tuple[SimpleNamespace, dict[str, Any]]:
    """The people, and the world that `build` gives."""
    people = things.people()
    return people, build(people)


def build(people: SimpleNamespace) -> dict[str, Any]:
    """One of everything. What belongs to somebody belongs to alice, who knocks at no door herself.

    Gives what fills in the addresses, by name of the address.
    """
    things.add_terms()
    uids = {kind: things.add(kind, 0) for kind in things.MAKERS}
    EmailAddress.objects.create(user=people.alice, email=people.alice.email, verified=True, primary=True)
    session = _session(people.alice)
    token, _secret = issue_token(people.alice, "import", By(user=people.alice))
    key = Authenticator.objects.create(user=people.alice, type=Authenticator.Type.WEBAUTHN, data={})
    draft = _change(people, "Acme in draft")
    sent = _change(people, "Acme Measuring")
    paper = services.attach(sent.uid, people.alice, sent.version, "charter.pdf", PDF)
    sent.refresh_from_db()
    sent = services.submit(sent.uid, people.alice, sent.version)
    who = registration_factory.world()
    case = registration.begin("association", people.alice, registration_factory.answers("association", 1), synthetic=True)
    for step in ("check_name", "submit"):
        case = registration_factory.take(case, step, people.alice)
    suggested = services.apply_at_once(
        correction.KIND, None, {"wrong": "The year"}, subject=("organisation", people.acme), email="me@example.org"
    )
    now = timezone.now()
    given = GivenList.objects.create(
        owner=people.alice, purpose="resolve", state="choosing", choice={"header": ["name"], "rows": []},
        created_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    halves = Organisation.objects.filter(uid__in=[people.acme, people.bolt]).order_by("uid")
    duplicate = duplicates.remember(halves[0], halves[1], 0.9, [["same", 0.0]])
    followed, hook, delivery, signal = _followed(people)
    handed_in = exchange_world.take(exchange_world.draft(people), "submit", people.alice)
    sheet = ListingSheet.objects.create(
        uid="sheet0000000", owner=people.alice, profile="technology_offer", organisation_uid=people.acme, name="offers.csv",
        header=["title"], rows=[["A lens"]], created_at=now,
    )  # fmt: skip
    supervision_world.register(people.acme, "2020-03-10", number=77)
    supervised = supervision_world.build(people.acme, people.alice, people.registrar)
    trial = Trial.objects.create(
        uid="tr1a00000000", item_uid=uids["showcase"], request_uid=sent.uid, organisation_uid=people.acme,
        scenario="A crossing", starts=now.date(), ends=now.date(), measured="Minutes", paid_by="asker", created_at=now, updated_at=now,
    )  # fmt: skip
    return {
        "trial": trial.uid, **supervised, "deals": access_deals.build(people), "exchange_listing": handed_in.uid, "sheet": sheet.uid,
        "duplicate": duplicate.uid, "subscription": followed.uid, "webhook": hook.uid, "delivery": delivery.uid, "signal": signal,
        "secret": following.new_feed(people.alice), "signed": mail.unsubscribe_token(people.alice),
        "registration_case": case.request.uid, "code": registration_factory.registered(who).code, **uids, "given": given.uid, "acme": people.acme, "draft": draft.uid, "sent": sent.uid, "version": sent.version,
        "paper": paper.uid, "correction": suggested.uid, "alice": people.alice.pk, "session": session.pk,
        "token": token.pk, "key": key.pk, "representation": people.alice.representations.get().pk,
    }  # fmt: skip


def _followed(people: SimpleNamespace) -> tuple[Any, Any, Any, str]:
    """Alice follows Acme, and her program was sent that it is inactive now."""
    followed = following.follow_thing(people.alice, "organisation", people.acme)
    hook, _secret = webhooks.enter(people.alice, "Import", "https://receiver.example.org/")
    edit_locally("organisation", people.acme, {"status": "inactive"}, By(label="test"))
    matching.match()
    delivery = hook.deliveries.get()
    delivery.state = delivery.SENT
    delivery.save()
    return followed, hook, delivery, f"{delivery.change_id}-{delivery.kind}"


def _session(user: Any) -> UserSession:
    browser = Client()
    browser.force_login(user)
    return UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key=browser.session.session_key, user_agent="test", data={},
        created_at=timezone.now(), last_seen_at=timezone.now(),
    )  # fmt: skip


def _change(people: SimpleNamespace, name: str) -> Any:
    from technopole.core import sourced
    from technopole.registry import wanted

    before = wanted.answers_of(sourced.merged("organisation", people.acme))
    answers = {**before, "name_en": name, "sources": ["https://example.org/proof"]}
    payload = {"before": before, "answers": answers, "subject_names": {"en": "Acme Instruments"}}
    return services.create_draft(CHANGE, people.alice, payload, subject=("organisation", people.acme))
