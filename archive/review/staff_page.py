"""Shared by all pages of the review: the login of the admin site, its frame, and the upload that a page is about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from archive.forms.address_query import LAST_PAGE
from archive.models import Upload
from archive.review.permissions import may_edit, may_see

View = Callable[..., HttpResponse]


def staff_page(view: View) -> View:
    """A view for people who may use the admin site. Everybody else is sent to its login page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return admin.site.admin_view(view)(request, *args, **kwargs)

    return checked


def render_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """`template` inside the frame of the admin site."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)


def visible_upload(request: HttpRequest, pk: int) -> Upload:
    """Raises Http404, and PermissionDenied if the user may not see the upload."""
    upload = get_object_or_404(Upload, pk=pk)
    if not may_see(request.user, upload):
        raise PermissionDenied
    return upload


def editable_upload(request: HttpRequest, pk: int) -> Upload:
    """Raises Http404, and PermissionDenied if the user may not change the upload."""
    upload = visible_upload(request, pk)
    if not may_edit(request.user, upload):
        raise PermissionDenied
    return upload


class ReviewQuery(forms.Form):
    """The query of a review address: the story to show, the line to cut, the order of the lines, the page of facts."""

    story = forms.IntegerField(required=False)
    line = forms.IntegerField(required=False)
    order = forms.ChoiceField(choices=[("reading", "reading")], required=False)
    facts = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)


def review_query(data: Any) -> dict[str, Any]:
    """The values of a ReviewQuery; if one of them makes no sense, all are empty."""
    form = ReviewQuery(data)
    return form.cleaned_data if form.is_valid() else {"story": None, "line": None, "order": "", "facts": None}


def review_address(upload: int, story: int | None = None, order: str = "", facts: int = 1) -> str:
    page = reverse("admin:archive_upload_review", args=[upload])
    given = {"story": story, "order": order, "facts": facts if facts > 1 else None}
    query = {name: value for name, value in given.items() if value}
    return f"{page}?{urlencode(query)}" if query else page
