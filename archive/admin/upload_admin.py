"""Uploads in the admin: the list, the page of one upload, and the form that takes files in.

One small text is read at once, in a sandbox. Everything else is only stored, and read by the worker.
An upload is never changed. It is deleted only when all of it is undone.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.admin.article_filters import DraftsFilter
from archive.admin.base import ArchiveAdmin
from archive.deliveries.at_once import Refusal, read_at_once
from archive.deliveries.budgets import QueueFull
from archive.deliveries.delivery_queue import deliver
from archive.deliveries.upload_form import UploadForm, files_and_text
from archive.forms.registry_names import source_names
from archive.models import Article, Upload
from archive.review.dashboard import with_draft_counts
from archive.review.permissions import may_see, may_see_all
from archive.review.staff_page import render_page
from archive.words.change_words import log_note
from archive.words.doubt_words import words_of_doubt


class UploadAdmin(ArchiveAdmin):
    list_display = ["number", "review", "stories", "drafts", "doubtful", "received_at", "received_from"]
    change_list_template = "admin/archive/upload/change_list.html"
    list_select_related = ["received_from"]
    list_filter = [DraftsFilter, "received_at"]
    ordering = ["-pk"]
    search_fields = ["name", "note", "=sha256"]
    search_help_text = _("文件名、报道的标题、备注或 SHA-256")
    show_full_result_count = False
    readonly_fields = [
        "shown_name", "review", "received_at", "received_from", "note", "shown_doubts", "articles", "shown_noise",
        "text", "size", "charset", "script", "sha256",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        """Users who may only upload see their own uploads."""
        rows = with_draft_counts(super().get_queryset(request)).defer("noise")
        return rows if may_see_all(request.user) else rows.filter(received_from=request.user)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Also searches the titles of stories, in a subquery: a join would count each story more than once."""
        found, repeats = super().get_search_results(request, queryset, search_term)
        words = search_term.split()
        if not words:
            return found, repeats
        titled = Article.objects.filter(*(Q(title__icontains=word) for word in words), upload__isnull=False)
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=titled.values("upload"))), False

    def has_view_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        if obj is not None:
            return may_see(request.user, obj)
        return may_see_all(request.user) or self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    # Columns and fields.

    @admin.display(description=_("来件"), ordering="pk")
    def number(self, upload: Upload) -> str:
        return f"{upload.pk}"

    @admin.display(description=_("报道数"), ordering="story_count")
    def stories(self, upload: Any) -> int:
        return upload.story_count

    @admin.display(description=_("待审"), ordering="draft_count")
    def drafts(self, upload: Any) -> str:
        return str(upload.draft_count or "")

    @admin.display(description=_("存疑"), ordering="doubtful_count")
    def doubtful(self, upload: Any) -> str:
        return str(upload.doubtful_count or "")

    @admin.display(description=_("文件名"))
    def shown_name(self, upload: Upload) -> str:
        return upload.shown_name

    @admin.display(description=_("审稿"))
    def review(self, upload: Upload) -> str:
        page = reverse("admin:archive_upload_review", args=[upload.pk])
        return format_html('<a href="{}">{}</a>', page, upload.shown_name)

    @admin.display(description=_("存疑"))
    def shown_doubts(self, upload: Upload) -> str:
        return format_html_join("", "<div>{}</div>", ((words_of_doubt(doubt),) for doubt in upload.doubts)) or "—"

    @admin.display(description=pgettext_lazy("heading", "报道"))
    def articles(self, upload: Upload) -> str:
        rows = (
            (reverse("admin:archive_article_change", args=[story.pk]), story.headline, story.get_status_display())
            for story in upload.articles.order_by("position")
        )
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', rows) or "—"

    @admin.display(description=_("不属于报道的文字"))
    def shown_noise(self, upload: Upload) -> str:
        texts = (upload.text[start:end].strip() for start, end in upload.noise)
        return format_html_join("", "<div>{}</div>", ((text,) for text in texts if text)) or "—"

    # The page that takes files in.

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        answer = self._take_in(request, form) if form.is_valid() else None
        context = {"form": form, "sources": source_names(), "title": _("上传")}
        return answer or render_page(request, "review/upload.html", context)

    def _take_in(self, request: HttpRequest, form: UploadForm) -> HttpResponse | None:
        """Where what was sent is shown. None if nothing was taken in: the form says why."""
        values = form.cleaned_data
        files = files_and_text(values)
        result = read_at_once(files, values, request.user, lambda upload: self._note(request, upload))
        if isinstance(result, Refusal):
            self.message_user(request, _message(result, request.user), messages.ERROR)
            return None
        if result:
            return HttpResponseRedirect(reverse("admin:archive_upload_review", args=[result.upload.pk]))
        try:
            delivery = deliver(files, values, request.user)
        except QueueFull as error:
            form.add_error(None, str(error))
            return None
        return HttpResponseRedirect(reverse("admin:archive_delivery", args=[delivery.pk]))

    def _note(self, request: HttpRequest, upload: Upload) -> None:
        self.log_addition(request, upload, log_note("uploaded"))


def _message(refusal: Refusal, user: Any) -> str:
    """The message about a refused file. It links to the former upload of the same bytes if the user may see it."""
    if refusal.former is None or not may_see(user, refusal.former):
        return format_html(gettext("“{name}”{reason}，未收入"), name=refusal.name, reason=refusal.reason)
    return format_html(
        gettext('“{name}”{reason}：<a href="{address}">第 {number} 号来件《{former}》</a>'),
        name=refusal.name,
        reason=refusal.reason,
        address=reverse("admin:archive_upload_change", args=[refusal.former.pk]),
        number=refusal.former.pk,
        former=refusal.former.shown_name,
    )
