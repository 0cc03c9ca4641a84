"""Addresses of events, facilities and the showcase."""

from django.urls import path

from technopole.programme import lists, views
from technopole.programme.trials import views as trials

app_name = "programme"
urlpatterns = [
    path("events/calendar.ics", views.calendar_feed, name="calendar"),
    *lists.events.urls("events/"),
    path("events/<str:uid>/", views.event, name="event"),
    path("events/<str:uid>/event.ics", views.event_calendar, name="event-calendar"),
    *lists.facilities.urls("facilities/"),
    path("facilities/<str:uid>/", views.facility, name="facility"),
    *lists.showcase.urls("showcase/"),
    path("showcase/trials/<str:uid>/", trials.trial, name="trial"),
    path("showcase/trials/<str:uid>/<slug:step>/", trials.step, name="trial-step"),
    path("showcase/<str:uid>/", views.showcase_item, name="showcase-item"),
    path("showcase/<str:uid>/try/", trials.ask, name="ask-trial"),
]
