"""Pages of enquiries and deals: what each side can do there, one decision a page."""

import deals_world as world
import pytest
from django.test import Client
from django.urls import reverse

from technopole.deals.models import Deal, Enquiry
from technopole.deals.transitions import DEAL, ENQUIRY
from technopole.exchange.models import Listing

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, kind: str, row, step: str, /, **said):
    fresh = type(row).objects.get(pk=row.pk)
    return client.post(reverse(f"deals:{kind}-step", args=[row.uid, step]), {"version": fresh.version, **said})


def test_an_enquiry_is_made_answered_and_led_to_talks_through_pages(who):
    buyer, seller = browser(who.buyer), browser(who.seller)
    address = reverse("deals:enquire", args=["offer", who.offer])
    assert "A coating that heals itself" in buyer.get(address).content.decode()
    sent = buyer.post(address, {**world.ANSWERS, "organisation": who.buyer_uid, "consents": "yes"}, follow=True)
    assert sent.status_code == 200 and "The enquiry is sent" in sent.content.decode()
    row = Enquiry.objects.get()
    page = seller.get(reverse("deals:enquiry", args=[row.uid])).content.decode()
    assert "Interested party A" in page and "Marmotteau" not in page
    assert press(seller, "enquiry", row, "agree").status_code == 302
    page = seller.get(reverse("deals:enquiry", args=[row.uid])).content.decode()
    assert "Marmotteau" in page and "tancred.vole@marmotteau.example" in page
    assert press(buyer, "enquiry", row, "begin_talks").status_code == 302
    assert Deal.objects.get().state == "talks"


def test_the_contact_of_the_listing_is_shown_whole_once_both_are_named(who):
    contact = {
        "contact_name": "Ottoline Brisk", "contact_post": "Licensing desk", "contact_email": "desk@zephyrine.example",
        "contact_phone": "+86 21 5555 0101",
    }  # fmt: skip
    Listing.objects.filter(uid=who.listing).update(content=contact)
    row = world.ask(who)
    page = reverse("deals:enquiry", args=[row.uid])
    before = browser(who.buyer).get(page).content.decode()
    assert not any(text in before for text in contact.values())
    world.take(row, "agree", who.seller)
    after = browser(who.buyer).get(page).content.decode()
    assert [text for text in contact.values() if text not in after] == []


def test_an_enquiry_that_tells_who_asks_is_not_sent_and_says_where(who):
    client = browser(who.buyer)
    said = {**world.ANSWERS, "brings": "Marmotteau Sensors brings money", "organisation": who.buyer_uid}
    answer = client.post(reverse("deals:enquire", args=["offer", who.offer]), said)
    assert answer.status_code == 422 and "This tells who you are" in answer.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_a_deal_shows_in_every_state_to_each_who_may_see_it(who, language):
    clients = {name: browser(user) for name, user in (
        ("seller", who.seller), ("buyer", who.buyer), ("broker", who.broker), ("other", who.other_broker),
        ("registrar", who.registrar),
    )}  # fmt: skip
    for client in clients.values():
        client.cookies["django_language"] = language
    shown = 0
    for deal in world.stages(who):
        for name in ("seller", "buyer", "broker"):
            page = clients[name].get(reverse("deals:deal", args=[deal.uid]))
            assert page.status_code == 200, (deal.state, name)
            shown += 1
        for step in DEAL.possible(deal.state):
            answer = clients["seller"].get(reverse("deals:deal-step", args=[deal.uid, step.step]))
            assert answer.status_code in (200, 302), (deal.state, step.step)
        assert clients["registrar"].get(reverse("deals:deal", args=[deal.uid])).status_code == (
            200 if deal.state in ("registration_asked", "registration_accepted", "supplement_asked", "registration_refused",
                                  "registered", "certified", "finished") else 404
        )  # fmt: skip
        for name, address in (("broker", "desk"), ("seller", "deals"), ("buyer", "enquiries"), ("registrar", "contracts")):
            assert clients[name].get(reverse(f"deals:{address}")).status_code == 200
    assert shown > 30


def test_a_wrong_amount_is_told_at_its_field_and_what_was_typed_stays(who):
    deal = world.go(who, world.talks(who), "agreed")
    answer = press(browser(who.seller), "deal", deal, "record_contract", **world.contract(trade="2000000"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "The technology trade amount is a part" in page and 'value="2000000"' in page


def test_who_comes_second_is_told_so(who):
    deal = world.talks(who)
    client = browser(who.buyer)
    version = deal.version
    world.take(deal, "make_offer", who.buyer, **world.terms())
    answer = client.post(reverse("deals:deal-step", args=[deal.uid, "make_offer"]), {**world.terms(), "version": version})
    assert answer.status_code == 409 and "Somebody else changed this" in answer.content.decode()


def test_files_of_a_deal_open_once_both_have_signed(who):
    deal = world.talks(who)
    deal = world.take(deal, "attach", who.seller, name="terms.pdf", content=world.PDF)
    paper = deal.papers.get()
    address = reverse("deals:paper", args=[deal.uid, paper.uid])
    buyer, seller = browser(who.buyer), browser(who.seller)

    def opens(client: Client) -> bool:
        answer = client.get(address)
        for close in answer._resource_closers:  # as the server does, without ending the test's transaction
            close()
        return answer.status_code == 200

    assert opens(seller) and not opens(buyer)
    page = buyer.get(reverse("deals:deal", args=[deal.uid])).content.decode()
    assert "terms.pdf" not in page and "A file that opens once both have signed" in page
    world.take(deal, "propose_nda", who.seller, **world.said("propose_nda"))
    world.take(deal, "sign_nda", who.seller, sha256=world.HASH)
    assert not opens(buyer)
    world.take(deal, "sign_nda", who.buyer, sha256=world.HASH)
    assert opens(buyer)
    assert not any(opens(browser(other)) for other in (who.broker, who.registrar, who.stranger, who.rival))


def test_a_certificate_shows_what_it_states_to_who_has_its_code_only(who):
    deal = world.go(who, world.talks(who), "certified")
    made = deal.certificate
    address = reverse("deals:certificate", args=[made.number])
    bare = Client().get(address).content.decode()
    assert "Valid" in bare and made.digest in bare
    assert not any(word in bare for word in ("Zephyrine", "Marmotteau", "1,000,000", "A coating"))
    full = Client().get(address, {"code": made.code}).content.decode()
    assert all(word in full for word in ("Zephyrine", "Marmotteau", "1,000,000"))
    wrong = Client().get(address, {"code": "0000000000"}).content.decode()
    assert "Zephyrine" not in wrong and "not the code" in wrong
    found = Client().get(reverse("deals:verify"), {"number": made.number.lower(), "code": made.code})
    assert found.status_code == 302 and made.number in found["Location"]
    assert Client().get(reverse("deals:verify"), {"number": "TT1"}).status_code == 404


def test_a_notice_is_public_only_once_the_buyer_agrees_and_takes_objections(who):
    deal = world.go(who, world.talks(who), "agreed")
    deal = world.take(deal, "propose_notice", who.seller, **world.said("propose_notice"))
    notice = deal.notices.get()
    address = reverse("deals:notice", args=[notice.uid])
    assert Client().get(address).status_code == 404
    world.take(deal, "agree_notice", who.buyer)
    page = Client().get(address).content.decode()
    assert all(word in page for word in ("Zephyrine", "Marmotteau", "1,000,000"))
    assert "coating" in Client().get(reverse("deals:notices")).content.decode()
    rival = browser(who.rival)
    assert rival.post(address, {"text": "It is ours."}).status_code == 302
    shown = browser(who.seller).get(reverse("deals:deal", args=[deal.uid])).content.decode()
    assert "It is ours." in shown and "Rival" not in shown
    world.take(deal, "answer_objection", who.seller, text="It is not.")
    assert "It is not." in rival.get(address).content.decode()
    assert "It is ours." not in Client().get(address).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("method", ["cost", "market", "income"])
def test_a_range_is_computed_kept_and_seen_by_one_s_own_organisation_only(who, method, language):
    said = {
        "cost": {"spent": "2024; 500000\n2025; 300000", "currency": "CNY", "obsolescence_worst": "30",
                 "obsolescence_central": "20", "obsolescence_best": "10"},
        "market": {"kind": "licence", "field": "materials", "exclusive": "yes"},
        "income": {"revenue": "1000000\n2000000", "currency": "CNY", "royalty_worst": "1", "royalty_central": "3",
                   "royalty_best": "5", "discount_worst": "20", "discount_central": "15", "discount_best": "12",
                   "success_worst": "10", "success_central": "30", "success_best": "50"},
    }[method]  # fmt: skip
    client = browser(who.buyer)
    client.cookies["django_language"] = language
    address = reverse("deals:value", args=["offer", who.offer])
    assert client.get(address, {"method": method}).status_code == 200
    assert client.post(address, {"method": method, **said}).status_code == 302
    mine = client.get(address, {"method": method}).content.decode()
    assert ("comparable deals" in mine or "可比" in mine) if method == "market" else "CNY" in mine
    other = browser(who.seller)
    assert 'class="valuation"' in mine and 'class="valuation"' not in other.get(address).content.decode()
    assert browser(who.stranger).get(address).status_code == 403


def test_help_is_asked_offered_and_confirmed_without_the_other_side_being_told(who):
    from technopole.core.sourced import put

    put("service", "centre", "test:svc", {"key": "svc", "name": {"en": "Advice"}, "organisation": "helper",
                                          "kinds": ["evaluation"], "sources": ["https://example.org"]}, world.BY)
    deal = world.talks(who)
    buyer, helper = browser(who.buyer), browser(who.helper)
    page = buyer.get(reverse("deals:ask-help", args=[deal.uid])).content.decode()
    assert "Quartz Counsel" in page
    made = buyer.post(reverse("deals:ask-help", args=[deal.uid]), {
        "kind": "legal", "provider": who.helper_uid, "text": "Read our licence.",
    })  # fmt: skip
    assert made.status_code == 302
    row = deal.help_requests.get()
    page = helper.get(reverse("deals:help", args=[row.uid])).content.decode()
    assert "Marmotteau" in page and "Zephyrine" not in page and "A coating" not in page
    assert browser(who.seller).get(reverse("deals:help", args=[row.uid])).status_code == 404
    for user, step in ((helper, "offer_help"), (buyer, "take_help"), (helper, "help_done"), (buyer, "confirm_help")):
        assert press(user, "help", row, step, **world.said(step)).status_code == 302, step
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_strangers_find_nothing(who):
    deal = world.talks(who)
    for user in (who.stranger, who.rival, who.other_broker):
        assert browser(user).get(reverse("deals:deal", args=[deal.uid])).status_code == 404
        assert browser(user).get(reverse("deals:enquiry", args=[deal.enquiry.uid])).status_code == 404
        assert browser(user).post(reverse("deals:enquiry-step", args=[deal.enquiry.uid, "decline"])).status_code == 404
    assert len(ENQUIRY.steps) == 9


def test_the_market_shows_with_and_without_contracts(who):
    assert Client().get(reverse("deals:market")).status_code == 200
    world.go(who, world.talks(who), "registered")
    page = Client().get(reverse("deals:market")).content.decode()
    assert "hidden" in page and "1,000,000" not in page
    rows = Client().get(reverse("deals:market-export", args=["json"]))
    assert b"1000000" not in b"".join(rows.streaming_content)
