"""The page that asks before an upload is taken back, and takes it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Upload
from archive.review.session import EditRefused
from archive.review.staff_page import editable_upload, render_page, review_address, staff_page
from archive.review.undo import once_public, undo_uploads


@staff_page
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    upload = editable_upload(request, pk)
    against = once_public([upload])
    if request.method == "POST" and not against:
        return _undo(request, upload)
    context = {
        "upload": upload, "stories": upload.articles.in_page_order(), "against": against, "title": _("撤销来件"),
        "back": review_address(pk),
    }  # fmt: skip
    return render_page(request, "review/undo.html", context)


def _undo(request: HttpRequest, upload: Upload) -> HttpResponse:
    try:
        count = undo_uploads([upload], request.user)
    except EditRefused as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(review_address(upload.pk))
    text = ngettext("已撤销来件，删去 %(count)d 篇草稿", "已撤销来件，删去 %(count)d 篇草稿", count)
    messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("admin:archive_upload_changelist"))
