"""Files handed in together: how far each is, what became of it, and the whole taken back.

The page asks to be loaded again by itself while something waits: it needs no script.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from archive.deliveries.delivery_queue import undo
from archive.deliveries.worker import is_working
from archive.forms import PageForm, asked
from archive.models import Article, Delivery, Upload
from archive.models.delivery import OPEN, FileState
from archive.review.dashboard import with_draft_counts
from archive.review.permissions import may_publish, may_see, may_see_all
from archive.review.review_views import ReviewPages
from archive.review.session import EditRefused

REFRESH_SECONDS = 3
ON_A_PAGE = 50


class DeliveryPages(ReviewPages):
    """The pages below /admin/archive/upload/deliveries/."""

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(view), name=name)

        return [
            page("deliveries/", self.deliveries_view, "archive_deliveries"),
            page("deliveries/<int:pk>/", self.delivery_view, "archive_delivery"),
            *super().get_urls(),
        ]

    def deliveries_view(self, request: HttpRequest) -> HttpResponse:
        if not (may_see_all(request.user) or request.user.has_perm("archive.add_upload")):
            raise PermissionDenied
        rows = Delivery.objects.with_counts().select_related("sent_by").order_by("-pk")
        mine = rows if may_see_all(request.user) else rows.filter(sent_by=request.user.pk)
        page = Paginator(mine, ON_A_PAGE).get_page(asked(PageForm, request)["page"])
        return self._desk_page(request, "deliveries.html", {"page": page, "title": _("各批来件")})

    def delivery_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(Delivery, pk=pk)
        is_own = request.user.has_perm("archive.add_upload") and delivery.sent_by == request.user
        if not (may_see_all(request.user) or is_own):
            raise PermissionDenied
        may_undo = is_own or may_publish(request.user)
        if request.method == "POST":
            return self._take_back(request, delivery, may_undo)
        files = list(
            delivery.files.prefetch_related(Prefetch("upload", with_draft_counts(Upload.objects.defer("text"))))
        )
        for file in files:
            if file.upload and not may_see(request.user, file.upload):
                file.upload = None  # the same bytes came from somebody else: only that they did is told
        open_number = sum(file.state in OPEN for file in files)
        context = {
            "delivery": delivery, "files": files, "open_number": open_number, "may_undo": may_undo,
            "ended_number": len(files) - open_number, "title": _("一批来件"), "drafts": _drafts(delivery),
            "can_undo": may_undo and any(file.state in (*OPEN, FileState.DONE) for file in files),
            "is_idle": bool(open_number) and not is_working(settings.VAR_DIR),
        }  # fmt: skip
        response = self._desk_page(request, "delivery.html", context)
        if open_number and "still" not in request.GET:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    def _take_back(self, request: HttpRequest, delivery: Delivery, may_undo: bool) -> HttpResponse:
        if not may_undo:
            raise PermissionDenied
        try:
            count = undo(delivery, request.user)
        except EditRefused as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("已撤销这一批，删去 %(count)d 篇草稿") % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:archive_delivery", args=[delivery.pk]))


def _drafts(delivery: Delivery) -> int:
    done = delivery.files.filter(state=FileState.DONE)
    return Article.objects.drafts().filter(upload__in=done.values("upload")).count()
