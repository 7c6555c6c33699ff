"""The page that lists the drafts of some uploads, doubtful ones first, and publishes the ticked ones or all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Article, Upload
from archive.review.permissions import may_publish, may_see, may_see_all
from archive.review.publish import publish_all
from archive.review.staff_page import render_page, staff_page


class ChosenUploads(forms.Form):
    """The uploads whose drafts are listed."""

    upload = forms.ModelMultipleChoiceField(queryset=Upload.objects.defer("text"))


class ChosenDrafts(forms.Form):
    """The drafts to publish: one, several, or all."""

    article = forms.ModelMultipleChoiceField(queryset=Article.objects.drafts(), required=False)
    all = forms.BooleanField(required=False)


@staff_page
def drafts(request: HttpRequest) -> HttpResponse:
    if not (may_see_all(request.user) or request.user.has_perm("archive.add_upload")):
        raise PermissionDenied
    form = ChosenUploads(request.GET)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("admin:archive_upload_changelist"))
    uploads = form.cleaned_data["upload"]
    if not all(may_see(request.user, upload) for upload in uploads):
        raise PermissionDenied
    stories = Article.objects.filter(upload__in=uploads)
    if request.method == "POST":
        return _publish(request, stories)
    stories = stories.select_related("source", "region", "upload").order_by("upload", "position")
    context = {
        "title": _("收到的报道"), "opts": Upload._meta, "uploads": uploads, "may_publish": may_publish(request.user),
        "stories": sorted(stories, key=lambda story: not story.doubts),
    }  # fmt: skip
    return render_page(request, "review/drafts.html", context)


def _publish(request: HttpRequest, stories: Any) -> HttpResponse:
    if not may_publish(request.user):
        raise PermissionDenied
    form = ChosenDrafts(request.POST)
    if form.is_valid():
        chosen = stories if form.cleaned_data["all"] else stories.filter(pk__in=form.cleaned_data["article"])
        count = publish_all(chosen, request.user)
        text = ngettext("已发布 %(count)d 篇", "已发布 %(count)d 篇", count)
        messages.success(request, text % {"count": count})
    return HttpResponseRedirect(request.get_full_path())
