"""Likenesses (疑似重复): a story and an earlier one that it resembles, side by side, and the editor's verdict.

Users who may view stories may view likenesses; users who may change stories may give a verdict. Nothing here
publishes or deletes a story.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin
from archive.models import Article, Likeness
from archive.reprints.diff import DiffPiece, pieces_of
from archive.reprints.groups import confirm, reject
from archive.words.change_words import log_note

# Shared text of at least LEAST_FOLDED code points is folded, except for KEPT code points at both ends.
LEAST_FOLDED, KEPT = 300, 80
JUDGEMENTS = {
    Likeness.Verdict.REPRINT.value: (confirm, _("已记为同一篇，两篇归入同一转载组")),
    Likeness.Verdict.DIFFERENT.value: (reject, _("已记为不是同一篇，不再提示")),
}


class JudgementForm(forms.Form):
    verdict = forms.ChoiceField(choices=[(verdict, verdict) for verdict in JUDGEMENTS])


class LikenessAdmin(ArchiveAdmin):
    list_display = ["later", "earlier", "how", "shown_percent", "verdict", "found_at"]
    list_display_links = None
    list_filter = ["verdict", "how", "article__status"]
    list_select_related = ["article", "other"]
    list_per_page = 50
    search_fields = ["=article__pk", "=other__pk", "article__title", "other__title"]
    search_help_text = _("报道编号或标题")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Likeness]:
        heavy = [f"{side}__{name}" for side in ("article", "other") for name in ("spans", "doubts")]
        return super().get_queryset(request).defer(*heavy)

    # Who may do what.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Likeness | None = None) -> bool:
        return request.user.has_perm("archive.view_article") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Likeness | None = None) -> bool:
        return request.user.has_perm("archive.change_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Likeness | None = None) -> bool:
        return False

    # The list.

    @admin.display(description=_("后收的报道"), ordering="article__title")
    def later(self, likeness: Likeness) -> str:
        address = reverse("admin:archive_likeness_change", args=[likeness.pk])
        return format_html('<a href="{}">{}</a>', address, _named(likeness.article))

    @admin.display(description=_("先收的报道"), ordering="other__title")
    def earlier(self, likeness: Likeness) -> str:
        return _named(likeness.other)

    @admin.display(description=_("相同部分"), ordering="percent")
    def shown_percent(self, likeness: Likeness) -> str:
        return f"{likeness.percent}%"

    # The two side by side.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        likeness = self.get_object(request, unquote(object_id))
        if likeness is None:
            raise Http404
        if not self.has_view_permission(request, likeness):
            raise PermissionDenied
        if request.method == "POST":
            return self._judge(request, likeness)
        context = {**self.admin_site.each_context(request), "title": _("疑似重复"), "likeness": likeness}
        context |= {"sides": _sides(likeness), "may_judge": self.has_change_permission(request, likeness)}
        return TemplateResponse(request, "review/compare.html", context)

    def _judge(self, request: HttpRequest, likeness: Likeness) -> HttpResponse:
        if not self.has_change_permission(request, likeness):
            raise PermissionDenied
        form = JudgementForm(request.POST)
        if not form.is_valid():
            self.message_user(request, _("这个请求读不懂，请再试一次"), messages.ERROR)
            return HttpResponseRedirect(request.path)
        judge, message = JUDGEMENTS[form.cleaned_data["verdict"]]
        judge(likeness, request.user)
        self.log_change(request, likeness, log_note(likeness.verdict))
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(self._next(likeness))

    def _next(self, likeness: Likeness) -> str:
        """The address of the next open likeness in the list, or else of the list."""
        following = Likeness.objects.open().newest_first().filter(pk__lt=likeness.pk).first()
        if following is None:
            return reverse("admin:archive_likeness_changelist")
        return reverse("admin:archive_likeness_change", args=[following.pk])


@dataclass(frozen=True)
class ComparedPiece:
    """A piece of one story. The middle of a long piece that both stories share is `folded`."""

    start: str
    is_shared: bool
    folded: str = ""
    end: str = ""


def fold_piece(piece: DiffPiece) -> ComparedPiece:
    if not piece.is_shared or len(piece.text) < LEAST_FOLDED:
        return ComparedPiece(piece.text, piece.is_shared)
    return ComparedPiece(piece.text[:KEPT], True, piece.text[KEPT:-KEPT], piece.text[-KEPT:])


def _named(article: Article) -> str:
    return f"{article.pk} {Truncator(article.headline).chars(40)}"


def _sides(likeness: Likeness) -> list[dict[str, Any]]:
    """Both stories, the later one first, each with its current body cut into pieces."""
    article, other = likeness.article, likeness.other
    return [
        {"name": name, "story": story, "pieces": [fold_piece(piece) for piece in pieces_of(story.body, against.body)]}
        for name, story, against in ((_("后收"), article, other), (_("先收"), other, article))
    ]
