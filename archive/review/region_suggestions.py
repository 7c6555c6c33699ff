"""Regions that a few typed letters may mean, for the script that suggests them. In: `?q=`. Out: JSON."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

from archive.forms.registry_names import regions_like
from archive.review.permissions import may_publish
from archive.review.staff_page import staff_page

SUGGESTED = 12


class RegionQuery(forms.Form):
    q = forms.CharField(required=False, max_length=40)


@staff_page
def region_suggestions(request: HttpRequest) -> HttpResponse:
    if not (may_publish(request.user) or request.user.has_perm("archive.add_upload")):
        raise PermissionDenied
    form = RegionQuery(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = regions_like(typed)[:SUGGESTED]
    return JsonResponse({"places": [f"{region.code} {region.path}" for region in found]})
