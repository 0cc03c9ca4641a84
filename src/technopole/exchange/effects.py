"""What each step of a listing asks and writes. `services.take` calls them inside its transaction."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils.translation import gettext as _

from technopole.core import clock, typed
from technopole.core.errors import Conflict, Invalid
from technopole.exchange import answers, managers, owners, publishing, refusals, screening, workflow
from technopole.exchange.answers import Content
from technopole.exchange.models import Listing, ListingVersion
from technopole.exchange.questions import questions

RENEW_DAYS = 60
"""How long before its end a listing can be renewed."""


@dataclass(frozen=True)
class Move:
    """A step being taken: the listing, locked; who takes it, and what they said."""

    listing: Listing
    by: Any
    said: Mapping[str, Any]
    today: dt.date

    def text(self, name: str, missing: str = "", most: int = 4000) -> str:
        """What was said under a name; raises `Invalid` with `missing` if that was nothing."""
        return typed.text(self.said, name, missing, most)


@dataclass
class Done:
    """What a step did: where it led, and what its line in the chain says."""

    to: str = ""
    text: str = ""
    note: dict[str, Any] = field(default_factory=dict)
    publish: str = ""
    """Why the public row is written anew; empty if it is not."""


def a_year_after(day: dt.date) -> dt.date:
    """The same day of the next year; for the 29th of February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def digest(profile: str, anonymous: bool, content: Content) -> str:
    """What tells whether a version was altered: SHA-256 over its words."""
    said = [profile, anonymous, content]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def write(listing: Listing, content: Content, by: Any) -> None:
    """Make these the words of a listing. Raises `Invalid` where an answer has not its shape."""
    tidied = answers.tidy(listing.profile, content)
    if wrong := answers.shapes(listing.profile, tidied):
        raise Invalid(_("Some answers cannot be read."), fields=wrong)
    anonymous = bool(tidied.get("anonymous"))
    if anonymous and listing.published_named:
        raise typed.wrong("anonymous", refusals.once_named())
    listing.content, listing.anonymous = tidied, anonymous
    listing.title = tidied.get("title_zh") or tidied.get("title_en") or ""
    listing.edited_by = by


def problems(listing: Listing, by: Any) -> dict[str, list[str]]:
    """What stands in the way of handing these words in, {question: reasons}. Costs five queries if anonymous."""
    found = answers.problems(listing.profile, listing.content)
    if listing.organisation_uid not in by.represents and not listing.content.get("mandate"):
        found.setdefault("mandate", []).append(
            _("You write for an owner you do not represent: say by which agreement, of which day.")
        )
    if listing.anonymous:
        for name, reasons in telling(listing).items():
            found.setdefault(name, []).extend(reasons)
    return found


def telling(listing: Listing) -> dict[str, list[str]]:
    """Where the words of an anonymous listing tell who its owner is."""
    texts = public_texts(listing.profile, listing.content)
    found: dict[str, list[str]] = {}
    for hit in screening.screen(texts, owners.known(listing, listing.content)):
        found.setdefault(hit.field, []).append(refusals.tells_owner(hit, texts[hit.field]))
    return found


def public_texts(profile: str, content: Content) -> dict[str, str]:
    """The words of a listing that become public even if it is anonymous, by question."""
    found = {}
    for name, question in questions(profile).items():
        value = content.get(name)
        if question.private or question.revealing or name == "rights" or not value or value is True:
            continue
        found[name] = "\n".join(value) if isinstance(value, list) else str(value)
    return found


# --- the steps -------------------------------------------------------------------------------------------------


def _edit(move: Move) -> Done:
    before = move.listing.content
    write(move.listing, move.said.get("content") or {}, move.by)
    changed = sorted(
        name for name in before.keys() | move.listing.content.keys()
        if before.get(name) != move.listing.content.get(name)
    )  # fmt: skip
    return Done(note={"changed": changed})


def _submit(move: Move) -> Done:
    listing = move.listing
    if wrong := problems(listing, move.by):
        raise Invalid(_("It cannot be handed in yet."), fields=wrong)
    last = listing.versions.order_by("-number").first()
    number = last.number + 1 if last is not None else 1
    made = ListingVersion.objects.create(
        listing=listing, number=number, content=listing.content, anonymous=listing.anonymous,
        digest=digest(listing.profile, listing.anonymous, listing.content), made_by=move.by, made_at=clock.now(),
    )  # fmt: skip
    listing.submitted_at, listing.review = made.made_at, {}
    return Done("in_review", move.text("text"), {"version": number, "digest": made.digest})


def _recall(move: Move) -> Done:
    return Done("draft", move.text("text"))


def _checks(move: Move) -> dict[str, dict[str, Any]]:
    given = move.said.get("checks") or {}
    found = {}
    for name in workflow.CHECKS:
        said = given.get(name) or {}
        found[name] = {"ok": bool(said.get("ok")), "comment": str(said.get("comment") or "").strip()[:1000]}
    return found


def _return(move: Move) -> Done:
    text = move.text("text", _("Say what has to be changed. The author reads it."))
    checks = _checks(move)
    move.listing.review = {"by": move.by.uid, "decision": "returned", "checks": checks, "text": text}
    return Done("returned", text, {"checks": checks})


def _approve(move: Move) -> Done:
    checks = _checks(move)
    open_ones = {
        f"check_{name}": [_("Tick it, or say in a comment what you found.")]
        for name, said in checks.items() if not said["ok"] and not said["comment"]
    }  # fmt: skip
    if open_ones:
        raise Invalid(_("Every check is ticked or commented before a listing is approved."), fields=open_ones)
    text = move.text("text")
    move.listing.review = {"by": move.by.uid, "decision": "approved", "checks": checks, "text": text}
    return Done("approved", text, {"checks": checks})


def _publish(move: Move) -> Done:
    listing = move.listing
    version = listing.versions.order_by("-number").first()
    if version is None or version.digest != digest(listing.profile, version.anonymous, version.content):
        raise Conflict(_("The version that was approved is not as it was handed in. It cannot be published."))
    revised = listing.standing == "live"
    listing.published_version, listing.standing = version.number, "live"
    listing.published_named = listing.published_named or not version.anonymous
    listing.published_on = listing.published_on or move.today
    if not revised:
        listing.expires_on, listing.reminded = a_year_after(move.today), None
    version.published_on = move.today
    version.save(update_fields=["published_on"])
    return Done(
        "published", note={"version": version.number, "until": _iso(listing.expires_on)},
        publish="revised" if revised else "published",
    )  # fmt: skip


def _revise(move: Move) -> Done:
    _take_public_words(move.listing)
    return Done("draft")


def _discard(move: Move) -> Done:
    _take_public_words(move.listing)
    return Done("published" if move.listing.standing == "live" else "expired", move.text("text"))


def _take_public_words(listing: Listing) -> None:
    version = publishing.published_version(listing)
    assert version is not None, "a listing with a public standing has a published version"
    listing.content, listing.anonymous = version.content, version.anonymous
    listing.title = version.content.get("title_zh") or version.content.get("title_en") or ""


def _renew(move: Move) -> Done:
    listing = move.listing
    ends = listing.expires_on or move.today
    if listing.standing == "live" and (ends - move.today).days > RENEW_DAYS:
        raise Conflict(
            _("It is valid until %(day)s. It can be renewed in the last %(count)d days before.")
            % {"day": ends.isoformat(), "count": RENEW_DAYS}
        )
    listing.expires_on = a_year_after(max(ends, move.today))
    listing.standing, listing.reminded = "live", None
    return Done("published", note={"until": _iso(listing.expires_on)}, publish="renewed")


def _withdraw(move: Move) -> Done:
    text = move.text("text", _("Say why."))
    was_public = move.listing.standing in workflow.PUBLIC
    move.listing.standing = "withdrawn" if was_public else move.listing.standing
    return Done("withdrawn", text, publish="withdrawn" if was_public else "")


def _assign(move: Move) -> Done:
    person = managers.find(str(move.said.get("manager") or ""))
    if person is None:
        raise typed.wrong("manager", _("Choose a technology manager from the list."))
    if why := managers.why_not(person, move.listing.organisation_uid, move.today):
        raise typed.wrong("manager", why)
    move.listing.manager = person.user
    return Done(note={"manager": person.user.uid}, publish="revised" if move.listing.standing == "live" else "")


def _expire(move: Move) -> Done:
    listing = move.listing
    listing.standing = "expired"
    return Done("expired" if listing.state == "published" else "", note={"until": _iso(listing.expires_on)},
                publish="expired")  # fmt: skip


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


EFFECTS: dict[str, Callable[[Move], Done]] = {
    "edit": _edit, "submit": _submit, "recall": _recall, "return": _return, "approve": _approve, "publish": _publish,
    "revise": _revise, "discard": _discard, "renew": _renew, "withdraw": _withdraw, "take_down": _withdraw,
    "assign": _assign, "expire": _expire,
}  # fmt: skip
