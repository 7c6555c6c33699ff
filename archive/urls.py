"""Addresses of the browse and detail pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("articles/<int:pk>/", placeholder, name="article"),
    path("organizations/<int:pk>/", placeholder, name="organization"),
    path("programs/<slug:slug>/", placeholder, name="program"),
]
