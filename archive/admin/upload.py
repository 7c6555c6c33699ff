"""The desk of uploads: hand files in, see the drafts they became, doubts first, publish one or all.

An upload itself is never changed and never deleted.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from archive.admin.article_status import publish_and_log
from archive.admin.review import ReviewPages
from archive.admin.upload_form import Refusal, UploadForm, receive
from archive.ingest.save import Saved
from archive.models import Article, Upload
from archive.registry.known import load_known


class ChosenUploads(forms.Form):
    """Whose drafts are looked at."""

    upload = forms.ModelMultipleChoiceField(queryset=Upload.objects.defer("text"))


class ChosenDrafts(forms.Form):
    """Which of them are published: one, several, or all."""

    article = forms.ModelMultipleChoiceField(queryset=Article.objects.drafts(), required=False)
    all = forms.BooleanField(required=False)


class UploadDesk(ReviewPages):
    list_display = ["name", "pk", "stories", "charset", "size", "received_at", "received_from"]
    list_select_related = ["received_from"]
    list_filter = ["charset", "script", "received_at"]
    search_fields = ["name", "note", "=sha256"]
    search_help_text = _("文件名、备注或 SHA-256")
    show_full_result_count = False
    readonly_fields = [
        "name", "received_at", "received_from", "note", "shown_doubts", "articles", "shown_noise",
        "text", "size", "charset", "script", "sha256",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return super().get_queryset(request).annotate(story_count=Count("articles")).defer("noise")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.drafts_view)
        return [path("drafts/", view, name="archive_upload_drafts"), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    # What is shown.

    @admin.display(description=_("报道数"), ordering="story_count")
    def stories(self, upload: Any) -> int:
        return upload.story_count

    @admin.display(description=_("存疑"))
    def shown_doubts(self, upload: Upload) -> str:
        return format_html_join("", "<div>{}</div>", ((doubt,) for doubt in upload.doubts)) or "—"

    @admin.display(description=_("报道"))
    def articles(self, upload: Upload) -> str:
        rows = (
            (reverse("admin:archive_article_change", args=[story.pk]), story.headline, story.get_status_display())
            for story in upload.articles.order_by("position")
        )
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', rows) or "—"

    @admin.display(description=_("未归入报道的文字"))
    def shown_noise(self, upload: Upload) -> str:
        texts = (upload.text[start:end].strip() for start, end in upload.noise)
        return format_html_join("", "<div>{}</div>", ((text,) for text in texts if text)) or "—"

    # What is done.

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        saved = self._receive(request, form.cleaned_data) if form.is_valid() else []
        if saved:
            chosen = urlencode({"upload": [one.upload.pk for one in saved]}, doseq=True)
            return HttpResponseRedirect(f"{reverse('admin:archive_upload_drafts')}?{chosen}")
        return self._page(request, "upload_form.html", _("上传"), form=form)

    def _receive(self, request: HttpRequest, said: dict[str, Any]) -> list[Saved]:
        saved = []
        for one in receive(said, load_known(), request.user):
            if isinstance(one, Refusal):
                self.message_user(request, _message(one), messages.ERROR)
                continue
            saved.append(one)
            self.log_addition(request, one.upload, "上传")
        return saved

    def drafts_view(self, request: HttpRequest) -> HttpResponse:
        chosen = ChosenUploads(request.GET)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not chosen.is_valid():
            return HttpResponseRedirect(reverse("admin:archive_upload_changelist"))
        stories = Article.objects.filter(upload__in=chosen.cleaned_data["upload"])
        if request.method == "POST":
            return self._publish(request, stories)
        stories = stories.select_related("source", "region", "upload").order_by("upload", "position")
        return self._page(
            request, "drafts.html", _("收到的报道"),
            stories=sorted(stories, key=lambda story: not story.doubts),
            uploads=chosen.cleaned_data["upload"],
            may_publish=request.user.has_perm("archive.change_article"),
        )  # fmt: skip

    def _publish(self, request: HttpRequest, stories: Any) -> HttpResponse:
        form = ChosenDrafts(request.POST)
        if not request.user.has_perm("archive.change_article"):
            raise PermissionDenied
        if form.is_valid():
            chosen = stories if form.cleaned_data["all"] else stories.filter(pk__in=form.cleaned_data["article"])
            count = publish_and_log(chosen, request.user)
            self.message_user(request, _("已发布 %(count)d 篇") % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _page(self, request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "media": self.media}
        return TemplateResponse(request, f"admin/archive/upload/{template}", context)


def _message(refusal: Refusal) -> str:
    if refusal.former is None:
        return format_html("“{}”{}{}", refusal.name, refusal.reason, _(",未收入"))
    return format_html(
        '“{}”{}：<a href="{}">{}</a>',
        refusal.name,
        refusal.reason,
        reverse("admin:archive_upload_change", args=[refusal.former.pk]),
        _("第 %(number)d 号来件《%(name)s》") % {"number": refusal.former.pk, "name": refusal.former.name},
    )
