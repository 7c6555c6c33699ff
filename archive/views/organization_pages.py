"""The list of organizations, and the page of one."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.forms.address_query import OrganizationsForm, PageForm, query_values
from archive.models import Article, Organization, PilotUnit
from archive.models.organization import OrganizationKind
from archive.views.paging import page_of, page_of_stories
from archive.views.tilemap import province_names

LIST_SIZE = 200


def organizations(request: HttpRequest) -> HttpResponse:
    """Organizations of one kind (by default unions), in the order of the provinces."""
    values = query_values(OrganizationsForm, request)
    public = Organization.objects.public()
    counts = public.per_kind()
    rows = public.of_kind(values["kind"]).by_place().with_public_counts().select_related("region")
    context = {
        "kind": OrganizationKind(values["kind"]),
        "kinds": [(kind, counts[kind]) for kind in OrganizationKind if kind in counts],
        "names": province_names(),
        "page": page_of(rows, values["page"], LIST_SIZE),
    }
    return render(request, "archive/organizations.html", context)


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    public = Organization.objects.public()
    rows = public.with_public_counts().select_related("region").prefetch_related("aliases")
    subject: Any = get_object_or_404(rows, pk=pk)
    stories = Article.objects.published().naming(subject).newest_first()
    units = PilotUnit.objects.public().filter(organization=subject)
    context = {
        "organization": subject,
        "parent": public.filter(organization=subject).first(),
        "page": page_of_stories(stories, query_values(PageForm, request)["page"], subject.stories),
        "below": public.filter(parent=subject).by_place().with_public_counts()[:LIST_SIZE],
        "units": units.select_related("program", "batch").order_by("program", F("batch").asc(nulls_last=True)),
    }
    return render(request, "archive/organization.html", context)
