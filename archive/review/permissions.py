"""Who may do what in the review.

Users who may change stories (编辑, 管理) review and publish everything. Users who may only upload (投稿) work on
their own uploads, as long as these are not published.
"""

from typing import Any

from archive.models import Upload


def may_publish(user: Any) -> bool:
    return user.has_perm("archive.change_article")


def may_edit(user: Any, upload: Upload) -> bool:
    return may_publish(user) or _is_own(user, upload)


def may_see_all(user: Any) -> bool:
    """Every upload, not only the user's own."""
    return user.has_perm("archive.view_upload") or may_publish(user)


def may_see(user: Any, upload: Upload) -> bool:
    return may_see_all(user) or _is_own(user, upload)


def _is_own(user: Any, upload: Upload) -> bool:
    return user.has_perm("archive.add_upload") and user.pk is not None and upload.received_from_id == user.pk
