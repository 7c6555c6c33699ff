"""The page 我的帐号: the devices on which an account is logged in, with buttons that end these sessions.

Everybody at the desk has one; managers also see those of others. A form names a session by the key of our own row,
never by the key in the cookie.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext

from accounts.device_words import device_words
from accounts.models import DeskSession
from accounts.watch_accounts import end_these
from archive.review.staff_page import render_page, staff_page
from archive.words.languages import listed

MOST_SHOWN = 50


class EndForm(forms.Form):
    """One session, or all of them but the one in which this is asked."""

    session = forms.IntegerField(required=False)
    others = forms.BooleanField(required=False)


@dataclass(frozen=True)
class SessionRow:
    row: DeskSession
    device: str
    is_here: bool


@staff_page
def own_account(request: HttpRequest) -> HttpResponse:
    return _answer(request, request.user)


@staff_page
def account(request: HttpRequest, pk: int) -> HttpResponse:
    if pk != request.user.pk and not request.user.has_perm("auth.change_user"):
        raise PermissionDenied
    return _answer(request, get_object_or_404(User, pk=pk))


def _answer(request: HttpRequest, subject: Any) -> HttpResponse:
    live = DeskSession.objects.live().filter(user=subject)
    if request.method == "POST":
        return _end(request, live, subject)
    here = request.session.session_key
    shown = live.latest_first()[:MOST_SHOWN]
    number = live.count()
    is_own = subject.pk == request.user.pk
    context: dict[str, Any] = {
        "subject": subject,
        "roles": listed(subject.groups.values_list("name", flat=True)),
        "is_own": is_own,
        "rows": [SessionRow(row, device_words(row.agent), row.session_id == here) for row in shown],
        "number": number,
        "most_shown": MOST_SHOWN,
        "others": live.exclude(session_id=here).exists(),
        "title": gettext("我的帐号") if is_own else gettext("帐号“%(name)s”") % {"name": subject.get_username()},
    }
    return render_page(request, "accounts/account.html", context)


def _end(request: HttpRequest, live: Any, subject: Any) -> HttpResponse:
    form = EndForm(request.POST)
    one, others = (form.cleaned_data["session"], form.cleaned_data["others"]) if form.is_valid() else (None, False)
    if one is None and not others:
        messages.error(request, gettext("这个请求读不懂，请再试一次"))
        return HttpResponseRedirect(request.path)
    elsewhere = live.exclude(session_id=request.session.session_key)
    number = end_these(elsewhere if others else elsewhere.filter(pk=one), subject, "asked")
    text = ngettext("已结束 %(count)d 个会话", "已结束 %(count)d 个会话", number) % {"count": number}
    messages.success(request, text if number else gettext("这个会话已经不在了"))
    return HttpResponseRedirect(request.path)
