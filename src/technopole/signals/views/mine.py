"""One's own: what changed since one last looked, what one follows, the private feed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from technopole.core.errors import Invalid, TechnopoleError
from technopole.pages.listing import filters
from technopole.signals import mail, queries, things, words
from technopole.signals.forms import FollowForm
from technopole.signals.models import Rhythm, Subscription
from technopole.signals.services import following

PAGE = 50


@login_required
@require_GET
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first, each thing once; what is new since one last looked is marked."""
    user: Any = request.user
    before = request.GET.get("before", "")
    rows = queries.told(user)
    if before.isdecimal() and len(before) <= 18:
        rows = rows.filter(change_id__lt=int(before))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    if len(found) > PAGE and shown[0].change_id != found[PAGE].change_id:
        # a page ends between two lines of history, so that none is cut in two
        shown = [match for match in shown if match.change_id != found[PAGE].change_id]
    seen = following.reader(user).seen
    fresh = {f"{match.change_id}-{match.kind}" for match in shown if match.pk > seen}
    groups = mail.groups(shown)
    for group in groups:
        for row in group["rows"]:
            row["fresh"] = row["id"] in fresh
    context = {
        "groups": groups,
        "fresh": queries.unseen(user),
        "last": queries.last_told(user),
        "following": Subscription.objects.filter(owner=user).count(),
        "older_url": f"{reverse('signals:inbox')}?before={shown[-1].change_id}" if len(found) > PAGE else "",
    }
    return render(request, "signals/inbox.html", context)


@login_required
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Everything up to here is looked at."""
    last = request.POST.get("last", "")
    if last.isdecimal() and len(last) <= 18:
        following.seen(request.user, min(int(last), queries.last_told(request.user)))
    return redirect("signals:inbox")


@login_required
@require_GET
@never_cache
def subscriptions(request: HttpRequest) -> HttpResponse:
    """All that one follows, how one is told, and whether one has a feed."""
    return _subscriptions(request)


def _subscriptions(request: HttpRequest, secret_url: str = "") -> HttpResponse:
    user: Any = request.user
    reader = following.reader(user)
    context = {
        "rows": words.rows_of(list(queries.subscriptions(user).select_related("owner"))),
        "rhythms": Rhythm.choices,
        "reader": reader,
        "address": mail.address(user),
        "secret_url": secret_url,
    }
    return render(request, "signals/subscriptions.html", context)


@login_required
def follow(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Begin to follow a thing."""
    known = things.known([(kind, uid)]).get((kind, uid)) if kind in things.THINGS else None
    if known is None or not known.url:
        raise Http404
    what = {"names": known.names, "url": known.url, "word": things.THINGS[kind].word}

    def begin(**told: Any) -> Subscription:
        return following.follow_thing(request.user, kind, uid, **told)

    there = Subscription.objects.filter(owner=request.user, thing=kind, thing_uid=uid).first()  # type: ignore[misc]
    return _follow(request, kind, what, begin, there)


@login_required
def follow_list(request: HttpRequest, name: str) -> HttpResponse:
    """Begin to follow a list, as the query of this address narrows it."""
    if name not in things.LISTS:
        raise Http404
    thing, query = things.LISTS[name], following.canonical(name, filters(request))
    assert thing.list is not None
    what = {
        "names": thing.list.title,
        "url": reverse(thing.list_page) + (f"?{query}" if query else ""),
        "word": _("List"),
        "filters": things.in_words(name, query, request.user),
        "count": things.narrowed(name, query, request.user).count(),
    }

    def begin(**told: Any) -> Subscription:
        return following.follow_list(request.user, name, query, **told)

    there = Subscription.objects.filter(owner=request.user, list_name=name, query=query).first()  # type: ignore[misc]
    return _follow(request, thing.kind, what, begin, there)


def _follow(
    request: HttpRequest, kind: str, what: dict[str, Any], begin: Any, there: Subscription | None
) -> HttpResponse:
    initial = {"kinds": there.kinds, "rhythm": there.rhythm, "name": there.name} if there else None
    form = FollowForm(request.POST or None, thing=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            begin(**form.cleaned_data)
        except Invalid as invalid:
            form.add_error(None, f"{invalid.message} {invalid.hint}".strip())
        else:
            messages.success(request, _("You follow it now."))
            return redirect("signals:subscriptions")
    context = {"form": form, "what": what, "there": there, "address": mail.address(request.user)}
    return render(request, "signals/follow.html", context)


def _own(request: HttpRequest, uid: str) -> Subscription:
    return get_object_or_404(Subscription.objects.select_related("owner"), uid=uid, owner=request.user)


@login_required
def subscription(request: HttpRequest, uid: str) -> HttpResponse:
    """Change how one is told of one subscription."""
    row = _own(request, uid)
    initial = {"kinds": row.kinds, "rhythm": row.rhythm, "name": row.name}
    form = FollowForm(request.POST or None, thing=row.thing, initial=initial)
    if request.method == "POST" and form.is_valid():
        following.change(row, row.version, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("signals:subscriptions")
    context = {"form": form, "what": words.row_of(row), "there": row, "address": mail.address(request.user)}
    return render(request, "signals/follow.html", context)


@login_required
@require_POST
def subscription_act(request: HttpRequest, uid: str, act: str) -> HttpResponse:
    """Pause, resume or end a subscription, or change its rhythm, with one button."""
    row = _own(request, uid)
    try:
        if act == "end":
            following.end(row)
        elif act in ("pause", "resume"):
            following.change(row, row.version, paused=act == "pause")
        elif act == "rhythm":
            following.change(row, row.version, rhythm=request.POST.get("rhythm", ""))
        else:
            raise Http404
    except TechnopoleError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, {"end": _("You no longer follow it.")}.get(act) or _("Saved."))
    return redirect("signals:subscriptions")


@login_required
@require_POST
@never_cache
def own_feed(request: HttpRequest, act: str) -> HttpResponse:
    """Make a new address of the private feed, shown once, or end it; or say that mail arrives again."""
    if act == "new":
        secret = following.new_feed(request.user)
        return _subscriptions(request, request.build_absolute_uri(reverse("signals:own-feed", args=[secret])))
    if act == "end":
        following.end_feed(request.user)
        messages.success(request, _("The address of your feed no longer works."))
    elif act == "mail":
        following.mail_arrives(request.user)
        messages.success(request, _("Mail is sent to you again."))
    else:
        raise Http404
    return redirect("signals:subscriptions")
