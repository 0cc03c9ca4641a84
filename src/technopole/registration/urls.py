"""Addresses of the register of social organisations."""

from django.urls import path

from technopole.registration import lists
from technopole.registration.views import applying, cases, entries, working

app_name = "registration"
urlpatterns = [
    *lists.registrations.urls("registrations/"),
    path("registrations/start/", applying.start, name="start"),
    path("registrations/name-check/", applying.name_check, name="name-check"),
    path("registrations/new/<slug:form>/", applying.new, name="new"),
    path("registrations/mine/", applying.mine, name="mine"),
    path("registrations/notices/", entries.notices, name="notices"),
    path("registrations/worklist/", working.worklist, name="worklist"),
    path("registrations/worklist/export.<str:form>", working.worklist_export, name="worklist-export"),
    path("registrations/consents/", working.consents, name="consents"),
    path("registrations/cases/<slug:uid>/", cases.case, name="case"),
    path("registrations/cases/<slug:uid>/answers/", applying.answer, name="answers"),
    path("registrations/cases/<slug:uid>/papers/", applying.attach, name="attach"),
    path("registrations/cases/<slug:uid>/papers/<slug:paper>/remove/", applying.remove, name="remove"),
    path("registrations/cases/<slug:uid>/<slug:step>", cases.step, name="step"),
    path("registrations/<slug:code>/", entries.entry, name="registration"),
    path("registrations/<slug:code>/certificate/", entries.certificate, name="certificate"),
    path("registrations/<slug:code>/apply/<slug:kind>/", applying.about, name="about"),
]
