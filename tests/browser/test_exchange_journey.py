"""From a draft to a certificate, in either language: its owner, a reviewing broker, whoever is interested, a registrar.

The owner's name is the canary: the other side does not read it before both have consented.
"""

import datetime as dt
import time
from typing import Any

import pytest
from playwright.sync_api import expect
from test_registration_journeys import fresh_word, looked_at
from windows import Window, Windows

HASH = "a" * 64
ANSWERS = {
    "why": "We build sensors and look for a better coating.", "brings": "A production line and ten engineers.",
    "expects": "A licence for five years.",
}  # fmt: skip
SECONDS_TO_BE_FOUND = 60


def day(after: int) -> str:
    return (dt.date.today() + dt.timedelta(days=after)).isoformat()


def fill(page: Any, **answers: Any) -> None:
    """Answer the questions of the form; a list is several boxes to tick."""
    for name, text in answers.items():
        fields = page.locator(f"main form.form [name={name}]")
        if isinstance(text, list):
            for value in text:
                page.locator(f"main form.form [name={name}][value={value}]").check()
        elif fields.first.evaluate("e => e.tagName") == "SELECT":
            fields.first.select_option(text)
        else:
            fields.first.fill(text)


def send(page: Any) -> None:
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_load_state()


def step(window: Window, name: str, **answers: Any) -> None:
    """Follow the link of a step from the page of an enquiry or deal, answer what it asks, and come back."""
    page = window.page
    here = window.path
    page.locator(f"aside a[href='{here}{name}/']").click()
    page.wait_for_url(f"**{here}{name}/")
    looked_at(window)
    fill(page, **answers)
    send(page)
    assert window.path == here, page.locator("main").inner_text()[:2000]


def press(window: Window, name: str) -> None:
    """The button of a step on the page of a listing."""
    window.page.locator(f"#step-{name} form button[type=submit]").click()
    window.page.wait_for_load_state()


def write_listing(window: Window, owner: str, title: str) -> str:
    """Draft an anonymous offer, look at it, hand it in; gives the address of its own page."""
    page = window.page
    window.go("/exchange/listings/new/technology_offer/")
    looked_at(window)
    page.locator("[name=organisation]").select_option(owner)
    fill(
        page, title_en=title, title_zh=f"{title}涂层", summary_en="It closes its own scratches within an hour.",
        description_en="A two-part resin that was tested on steel.", advantages_en="Lasts twice as long.", trl="6",
        rights="know-how", modes=["licence_exclusive", "transfer"], contact_name="Li Xiaoming",
    )  # fmt: skip
    page.locator("main form.form [name=anonymous]").check()
    page.locator("main form button[name=continue]").click()
    page.wait_for_url("**/check/")
    looked_at(window)
    page.locator("main form[action$='/submit'] button").click()
    page.wait_for_load_state()
    assert window.path.startswith("/exchange/listings/"), window.path
    assert page.locator("#step-approve").count() == 0, "whoever wrote it does not approve it"
    return window.path.removesuffix("check/")


def review(window: Window, listing: str) -> str:
    """Find it in the inbox, tick every check, approve and publish; gives the address of the public page."""
    page = window.page
    window.go("/exchange/listings/inbox/")
    page.locator(f"main a[href='{listing}']").first.click()
    page.wait_for_url(f"**{listing}")
    looked_at(window)
    press(window, "approve")
    expect(page.locator(".error-summary")).to_be_visible()  # nothing is ticked
    for box in page.locator("#step-approve input[type=checkbox]").all():
        box.check()
    press(window, "approve")
    press(window, "publish")
    public = page.locator("main a[href^='/exchange/offers/']").first.get_attribute("href")
    assert public is not None
    return str(public)


def found(window: Window, word: str, public: str) -> None:
    """Search until what was published a moment ago is found."""
    until = time.monotonic() + SECONDS_TO_BE_FOUND
    while time.monotonic() < until:
        window.go(f"/exchange/search/?q={word}")
        if window.page.locator(f"main a[href^='{public}']").count():
            looked_at(window)
            window.page.locator(f"main a[href^='{public}']").first.click()
            window.page.wait_for_url(f"**{public}**")
            return
        time.sleep(1)
    raise AssertionError(f"{public} is not found by {word}")


@pytest.mark.parametrize(("language", "valid"), [("en", "Valid"), ("zh-hans", "有效")])
def test_an_offer_goes_from_a_draft_to_a_certificate_and_names_nobody_before_both_consent(
    windows: Windows, language: str, valid: str
) -> None:
    facts = windows.portal.facts
    word = fresh_word()
    seller, broker = windows.of("representative", language), windows.of("broker", language)
    buyer, registrar = windows.of("representative2", language), windows.of("registrar", language)
    public = windows.of("", language)
    public.go(f"/organisations/{facts['mine']}/")
    owner = public.page.locator("h1").inner_text().strip()

    listing = write_listing(seller, facts["mine"], word)
    address = review(broker, listing)
    found(buyer, word, address)
    looked_at(buyer)
    assert owner not in buyer.page.content()

    # an enquiry, to which both consent
    buyer.page.locator("main a[href^='/exchange/enquire/offer/']").first.click()
    buyer.page.wait_for_url("**/exchange/enquire/**")
    looked_at(buyer)
    if buyer.page.locator("select[name=organisation]").count():
        buyer.page.select_option("select[name=organisation]", facts["theirs"])
    fill(buyer.page, **ANSWERS)
    buyer.page.check("[name=consents]")
    send(buyer.page)
    enquiry = buyer.path
    assert enquiry.startswith("/exchange/enquiries/"), buyer.page.locator("main").inner_text()[:2000]
    looked_at(buyer)
    assert owner not in buyer.page.content()
    seller.go("/exchange/enquiries/")
    seller.page.locator(f"main a[href='{enquiry}']").first.click()
    seller.page.wait_for_url(f"**{enquiry}")
    looked_at(seller)
    step(seller, "agree")
    buyer.go(enquiry)
    expect(buyer.page.locator("main")).to_contain_text(owner)  # both have consented

    # talks with an agreement to keep silence; an offer, another, and an agreement
    step(buyer, "begin_talks")
    deal = buyer.page.locator("a[href^='/exchange/deals/']:not([href='/exchange/deals/'])").first.get_attribute("href")
    assert deal is not None
    seller.go(deal)
    looked_at(seller)
    step(seller, "propose_nda", text_version="mutual, 2026-03", sha256=HASH)
    step(seller, "sign_nda", sha256=HASH)
    buyer.go(deal)
    step(buyer, "sign_nda", sha256=HASH)
    terms = {"currency": "CNY", "mode": "licence_exclusive", "exclusivity": "exclusive", "valid_until": day(10)}
    step(buyer, "make_offer", amount="900000", **terms)
    seller.go(deal)
    step(seller, "counter", amount="1000000", **terms)
    buyer.go(deal)
    step(buyer, "accept_offer")

    # a contract of three amounts, registered where the seller is, and certified by whoever did not look after it
    seller.go(deal)
    step(
        seller, "record_contract", kind="licence", written="yes", signed_on=day(0), sha256=HASH, turnover="1200000",
        trade="1000000", income="800000", currency="CNY", rate_on=day(0), exclusive="yes", trl="6", field="materials",
        ip=["know_how"], programme="own", seller_type="university", seller_place="CN-SH", buyer_type="firm",
        buyer_place="CN-JS", plan=f"{day(20)}; payment; All of it; 1200000",
    )  # fmt: skip
    looked_at(seller)
    buyer.go(deal)
    looked_at(buyer)
    step(buyer, "confirm_contract")
    seller.go(deal)
    step(seller, "ask_registration")
    registrar.go("/exchange/contracts/")
    looked_at(registrar)
    registrar.page.locator(f"main a[href='{deal}']").first.click()
    registrar.page.wait_for_url(f"**{deal}")
    step(registrar, "accept_registration")
    step(registrar, "register")
    looked_at(registrar)
    broker.go(deal)
    step(broker, "issue_certificate")
    seller.go(deal)
    looked_at(seller)
    certificate = seller.page.locator("main a[href^='/exchange/certificates/']").first.get_attribute("href")
    assert certificate is not None and "?code=" in certificate
    public.go(certificate)
    looked_at(public)
    expect(public.page.locator(".certificate-standing")).to_contain_text(valid)
    expect(public.page.locator("article.certificate")).to_contain_text(owner)
    for amount in ("1,200,000", "1,000,000", "800,000"):
        expect(public.page.locator("article.certificate")).to_contain_text(amount)
    public.go(certificate.partition("?")[0])
    expect(public.page.locator(".certificate-standing")).to_contain_text(valid)
    assert owner not in public.page.content(), "what it states is for whoever has its code"
    assert not any(window.foreign for window in (seller, buyer, broker, registrar, public))
