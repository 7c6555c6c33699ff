"""Takes back uploads and deliveries: their drafts and rows are deleted, if no story of them was ever public.

In: uploads, or a delivery. Out: how many drafts were deleted. The bytes stay on the disk: the same file may arrive
at any moment, and its new row must find them.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.ingest.discard import remove_drafts
from archive.models import Article, Change, Delivery, Upload
from archive.models.article_choices import Status
from archive.models.article_queryset import ArticleQuerySet
from archive.models.change import Action
from archive.models.delivery import OPEN, FileState
from archive.review.session import EditRefused
from archive.words.change_words import ChangeNote


def once_public(uploads: Sequence[Upload]) -> ArticleQuerySet:
    """The stories of these uploads that are or were public: they prevent an undo."""
    return Article.objects.filter(upload__in=[upload.pk for upload in uploads]).exclude(status=Status.DRAFT)


@transaction.atomic
def undo_uploads(uploads: Sequence[Upload], editor: Any) -> int:
    """All of them or none. Raises EditRefused if a story of them was public."""
    ids = [upload.pk for upload in uploads]
    list(Upload.objects.select_for_update().filter(pk__in=ids).values_list("pk"))
    if once_public(uploads).exists():
        raise EditRefused(_("已经有报道发布过，不能撤销"))
    count = remove_drafts(Article.objects.filter(upload__in=ids))
    for upload in uploads:
        named = {"number": upload.pk, "name": upload.name, "is_pasted": upload.is_pasted}
        what = ChangeNote("upload-undone", named)
        Change.objects.note(Action.UNDO, editor, what=what, before={"sha256": upload.sha256})
    Upload.objects.filter(pk__in=ids).delete()
    return count


@transaction.atomic
def undo_delivery(delivery: Delivery, editor: Any) -> int:
    """Take back every upload of the delivery and cancel its waiting files. Raises EditRefused as `undo_uploads`."""
    delivery.files.filter(state__in=OPEN).update(state=FileState.CANCELLED, ended_at=timezone.now())
    done = delivery.files.filter(state=FileState.DONE).select_related("upload")
    count = undo_uploads([file.upload for file in done if file.upload], editor)
    delivery.files.filter(state=FileState.DONE).update(state=FileState.CANCELLED)
    return count
