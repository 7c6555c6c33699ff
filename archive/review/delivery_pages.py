"""The pages of files that were uploaded together: how far each file is, what became of it, and an undo for all.

While files are waiting, the page of a delivery reloads itself with a Refresh header, so it needs no script.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.deliveries.worker import is_working
from archive.forms.address_query import PageForm, query_values
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.models.delivery import OPEN, FileState
from archive.review.dashboard import with_draft_counts
from archive.review.permissions import may_publish, may_see, may_see_all
from archive.review.session import EditRefused
from archive.review.staff_page import render_page, staff_page
from archive.review.undo import undo_delivery

REFRESH_SECONDS = 3
ON_A_PAGE = 50


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
    files = _files(request, subject)
    open_number = sum(file.state in OPEN for file in files)
    context = {
        "delivery": subject, "files": files, "open_number": open_number, "may_undo": may_undo,
        "ended_number": len(files) - open_number, "title": _("一批来件"), "drafts": _drafts(subject),
        "can_undo": may_undo and any(file.state in (*OPEN, FileState.DONE) for file in files),
        "is_idle": bool(open_number) and not is_working(settings.VAR_DIR),
    }  # fmt: skip
    response = render_page(request, "review/delivery.html", context)
    if open_number and "still" not in request.GET:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _files(request: HttpRequest, subject: Delivery) -> list[DeliveredFile]:
    uploads = with_draft_counts(Upload.objects.defer("text"))
    files = list(subject.files.prefetch_related(Prefetch("upload", uploads)))
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
