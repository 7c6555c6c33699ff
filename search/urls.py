"""Addresses of search."""

from django.urls import path

from search import quote_page, suggest, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("quote/", quote_page.quote, name="quote"),
    path("suggest/", suggest.suggest, name="suggest"),
]
