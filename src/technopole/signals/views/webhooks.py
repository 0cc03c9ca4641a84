"""One's webhooks: list, enter, look at what was sent, send again, new secret, pause, remove."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from technopole.core.errors import Invalid, TechnopoleError
from technopole.signals import present, queries, things, words
from technopole.signals.forms import WebhookEditForm, WebhookForm
from technopole.signals.models import Delivery, Webhook
from technopole.signals.services import delivering
from technopole.signals.services import webhooks as services

SHOWN = 50


@login_required
@require_GET
@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """All of one's own."""
    rows = [{"row": row, "state": words.state_of(row)} for row in queries.webhooks(request.user)]
    context = {"rows": rows, "may": services.has_a_program.allows(request.user)}
    return render(request, "signals/webhooks.html", context)


@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Enter one; the page that answers shows its secret, this once."""
    if not services.has_a_program.allows(request.user):
        return redirect("signals:webhooks")
    own = list(queries.subscriptions(request.user).select_related("owner"))
    form = WebhookForm(request.POST or None, subscriptions=[(row, words.title_of(row)) for row in own])
    if request.method == "POST" and form.is_valid():
        chosen = next((row for row in own if row.uid == form.cleaned_data["subscription"]), None)
        try:
            hook, secret = services.enter(request.user, form.cleaned_data["name"], form.cleaned_data["url"], chosen)
        except Invalid as invalid:
            _tell(form, invalid)
        else:
            return render(request, "signals/webhook_secret.html", {"hook": hook, "secret": secret, "is_new": True})
    return render(request, "signals/webhook_new.html", {"form": form})


def _tell(form: Any, invalid: Invalid) -> None:
    for name, reasons in (invalid.fields or {"": [invalid.message]}).items():
        for reason in reasons:
            form.add_error(name if name in form.fields else None, reason)


def _own(request: HttpRequest, uid: str) -> Webhook:
    return get_object_or_404(Webhook.objects.select_related("subscription__owner"), uid=uid, owner=request.user)


@login_required
@never_cache
def webhook(request: HttpRequest, uid: str) -> HttpResponse:
    """One webhook: its address, what was sent, what came back."""
    hook = _own(request, uid)
    form = WebhookEditForm(request.POST or None, initial={"name": hook.name, "url": hook.url})
    if request.method == "POST" and form.is_valid():
        try:
            services.change(hook, hook.version, **form.cleaned_data)
        except Invalid as invalid:
            _tell(form, invalid)
        else:
            messages.success(request, _("Saved."))
            return redirect("signals:webhook", uid)
    sent = list(queries.deliveries(hook).select_related("change")[:SHOWN])
    read = present.read((each.change, each.kind) for each in sent)
    signals = {each.pk: signal for each, signal in zip(sent, read, strict=True)}
    known = things.of_signals(signals.values())
    context = {
        "hook": hook,
        "state": words.state_of(hook),
        "told_of": words.title_of(hook.subscription) if hook.subscription else _("All that I follow"),
        "form": form,
        "deliveries": [
            {
                "row": each,
                "signal": present.row(signals[each.pk], known),
                "state": words.DELIVERIES[each.state],
                "log": list(each.log.all()),
            }
            for each in sent
        ],
    }
    return render(request, "signals/webhook.html", context)


@login_required
@require_POST
@never_cache
def act(request: HttpRequest, uid: str, act: str) -> HttpResponse:
    """Pause, start again, remove, or make a new secret, which the answer shows once."""
    hook = _own(request, uid)
    try:
        if act == "rotate":
            hook, secret = services.rotate(hook)
            return render(request, "signals/webhook_secret.html", {"hook": hook, "secret": secret})
        if act == "remove":
            services.remove(hook)
            messages.success(request, _("The webhook is removed."))
            return redirect("signals:webhooks")
        if act in ("pause", "start"):
            services.change(hook, hook.version, paused=act == "pause")
            messages.success(request, _("Saved."))
            return redirect("signals:webhook", uid)
    except TechnopoleError as refused:
        messages.error(request, refused.message)
        return redirect("signals:webhook", uid)
    raise Http404


@login_required
@require_POST
def again(request: HttpRequest, uid: str, delivery: str) -> HttpResponse:
    """Send one delivery again."""
    row = get_object_or_404(Delivery.objects.select_related("webhook"), uid=delivery, webhook=_own(request, uid))
    delivering.send_again(row)
    messages.success(request, _("It is sent again within a minute."))
    return redirect("signals:webhook", uid)
