"""Addresses of offers, needs and services, and of the listings behind them."""

from django.urls import path

from technopole.exchange import lists
from technopole.exchange.asking import urls as asking
from technopole.exchange.views import importing, managers, public, reviewing, writing

app_name = "exchange"
urlpatterns = [
    *asking.urlpatterns,
    *lists.needs.urls("needs/"),
    path("needs/<str:uid>/", public.need, name="need"),
    *lists.offers.urls("exchange/offers/"),
    path("exchange/offers/<str:uid>/", public.offer, name="offer"),
    *lists.scenarios.urls("exchange/scenarios/"),
    *lists.services.urls("exchange/services/"),
    path("exchange/services/<str:uid>/", public.service, name="service"),
    path("exchange/managers/", managers.managers, name="managers"),
    path("exchange/managers/me/", managers.own, name="own-manager"),
    path("exchange/listings/mine/", writing.mine, name="mine"),
    path("exchange/listings/new/", writing.start, name="new"),
    path("exchange/listings/new/<slug:profile>/", writing.begin, name="begin"),
    path("exchange/listings/inbox/", reviewing.inbox, name="inbox"),
    path("exchange/listings/inbox/export.<str:form>", reviewing.inbox_export, name="inbox-export"),
    path("exchange/listings/import/", importing.give, name="import"),
    path("exchange/listings/import/<slug:given>/", importing.choose, name="import-choose"),
    path("exchange/listings/<slug:uid>/", reviewing.listing, name="listing"),
    path("exchange/listings/<slug:uid>/answers/", writing.answers, name="answers"),
    path("exchange/listings/<slug:uid>/check/", writing.check, name="check"),
    path("exchange/listings/<slug:uid>/versions/", reviewing.versions, name="versions"),
    path("exchange/listings/<slug:uid>/<slug:step>", reviewing.step, name="step"),
]
