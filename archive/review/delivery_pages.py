"""The pages of files that were uploaded together: how far each file is, what became of it, and an undo for all.

While files are waiting, the page of a delivery reloads itself with a Refresh header, so it needs no script. It does so
less and less often.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.deliveries.budgets import resumes_at
from archive.deliveries.worker import is_working
from archive.forms.address_query import PageForm, query_values
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.review.dashboard import with_draft_counts
from archive.review.permissions import may_publish, may_see, may_see_all
from archive.review.session import EditRefused
from archive.review.staff_page import render_page, staff_page
from archive.review.undo import undo_delivery

# Seconds since the delivery came, and the seconds from one look at it to the next until then.
REFRESHES = ((30, 2), (300, 5), (float("inf"), 30))
WHILE_RESTING = 300
ON_A_PAGE = 50
FILES_ON_A_PAGE = 200


@staff_page
def deliveries(request: HttpRequest) -> HttpResponse:
    if not (may_see_all(request.user) or request.user.has_perm("archive.add_upload")):
        raise PermissionDenied
    rows = Delivery.objects.with_counts().select_related("sent_by").order_by("-pk")
    visible = rows if may_see_all(request.user) else rows.filter(sent_by=request.user.pk)
    page = Paginator(visible, ON_A_PAGE).get_page(query_values(PageForm, request)["page"])
    return render_page(request, "review/deliveries.html", {"page": page, "title": _("各批来件")})


@staff_page
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Delivery, pk=pk)
    is_own = request.user.has_perm("archive.add_upload") and subject.sent_by == request.user
    if not (may_see_all(request.user) or is_own):
        raise PermissionDenied
    may_undo = is_own or may_publish(request.user)
    if request.method == "POST":
        return _undo(request, subject, may_undo)
    tally = subject.tally()
    page = Paginator(subject.files.all(), FILES_ON_A_PAGE).get_page(query_values(PageForm, request)["page"])
    context = {
        "delivery": subject, "page": page, "files": _files(request, page.object_list), "tally": tally,
        "may_undo": may_undo, "title": _("一批来件"), "drafts": _drafts(subject),
        "can_undo": may_undo and tally.open + tally.done > 0,
        "is_idle": tally.open > 0 and not is_working(settings.VAR_DIR),
        "resumes_at": resumes_at(subject.sent_by) if tally.waiting else None,
        "again_after": 0,
    }  # fmt: skip
    if tally.open and "still" not in request.GET:
        context["again_after"] = WHILE_RESTING if context["resumes_at"] else _seconds_until_next(subject)
    response = render_page(request, "review/delivery.html", context)
    if context["again_after"]:
        response.headers["Refresh"] = str(context["again_after"])
    return response


def _seconds_until_next(subject: Delivery) -> int:
    """The longer the files have waited, the longer the page waits before it looks again."""
    age = (timezone.now() - subject.sent_at).total_seconds()
    return next(seconds for until, seconds in REFRESHES if age < until)


def _files(request: HttpRequest, rows: Any) -> list[DeliveredFile]:
    uploads = with_draft_counts(Upload.objects.defer("text"))
    files = list(rows.prefetch_related(Prefetch("upload", uploads)))
    for file in files:
        if file.upload and not may_see(request.user, file.upload):
            file.upload = None  # somebody else uploaded the same bytes before: the page must not link to that upload
    return files


def _undo(request: HttpRequest, subject: Delivery, may_undo: bool) -> HttpResponse:
    if not may_undo:
        raise PermissionDenied
    try:
        count = undo_delivery(subject, request.user)
    except EditRefused as error:
        messages.error(request, str(error))
    else:
        text = ngettext("已撤销这一批，删去 %(count)d 篇草稿", "已撤销这一批，删去 %(count)d 篇草稿", count)
        messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("admin:archive_delivery", args=[subject.pk]))


def _drafts(delivery: Delivery) -> int:
    done = delivery.files.filter(state=FileState.DONE)
    return Article.objects.drafts().filter(upload__in=done.values("upload")).count()
