"""Who works at the desk: three groups with their rights, made anew after every migrate.

投稿 hands in and works on his own drafts. 编辑 reviews, publishes, corrects, withdraws, and keeps the registry.
管理 may do everything. An account needs is_staff, and one of them. Own adaptations go into a group of another name.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

CONTRIBUTOR, EDITOR, MANAGER = "投稿", "编辑", "管理"

_CONTRIBUTOR = ("add_upload",)
# Nouns an editor may look at, and those he may also write.
_SEEN = ("region", "reprintgroup", "change", "delivery", "deliveredfile")
_JUDGED = ("view_likeness", "change_likeness")
_WRITTEN = ("article", "batch", "organization", "pilotunit", "program", "source", "topic")
_EDITOR = (
    "add_upload",
    "view_upload",
    *_JUDGED,
    *(f"view_{noun}" for noun in (*_SEEN, *_WRITTEN)),
    *(f"{verb}_{noun}" for noun in _WRITTEN for verb in ("add", "change")),
)


def make_roles(sender: AppConfig, **told: Any) -> None:
    """A receiver of post_migrate. Does nothing where accounts have no tables yet."""
    now = told.get("apps", apps)
    try:
        group, permission = now.get_model("auth", "Group"), now.get_model("auth", "Permission")
    except LookupError:
        return
    using = told.get("using", "default")
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0, interactive=False, using=using, apps=now)
    of_archive = permission.objects.using(using).filter(content_type__app_label=sender.label)
    rights = {
        CONTRIBUTOR: of_archive.filter(codename__in=_CONTRIBUTOR),
        EDITOR: of_archive.filter(codename__in=_EDITOR),
        MANAGER: permission.objects.using(using).all(),
    }
    for name, some in rights.items():
        group.objects.using(using).get_or_create(name=name)[0].permissions.set(some)
