"""Mail about what changed: written in the reader's language, as plain text and as simple HTML, and easy to end."""

from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from technopole.accounts import policy
from technopole.core.languages import spoken
from technopole.signals import present, things
from technopole.signals.models import Digest, Match, Webhook

SHOWN = 100
"""Signals that a mail shows; the page shows the rest."""
SALT = "technopole.signals.unsubscribe"


def address(user: Any) -> str:
    """Where this person reads mail: nothing for an address that nobody proved, or for somebody who may not sign in."""
    if not user.is_active or not user.email:
        return ""
    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    return user.email if proven else ""


def language(user: Any) -> str:
    return spoken(user.language)


def unsubscribe_token(user: Any) -> str:
    """The signed part of the address that ends all mail of signals to this person; it needs no signing in."""
    return signing.dumps(user.pk, salt=SALT)


def read_token(token: str) -> int | None:
    """Whose mail this token ends; None if it was not made here."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def groups(found: Iterable[Match], address: Callable[[str], str] = str) -> list[dict[str, Any]]:
    """Matches by the thing they are about, the latest first, each signal once: {names, url, word, rows}.

    `address` says how a path of the portal is written.
    """
    seen: dict[tuple[int, str], Match] = {}
    for match in found:
        kept = seen.setdefault((match.change_id, match.kind), match)
        if match.movement and not kept.movement:
            seen[match.change_id, match.kind] = match
    read = present.read((match.change, match.kind) for match in seen.values())
    signals = [(signal, match.movement) for signal, match in zip(read, seen.values(), strict=True)]
    signals.sort(key=lambda pair: (-pair[0].change, pair[0].kind))
    known = things.of_signals(signal for signal, _movement in signals)
    grouped: dict[tuple[str, str], dict[str, Any]] = {}
    for signal, movement in signals:
        row = present.row(signal, known, movement)
        row["url"] = address(row["url"])
        url = address(row["thing_url"]) if row["thing_url"] else ""
        group = grouped.setdefault(
            (signal.thing, signal.uid), {"names": row["names"], "url": url, "word": row["word"], "rows": []}
        )
        group["rows"].append(row)
    return list(grouped.values())


def digest(one: Digest, matches: list[Match]) -> EmailMultiAlternatives:
    """The mail of a digest, in its reader's language."""
    owner: Any = one.owner
    with translation.override(language(owner)):
        shown = groups(matches[:SHOWN], _full)
        centre = policy.centre_name() or "Technopole"
        count = len({(match.change_id, match.kind) for match in matches})
        subject = ngettext("%(count)d change – %(centre)s", "%(count)d changes – %(centre)s", count) % {
            "count": count, "centre": centre,
        }  # fmt: skip
        end = _link("signals:unsubscribe", unsubscribe_token(owner))
        context = {
            "subject": subject,
            "centre": centre,
            "groups": shown,
            "count": count,
            "more": max(0, len(matches) - SHOWN),
            "inbox": _link("signals:inbox"),
            "subscriptions": _link("signals:subscriptions"),
            "end": end,
            "html_lang": "zh-Hans" if language(owner).startswith("zh") else "en",
        }
        return _mail(owner, subject, "signals/mail_digest", context, one.uid, end)


def stopped(hook: Webhook) -> EmailMultiAlternatives:
    """The mail that says that we stopped a webhook."""
    owner: Any = hook.owner
    with translation.override(language(owner)):
        subject = _("We stopped your webhook “%(name)s”") % {"name": " ".join(hook.name.split())}
        context = {"subject": subject, "hook": hook, "link": _link("signals:webhook", hook.uid)}
        return _mail(owner, subject, "signals/mail_stopped", context, f"{hook.uid}-{hook.version}", "")


def _full(path: str) -> str:
    """A full address; nothing where the installation was not told its own, since a bare path leads nowhere in mail."""
    found = present.absolute(path)
    return found if "://" in found else ""


def _link(name: str, *arguments: str) -> str:
    return _full(reverse(name, args=arguments))


def _mail(
    owner: Any, subject: str, template: str, context: dict[str, Any], uid: str, end: str
) -> EmailMultiAlternatives:
    host = urlsplit(present.absolute("/")).hostname or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<signals-{uid}@{host}>",  # the same when it is sent twice, so that the double is dropped
        "Auto-Submitted": "auto-generated",
        "Date": formatdate(localtime=False),
    }
    if end:  # one click ends it (RFC 8058)
        headers |= {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(f"{template}.txt", context).strip() + "\n"
    mail = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [owner.email], headers=headers)
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail
