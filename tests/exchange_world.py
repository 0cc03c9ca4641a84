"""Listings in every state, and every kind of person there is for one."""

from types import SimpleNamespace
from typing import Any

import things

from technopole.accounts.models import Grant, Representation, User
from technopole.core import clock
from technopole.exchange import services, workflow
from technopole.exchange.models import Listing, TechnologyManager

OFFER: dict[str, Any] = {
    "title_en": "Thin-film solid electrolyte", "title_zh": "薄膜固态电解质",
    "summary_en": "An electrolyte that does not burn.", "summary_zh": "一种不燃的电解质。",
    "description_en": "Sputtered at room temperature.", "description_zh": "室温溅射制备。",
    "advantages_en": "Twice the life.", "advantages_zh": "寿命延长一倍。",
    "applications_en": "Watches.", "fields": ["H01M 10/0525"], "trl": "6", "trl_evidence_en": "Pilot line, report 12.",
    "rights": ["patent, CN112345678B, granted, 100 %", "know-how"], "modes": ["transfer", "licence_exclusive"],
    "price_low": "1,000,000", "price_high": "2000000.50", "currency": "CNY", "negotiable": True,
    "country": "CN", "region": "Pudong", "programme_en": "Key programme 7", "maker_en": "Laboratory 3", "year": "2024",
    "contact_name": "Li Xiaoming", "contact_email": "li@acme-instruments.example", "contact_phone": "+86 21 5555 0101",
}  # fmt: skip
"""Answers with which an offer can be handed in."""

NEED: dict[str, Any] = {
    "title_en": "Cheaper cathode recycling", "statement_en": "Recovering nickel costs too much.",
    "description_en": "Ten tonnes a day of black mass.", "targets_en": "Below 3 yuan per kilogram, 98 % recovery.",
    "modes": ["codevelopment"], "budget_low": "500000", "currency": "CNY", "fields": ["C22B 7/00"], "trl_min": "4",
    "contact_name": "Wang Fang",
}  # fmt: skip

GOOD = {name: {"ok": True, "comment": ""} for name in workflow.CHECKS}


def world() -> SimpleNamespace:
    """`people`, and for listings of acme: `author` (alice), `colleague` (speaks for acme too), `stranger` (bob, of
    another organisation), `broker`, `second_broker`, `registrar`, `visitor`, and `writing_broker` with a commission."""
    people = things.people()
    colleague = _person("colleague")
    Representation.objects.create(user=colleague, organisation_uid=people.acme, since=clock.now())
    found = SimpleNamespace(
        **vars(people), author=people.alice, colleague=colleague, stranger=people.bob,
        second_broker=_person("second_broker", "broker"), writing_broker=_person("writing_broker", "broker"),
    )  # fmt: skip
    TechnologyManager.objects.create(
        user=found.broker, name_en="Chen Jie", name_zh="陈洁", level="senior", public=True
    )
    return found


WHO = ("author", "colleague", "stranger", "broker", "second_broker", "registrar", "visitor", "public")


def _person(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", display_name=name.title())
    for role in roles:
        Grant.objects.create(user=user, role=role, granted_at=clock.now())
    return user


def draft(people: SimpleNamespace, by: Any = None, profile: str = "technology_offer", **more: Any) -> Listing:
    """A draft of acme's with everything answered."""
    content = NEED if profile.endswith("request") else OFFER
    return services.begin(profile, people.acme, by or people.alice, {**content, **more}, synthetic=False)


def take(listing: Listing, step: str, by: Any, **said: Any) -> Listing:
    fresh = Listing.objects.get(pk=listing.pk)
    return services.take(listing.uid, step, by, fresh.version, **said)


WAY = {
    "draft": [],
    "in_review": ["submit"],
    "returned": ["submit", "return"],
    "approved": ["submit", "approve"],
    "published": ["submit", "approve", "publish"],
    "expired": ["submit", "approve", "publish", "expire"],
    "withdrawn": ["submit", "approve", "publish", "withdraw"],
}
SAID: dict[str, dict[str, Any]] = {
    "return": {"text": "Say more."}, "approve": {"checks": GOOD}, "withdraw": {"text": "Sold."},
    "take_down": {"text": "Not lawful."}, "edit": {"content": OFFER}, "assign": {"manager": "broker"},
}  # fmt: skip


def listing(people: SimpleNamespace, state: str = "published", **more: Any) -> Listing:
    """A listing of acme's that was led to this state by those who may."""
    row = draft(people, **more)
    for step in WAY[state]:
        if step == "expire":
            Listing.objects.filter(pk=row.pk).update(published_on="2019-01-01", expires_on="2020-01-01")
            services.expire_due()
        else:
            who = people.author if workflow.get(step).who == workflow.WRITER else people.broker  # type: ignore[union-attr]
            row = take(row, step, who, **SAID.get(step, {}))
    return Listing.objects.get(pk=row.pk)
