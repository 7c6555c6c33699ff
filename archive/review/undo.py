"""An upload taken back whole: its drafts and its row go, as long as nothing of it was ever public.

In: uploads. Out: how many drafts there were. The bytes stay on the disk, as when a save breaks off: the same
file may arrive at any moment, and its row must find them.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from archive.ingest.discard import remove_drafts
from archive.models import Article, Change, Upload
from archive.models.article_queryset import ArticleQuerySet, Status
from archive.models.change import Action
from archive.review.session import EditRefused


def what_stands_against(uploads: Sequence[Upload]) -> ArticleQuerySet:
    """The stories of these that were public once."""
    return Article.objects.filter(upload__in=[upload.pk for upload in uploads]).exclude(status=Status.DRAFT)


@transaction.atomic
def undo_uploads(uploads: Sequence[Upload], editor: Any) -> int:
    """All of them or none. Raises Refused where something of them was public."""
    ids = [upload.pk for upload in uploads]
    list(Upload.objects.select_for_update().filter(pk__in=ids).values_list("pk"))
    if what_stands_against(uploads).exists():
        raise EditRefused("已经有报道发布过，不能撤销")
    count = remove_drafts(Article.objects.filter(upload__in=ids))
    for upload in uploads:
        Change.objects.note(Action.UNDO, editor, f"{upload.pk} {upload.name}", before={"sha256": upload.sha256})
    Upload.objects.filter(pk__in=ids).delete()
    return count
