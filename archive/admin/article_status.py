"""The buttons and actions that publish and withdraw: the only ways an editor changes a story's status.

Who may change stories may publish and withdraw them; each is written into Django's log of changes.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from archive.admin.article_form import WithdrawalForm
from archive.admin.base import ArchiveAdmin
from archive.models import Article, Change
from archive.models.article_queryset import ArticleQuerySet
from archive.models.change import Action
from archive.slices import in_slices

WITHDRAWN_AT_ONCE = 500  # each is written into the form that asks for the reason


@transaction.atomic
def publish_and_log(articles: ArticleQuerySet, user: Any) -> int:
    """Publish the drafts among these that have a text; how many there were."""
    ids = list(articles.drafts().exclude(body="").values_list("pk", flat=True))
    for keys in in_slices(ids):
        some = Article.objects.filter(pk__in=keys)
        LogEntry.objects.log_actions(user.pk, list(some), CHANGE, "发布")
        Change.objects.note_all(Action.PUBLISH, user, some)
        some.publish_all()
    return len(ids)


class StatusChanges(ArchiveAdmin):
    actions = ["publish_selected", "withdraw_selected"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:pk>/withdraw/", view, name="archive_article_withdraw"), *super().get_urls()]

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        try:
            obj.publish()
        except ValidationError as error:
            self.message_user(request, "；".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.log_change(request, obj, "发布")
        Change.objects.note(Action.PUBLISH, request.user, "", article=obj)
        self.message_user(request, _("已发布《%(story)s》") % {"story": obj.headline}, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(Article, pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask_reason(request, form, [article], bulk=False)
        self._withdraw(request, article, form.cleaned_data["reason"])
        return HttpResponseRedirect(reverse("admin:archive_article_change", args=[pk]))

    @admin.action(description=_("发布所选草稿"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        count = publish_and_log(queryset, request.user)
        self.message_user(request, _("已发布 %(count)d 篇") % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("撤回所选报道"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        stories = list(queryset.published()[: WITHDRAWN_AT_ONCE + 1])
        if not 0 < len(stories) <= WITHDRAWN_AT_ONCE:
            several = _("一次最多撤回 %(count)d 篇") % {"count": WITHDRAWN_AT_ONCE}
            self.message_user(request, several if stories else _("所选之中没有已发布的报道"), messages.WARNING)
            return None
        form = WithdrawalForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask_reason(request, form, stories, bulk=True)
        for story in stories:
            self._withdraw(request, story, form.cleaned_data["reason"])
        return None

    def _withdraw(self, request: HttpRequest, article: Article, reason: str) -> None:
        try:
            article.withdraw(reason)
        except ValidationError as error:
            self.message_user(request, f"《{article.headline}》：{'；'.join(error.messages)}", messages.ERROR)
            return
        self.log_change(request, article, f"撤回：{reason}")
        Change.objects.note(Action.WITHDRAW, request.user, reason, article=article)
        self.message_user(request, _("已撤回《%(story)s》") % {"story": article.headline}, messages.SUCCESS)

    def _ask_reason(
        self, request: HttpRequest, form: WithdrawalForm, stories: list[Article], **context: Any
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request)
        context |= {"title": _("撤回报道"), "opts": self.opts, "form": form, "stories": stories, "media": self.media}
        return TemplateResponse(request, "admin/archive/article/withdraw.html", context)
