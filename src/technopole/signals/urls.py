"""Addresses of signals: one's own pages, feeds, and what one cites."""

from django.urls import path

from technopole.signals.views import feeds, mine, public, webhooks

app_name = "signals"
urlpatterns = [
    path("my/changes/", mine.inbox, name="inbox"),
    path("my/changes/seen", mine.seen, name="seen"),
    path("my/following/", mine.subscriptions, name="subscriptions"),
    path("my/following/feed/<slug:act>", mine.own_feed, name="own-feed-act"),
    path("my/following/<slug:uid>/", mine.subscription, name="subscription"),
    path("my/following/<slug:uid>/<slug:act>", mine.subscription_act, name="subscription-act"),
    path("my/webhooks/", webhooks.webhooks, name="webhooks"),
    path("my/webhooks/new/", webhooks.new, name="webhook-new"),
    path("my/webhooks/<slug:uid>/", webhooks.webhook, name="webhook"),
    path("my/webhooks/<slug:uid>/<slug:act>", webhooks.act, name="webhook-act"),
    path("my/webhooks/<slug:uid>/again/<slug:delivery>", webhooks.again, name="delivery-again"),
    path("follow/list/<slug:name>/", mine.follow_list, name="follow-list"),
    path("follow/<slug:kind>/<slug:uid>/", mine.follow, name="follow"),
    path("feeds/list/<slug:name>.atom", feeds.of_list, name="list-feed"),
    path("feeds/own/<str:secret>.atom", feeds.of_person, name="own-feed"),
    path("feeds/<slug:kind>/<slug:uid>.atom", feeds.of_thing, name="feed"),
    path("signals/<slug:signal>/", public.signal, name="signal"),
    path("unsubscribe/<str:signed>/", public.unsubscribe, name="unsubscribe"),
    path("organisations/<slug:uid>/summary/", public.summary, name="summary"),
    path("id/<slug:scheme>/<path:value>", public.permanently, name="permanent"),
]
