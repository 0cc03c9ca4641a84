"""The two sides of deals, brokers, a registrar and a service organisation; and ways to take an enquiry or a deal so far.

Every name here is a canary: a word that occurs nowhere else, so that a test can look for it in any answer.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from technopole.accounts.models import Grant, Representation, User
from technopole.core import clock, ids
from technopole.core.errors import Invalid as Invalid
from technopole.core.sourced import By, put
from technopole.deals import enquiries, taking
from technopole.deals.models import Deal, Enquiry
from technopole.exchange.models import Listing

BY = By(label="test")
HASH, OTHER_HASH = "a" * 64, "b" * 64
PDF = b"%PDF-1.4\nsecret terms\n%%EOF\n"
ANSWERS = {
    "why": "We make sensors and look for a better coating.", "brings": "A production line and ten engineers.",
    "expects": "A licence for five years.",
}  # fmt: skip
OFFER = {
    "profile": "technology_offer", "title": {"en": "A coating that heals itself", "zh": "自修复涂层"},
    "summary": {"en": "It closes its own scratches.", "zh": "可自行修复划痕。"}, "trl": 6, "modes": ["licence_exclusive"],
    "country": "CN", "status": "live", "sources": ["https://example.org/exchange"],
}  # fmt: skip
NEED = {
    "kind": "technology", "profile": "technology_request", "title": {"en": "Wanted: a quiet pump", "zh": "寻求静音泵"},
    "statement": {"en": "A pump that nobody hears.", "zh": "几乎无声的泵。"}, "status": "open",
    "sources": ["https://example.org/exchange"],
}  # fmt: skip
TERMS = {
    "amount": "1000000", "currency": "CNY", "mode": "licence_exclusive", "exclusivity": "exclusive", "field": "Ships",
    "area": "Asia", "term_months": "60",
}  # fmt: skip
CONTRACT = {
    "written": "yes", "kind": "licence", "turnover": "1200000", "trade": "1000000", "income": "800000", "currency": "CNY",
    "exclusive": "yes", "sha256": HASH, "field": "materials", "ip": ["patent"], "programme": "own",
    "seller_type": "university", "buyer_type": "firm", "seller_place": "CN-SH", "buyer_place": "CN-JS", "trl": "6",
}  # fmt: skip
CANARIES = {
    "seller": ("Zephyrine", "泽菲琳", "sigrid.quill@zephyrine.example", "Sigrid Quill", "sigridq"),
    "buyer": ("Marmotteau", "玛莫托", "tancred.vole@marmotteau.example", "Tancred Vole", "tancredv"),
}
"""What tells who each side is."""


@dataclass
class World:
    seller: User
    buyer: User
    broker: User
    other_broker: User
    registrar: User
    helper: User
    stranger: User
    rival: User
    seller_uid: str
    buyer_uid: str
    helper_uid: str
    rival_uid: str
    offer: str
    need: str
    listing: str


def person(name: str, *roles: str, email: str = "", shown: str = "") -> User:
    user = User.objects.create_user(name, email or f"{name}@example.org", display_name=shown or name.title())
    for role in roles:
        Grant.objects.create(user=user, role=role, granted_at=clock.now())
    return user


def organisation(key: str, en: str, zh: str = "", kind: str = "company") -> str:
    names = [{"value": en, "language": "en", "kind": "display"}]
    if zh:
        names.append({"value": zh, "language": "zh-Hans", "kind": "label"})
    record = {"key": key, "names": names, "types": [kind], "status": "active", "sources": ["https://example.org/register"]}
    return next(iter(put("organisation", "centre", f"test:{key}", record, BY).uids.values()))


def speaks(user: User, uid: str, by: User | None = None) -> User:
    Representation.objects.create(user=user, organisation_uid=uid, since=clock.now(), granted_by=by)
    user.forget_rights()
    return user


def listed(kind: str, record: dict[str, Any], owner_uid: str, author: User, *, anonymous: bool = True, manager: Any = None) -> Listing:
    """A published listing: its private row, and the public one that names nobody."""
    uid = ids.new_uid()
    made = put(kind, "exchange", uid, {**record, "anonymous": anonymous}, BY)
    now = clock.now()
    return Listing.objects.create(
        uid=uid, kind=kind, public_uid=next(iter(made.uids.values())), profile=record["profile"],
        organisation_uid=owner_uid, author=author, manager=manager, anonymous=anonymous, state="published",
        standing="live", content={}, published_on=clock.today(), created_at=now, updated_at=now,
    )  # fmt: skip


def build() -> World:
    seller_uid = organisation("zephyrine", "Zephyrine Photonics", "泽菲琳光子研究院", "research_institute")
    buyer_uid = organisation("marmotteau", "Marmotteau Sensors Ltd", "玛莫托传感有限公司")
    helper_uid = organisation("helper", "Quartz Counsel")
    rival_uid = organisation("rival", "Rival Coatings")
    seller = speaks(person("sigridq", email=CANARIES["seller"][2], shown=CANARIES["seller"][3]), seller_uid)
    buyer = speaks(person("tancredv", email=CANARIES["buyer"][2], shown=CANARIES["buyer"][3]), buyer_uid)
    helper = speaks(person("counsel"), helper_uid)
    rival = speaks(person("rivalrep"), rival_uid)
    broker, other = person("brokerone", "broker"), person("brokertwo", "broker")
    offer = listed("offer", OFFER, seller_uid, seller, manager=broker)
    need = listed("need", NEED, seller_uid, seller, manager=broker)
    return World(
        seller=seller, buyer=buyer, broker=broker, other_broker=other, registrar=person("firstreg", "registrar"),
        helper=helper, stranger=person("onlooker"), rival=rival, seller_uid=seller_uid, buyer_uid=buyer_uid,
        helper_uid=helper_uid, rival_uid=rival_uid, offer=offer.public_uid, need=need.public_uid, listing=offer.uid,
    )  # fmt: skip


def part(world: World, name: str) -> User:
    """The person who takes a part in deals about the offer."""
    return {
        "asker": world.buyer, "owner": world.seller, "manager": world.broker, "seller": world.seller, "buyer": world.buyer,
        "registrar": world.registrar, "exchange": world.other_broker, "client": world.buyer, "provider": world.helper,
        "time": world.stranger,
    }[name]  # fmt: skip


def ask(world: World, *, consents: bool = True, kind: str = "offer", by: Any = None, **more: Any) -> Enquiry:
    by = by or world.buyer
    uid = world.offer if kind == "offer" else world.need
    asking = world.buyer_uid if by == world.buyer else min(by.represents)
    return enquiries.send(kind, uid, by, asking, {**ANSWERS, **more}, consents=consents)


def take(row: Any, step: str, by: Any, /, **said: Any) -> Any:
    """Take a step upon the row as it is now."""
    fresh = type(row).objects.get(pk=row.pk)
    return taking.take(taking.kind_of(row), fresh.uid, step, by, fresh.version, **said)


def disclosed(world: World, **more: Any) -> Enquiry:
    return take(ask(world, **more), "agree", world.seller)


def talks(world: World, **more: Any) -> Deal:
    enquiry = take(disclosed(world, **more), "begin_talks", world.buyer)
    return Deal.objects.get(enquiry=enquiry)


def later(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def terms(**more: Any) -> dict[str, Any]:
    return {**TERMS, "valid_until": later(10), **more}


def contract(**more: Any) -> dict[str, Any]:
    plan = f"{later(10)}; delivery; Drawings\n{later(20)}; payment; All of it; 1200000"
    return {**CONTRACT, "rate_on": later(0), "signed_on": later(0), "plan": plan, **more}


WAY: tuple[tuple[str, str], ...] = (
    ("make_offer", "buyer"), ("accept_offer", "seller"), ("record_contract", "seller"), ("confirm_contract", "buyer"),
    ("ask_registration", "seller"), ("accept_registration", "registrar"), ("register", "registrar"),
    ("issue_certificate", "exchange"),
)  # fmt: skip


def said(step: str) -> dict[str, Any]:
    """What a step needs to be told, so that it can be taken."""
    return {
        "make_offer": terms(), "counter": terms(), "record_contract": contract(), "give_up": {"text": "Not reached"},
        "close": {"text": "Not now"}, "propose_nda": {"text_version": "mutual, 2026-03", "sha256": HASH},
        "sign_nda": {"sha256": HASH}, "attach": {"name": "terms.pdf", "content": PDF},
        "note_meeting": {"on": later(0), "text": "We met."}, "return_contract": {"text": "Wrong amount"},
        "ask_supplement": {"text": "The annex"}, "supply": {"text": "Here it is"}, "call_experts": {"text": "Disputed"},
        "refuse_registration": {"text": "No technology in it"}, "terminate": {"text": "It failed"},
        "break_off": {"text": "No agreement"}, "say_done": {"milestone": "1", "on": later(0)}, "confirm_done": {"milestone": "1"},
        "tell_outcome": {"product": "yes", "follow_on": "no", "failed": "no", "jobs": "12", "revenue": "5000000"},
        "propose_notice": {"text_en": "The coating is licensed.", "with_price": "yes"}, "answer_objection": {"text": "It is ours."},
        "offer_help": {"price": "5000", "currency": "CNY", "done_by": later(9)}, "decline_help": {"text": "Too busy"},
        "help_done": {"text": "The report"},
    }.get(step, {})  # fmt: skip


def go(world: World, deal: Deal, upto: str) -> Deal:
    """Take the deal on until it is in this state."""
    states = ("talks", "offered", "agreed", "contract_recorded", "contracted", "registration_asked",
              "registration_accepted", "registered", "certified")  # fmt: skip
    for step, who in WAY[states.index(deal.state) : states.index(upto)]:
        deal = take(deal, step, part(world, who), **said(step))
    assert deal.state == upto, deal.state
    return deal


def stages(world: World) -> Iterator[Deal]:
    """One deal in each state on the way to its certificate, and the states beside it."""
    deal = talks(world)
    yield deal
    for step, who in WAY:
        deal = take(deal, step, part(world, who), **said(step))
        yield deal
        if step == "accept_registration":
            deal = take(deal, "ask_supplement", world.registrar, **said("ask_supplement"))
            yield deal
            deal = take(deal, "supply", world.seller, **said("supply"))
            deal = take(deal, "accept_registration", world.registrar)
            deal = take(deal, "refuse_registration", world.registrar, **said("refuse_registration"))
            yield deal
            deal = take(deal, "ask_registration", world.seller)
            deal = take(deal, "accept_registration", world.registrar)
    for number, (does, confirms) in enumerate((("seller", "buyer"), ("buyer", "seller")), start=1):
        deal = take(deal, "say_done", part(world, does), milestone=str(number), on=later(0))
        deal = take(deal, "confirm_done", part(world, confirms), milestone=str(number))
    yield take(deal, "finish", world.seller)


def pass_days(monkeypatch: Any, days: int) -> None:
    """It is so many days later; what was planned is due."""
    moment = clock.now() + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda: timezone.localdate(moment))
