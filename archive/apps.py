"""The archive app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("档案")

    def ready(self) -> None:
        from archive.roles import make_roles

        post_migrate.connect(make_roles, sender=self)
        import_module("archive.free_space")
        import_module("archive.database_damage")
