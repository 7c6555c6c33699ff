"""The roles of the editors' site: three groups, whose permissions are set again after every migrate.

投稿 uploads files and works on its own drafts. 编辑 reviews, publishes, corrects, withdraws, and edits the registry.
管理 may do everything. An account needs is_staff and one of these groups. To change the permissions of a role, make
a group with another name: changes to these three are overwritten.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

CONTRIBUTOR, EDITOR, MANAGER = "投稿", "编辑", "管理"

_CONTRIBUTOR = ("add_upload",)
# Models that an editor may look at, and those that an editor may also add and change.
_VIEWED = ("region", "reprintgroup", "change", "delivery", "deliveredfile")
_JUDGED = ("view_likeness", "change_likeness")
_WRITTEN = ("article", "batch", "organization", "pilotunit", "program", "source", "topic")
_EDITOR = (
    "add_upload",
    "view_upload",
    *_JUDGED,
    *(f"view_{noun}" for noun in (*_VIEWED, *_WRITTEN)),
    *(f"{verb}_{noun}" for noun in _WRITTEN for verb in ("add", "change")),
)


def make_roles(sender: AppConfig, **kwargs: Any) -> None:
    """A receiver of post_migrate. Does nothing if the tables of accounts do not exist yet."""
    now = kwargs.get("apps", apps)
    try:
        group, permission = now.get_model("auth", "Group"), now.get_model("auth", "Permission")
    except LookupError:
        return
    using = kwargs.get("using", "default")
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0, interactive=False, using=using, apps=now)
    of_archive = permission.objects.using(using).filter(content_type__app_label=sender.label)
    rights = {
        CONTRIBUTOR: of_archive.filter(codename__in=_CONTRIBUTOR),
        EDITOR: of_archive.filter(codename__in=_EDITOR),
        MANAGER: permission.objects.using(using).all(),
    }
    for name, permissions in rights.items():
        group.objects.using(using).get_or_create(name=name)[0].permissions.set(permissions)
