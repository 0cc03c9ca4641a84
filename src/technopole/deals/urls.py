"""Addresses of enquiries, deals, help along the way, certificates, publicity notices and the market's figures."""

from django.urls import path

from technopole.deals.views import deals, desk, enquiries, public, valuing

app_name = "deals"
urlpatterns = [
    path("exchange/enquire/<slug:kind>/<slug:uid>/", enquiries.enquire, name="enquire"),
    path("exchange/enquiries/", enquiries.mine, name="enquiries"),
    path("exchange/enquiries/<slug:uid>/", enquiries.enquiry, name="enquiry"),
    path("exchange/enquiries/<slug:uid>/<slug:step>/", enquiries.step, name="enquiry-step"),
    path("exchange/deals/", deals.mine, name="deals"),
    path("exchange/deals/<slug:uid>/", deals.deal, name="deal"),
    path("exchange/deals/<slug:uid>/help/", deals.ask_help, name="ask-help"),
    path("exchange/deals/<slug:uid>/files/<slug:paper>/", deals.paper, name="paper"),
    path("exchange/deals/<slug:uid>/<slug:step>/", deals.step, name="deal-step"),
    path("exchange/help/<slug:uid>/", deals.help_request, name="help"),
    path("exchange/help/<slug:uid>/<slug:step>/", deals.help_step, name="help-step"),
    path("exchange/value/<slug:kind>/<slug:uid>/", valuing.value, name="value"),
    path("exchange/desk/", desk.desk, name="desk"),
    path("exchange/contracts/", desk.contracts, name="contracts"),
    path("exchange/contracts/export.<str:form>", desk.contracts_export, name="contracts-export"),
    path("exchange/certificates/", public.verify, name="verify"),
    path("exchange/certificates/<slug:number>/", public.certificate, name="certificate"),
    path("exchange/notices/", public.notices, name="notices"),
    path("exchange/notices/<slug:uid>/", public.notice, name="notice"),
    path("exchange/market/", public.market, name="market"),
    path("exchange/market/export.<str:form>", public.market_export, name="market-export"),
]
