"""Stories in the admin: drafts are edited freely, published stories are corrected with a reason.

Nobody edits the status itself: buttons and actions publish and withdraw.
"""

from contextlib import nullcontext
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.article_filters import DoubtFilter, ProvinceFilter
from archive.admin.article_form import ArticleForm, CorrectionForm
from archive.admin.article_inlines import (
    ChangeInline,
    CreditInline,
    FigureInline,
    MentionInline,
    ProgramMentionInline,
    RowsPage,
    VersionInline,
)
from archive.admin.base import ArchiveAdmin
from archive.ingest.discard import remove_drafts
from archive.ingest.load_known import known_at_hand
from archive.models import Article, Likeness
from archive.models.article import CORRECTABLE, Status
from archive.models.change import Action
from archive.reprints.detect import sign_and_find
from archive.review.evidence_spans import texts
from archive.review.field_edits import editable_values, note_difference
from archive.review.publish import publish_all, publish_story
from archive.review.relink import update_links
from archive.review.withdraw_page import WithdrawalForm, withdraw_or_ask
from archive.signals import status_notes
from archive.words.doubt_words import words_of_doubt
from archive.words.languages import in_sequence
from text.script import script_of

PRINTED = ["kicker", "title", "subtitle", "body", "kind"]
PLACED = [
    ("source", "source_inferred"), "page", ("published_on", "published_inferred"), "url",
    ("region", "region_inferred"), ("event_date", "event_date_inferred"),
]  # fmt: skip
STATUS_FIELDS = ["shown_status", "script", "version", "shown_upload", "external_id", "withdrawn_reason"]
WITHDRAWN_AT_ONCE = 500  # the page that asks for the reason has a hidden input for each


class ArticleAdmin(ArchiveAdmin):
    list_display = ["headline", "shown_status", "published_on", "source", "region", "kind", "doubt_count"]
    list_filter = ["status", DoubtFilter, "kind", "script", ProvinceFilter, "is_demo"]
    list_select_related = ["source", "region"]
    list_per_page = 50
    search_fields = ["title", "kicker", "subtitle", "=external_id"]
    search_help_text = _("标题、引题、副题或外部编号；正文请用首页的检索")
    date_hierarchy = "published"
    show_full_result_count = False
    autocomplete_fields = ["source", "region"]
    readonly_fields = STATUS_FIELDS
    inlines = [CreditInline, MentionInline, ProgramMentionInline, FigureInline, VersionInline, ChangeInline]
    actions = ["publish_selected", "withdraw_selected"]

    # Columns and fields.

    @admin.display(description=_("标题"), ordering="title")
    def headline(self, article: Article) -> str:
        return Truncator(article.headline).chars(60) or gettext("(无题)")

    @admin.display(description=_("状态"), ordering="status")
    def shown_status(self, article: Any) -> str:
        """The status, and for a published story whether readers can find it."""
        note = getattr(article, "index_status", None)
        if note is None:
            note = status_notes([article.pk]).get(article.pk, "") if article.pk and article.is_public else ""
        return f"{article.get_status_display()} · {note}" if note else article.get_status_display()

    @admin.display(description=_("见报日"), ordering="published")
    def published_on(self, article: Article) -> str:
        return article.published_edtf or "—"

    @admin.display(description=_("存疑"))
    def doubt_count(self, article: Article) -> str:
        return str(len(article.doubts)) if article.doubts else ""

    @admin.display(description=_("存疑"))
    def shown_doubts(self, article: Article) -> str:
        return format_html_join("", "<div>{}</div>", ((words_of_doubt(doubt),) for doubt in article.doubts)) or "—"

    @admin.display(description=_("来件"))
    def shown_upload(self, article: Article) -> str:
        if article.upload is None:
            return "—"
        page = reverse("admin:archive_upload_review", args=[article.upload.pk])
        return format_html(
            '<a href="{}?story={}">{}</a>', page, article.pk, f"{article.upload.pk} {article.upload.shown_name}"
        )

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public else None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Asks for the index status of all stories on this page of the list at once."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        notes = status_notes([story.pk for story in rows if story.is_public])
        for story in rows:
            story.index_status = notes.get(story.pk, "")
        changelist.result_list = rows
        return changelist

    # The form.

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        kwargs["form"] = CorrectionForm if self._needs_reason(request, obj) else ArticleForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        reason = [(_("更正"), {"fields": ["reason"]})] if self._needs_reason(request, obj) else []
        status = self._status_fieldsets(obj, self.has_change_permission(request, obj)) if obj else []
        return [*reason, (_("见报文字"), {"fields": PRINTED}), (_("出处与地点"), {"fields": PLACED}), *status]

    def _status_fieldsets(self, article: Article, may_change: bool) -> list[tuple[Any, dict[str, list[str]]]]:
        if not may_change:
            return [(_("现状"), {"fields": ["shown_doubts", *STATUS_FIELDS]})]
        doubts = ["cleared", "own_doubts"] if article.doubts else ["own_doubts"]
        return [(_("存疑"), {"fields": doubts}), (_("现状"), {"fields": STATUS_FIELDS})]

    def _needs_reason(self, request: HttpRequest, article: Article | None) -> bool:
        return bool(article and article.status != Status.DRAFT and self.has_change_permission(request, article))

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> Any:
        return self.inlines if obj else [CreditInline]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        story = self.get_object(request, unquote(object_id))
        status = story.status if story and self.has_change_permission(request, story) else ""
        buttons = {"may_publish": status and status != Status.PUBLISHED, "may_withdraw": status == Status.PUBLISHED}
        context = {**(extra_context or {}), **buttons, "rows": RowsPage.of(story, request)}
        with known_at_hand() if request.method == "POST" else nullcontext():
            return super().change_view(request, object_id, form_url, context)

    # Publish and withdraw.

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        try:
            publish_story(obj, request.user)
        except ValidationError as error:
            self.message_user(request, in_sequence(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("已发布《%(story)s》") % {"story": obj.headline}, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @admin.action(description=_("发布所选草稿"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        count = publish_all(queryset, request.user)
        self.message_user(
            request, ngettext("已发布 %(count)d 篇", "已发布 %(count)d 篇", count) % {"count": count}, messages.SUCCESS
        )

    @admin.action(description=_("撤回所选报道"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        stories = list(queryset.published()[: WITHDRAWN_AT_ONCE + 1])
        if not 0 < len(stories) <= WITHDRAWN_AT_ONCE:
            several = ngettext("一次最多撤回 %(count)d 篇", "一次最多撤回 %(count)d 篇", WITHDRAWN_AT_ONCE) % {
                "count": WITHDRAWN_AT_ONCE
            }
            self.message_user(request, several if stories else _("所选之中没有已发布的报道"), messages.WARNING)
            return None
        form = WithdrawalForm(request.POST if "reason" in request.POST else None)
        return withdraw_or_ask(request, form, stories, bulk=True)

    # Save and delete.

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        obj.script = script_of("\n".join(texts(obj).values()))
        if not change:
            obj.save()
            return
        old = Article.objects.select_related("source", "region").get(pk=obj.pk)
        before, form.then = texts(old), editable_values(old)
        if obj.status == Status.DRAFT:
            obj.save()
        else:
            changed = {name: getattr(obj, name) for name in CORRECTABLE}
            obj.correct(form.cleaned_data["reason"], by=request.user, **changed)
        update_links(obj, before)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Writes down what changed, once the story and all its inlines are saved."""
        super().save_related(request, form, formsets, change)
        if not change:
            sign_and_find([form.instance])
        if change:
            reason = form.cleaned_data.get("reason", "")
            action = Action.CORRECT if reason else Action.FIELDS
            note_difference(form.instance, form.then, action, request.user, reason)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Only drafts can be deleted. A story that was public once is withdrawn instead."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.status == Status.DRAFT)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Likenesses are deleted with their story, and need no permission: nobody deletes one by itself."""
        objects, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return objects, counts, set(forbidden) - {Likeness._meta.verbose_name}, protected

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        remove_drafts(Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        remove_drafts(queryset)
