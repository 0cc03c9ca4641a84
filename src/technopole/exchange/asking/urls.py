"""Addresses of searching, matching and comparing in the exchange."""

from django.urls import path

from technopole.exchange.asking import comparing, feeds, front, proposing, searching, suggesting

urlpatterns = [
    path("exchange/", front.page, name="front"),
    path("exchange/search/", searching.page, name="search"),
    path("exchange/search/feed.atom", feeds.of_search, name="search-feed"),
    path("exchange/match/", proposing.match, name="match"),
    path("exchange/compare/", comparing.page, name="compare"),
    path("exchange/suggestions/", suggesting.page, name="suggestions"),
    path("exchange/suggestions/<int:number>/dismiss", suggesting.dismiss, name="dismiss-suggestion"),
    path("exchange/offers/<str:uid>/matches/", proposing.for_offer, name="offer-matches"),
    path("needs/<str:uid>/matches/", proposing.for_need, name="need-matches"),
]
