"""The page that asks for the reason of a withdrawal, for one story or for several that are ticked in the list."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.forms.form_fields import ColonLabels
from archive.forms.typed_text import TypedText
from archive.models import Article
from archive.review.permissions import may_publish
from archive.review.publish import withdraw_story
from archive.review.staff_page import render_page, staff_page
from archive.words.languages import in_sequence


class WithdrawalForm(ColonLabels, forms.Form):
    reason = TypedText(
        label=gettext_lazy("撤回原因"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy("读者打开原网址时会看到"),
        error_messages={"required": gettext_lazy("请写明撤回原因")},
    )


@staff_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    story = get_object_or_404(Article, pk=pk)
    if not may_publish(request.user):
        raise PermissionDenied
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    return withdraw_or_ask(request, form, [story], bulk=False) or HttpResponseRedirect(
        reverse("admin:archive_article_change", args=[pk])
    )


def withdraw_or_ask(
    request: HttpRequest, form: WithdrawalForm, stories: Sequence[Article], *, bulk: bool
) -> HttpResponse | None:
    """Withdraw the stories if the form gives a reason; otherwise return the page that asks for one.

    `bulk`: the page posts to the list of stories, as an action on its ticked rows.
    """
    if form.is_valid():
        for story in stories:
            _withdraw(request, story, form.cleaned_data["reason"])
        return None
    context = {"title": _("撤回报道"), "opts": Article._meta, "form": form, "stories": stories, "bulk": bulk}
    return render_page(request, "review/withdraw.html", context)


def _withdraw(request: HttpRequest, story: Article, reason: str) -> None:
    try:
        withdraw_story(story, request.user, reason)
    except ValidationError as error:
        why = in_sequence(error.messages)
        messages.error(request, _("《%(story)s》：%(why)s") % {"story": story.headline, "why": why})
    else:
        messages.success(request, _("已撤回《%(story)s》") % {"story": story.headline})
