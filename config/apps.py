"""The project itself: the commands that start it, and Django's admin with the archive's own site."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks

from config.turns_to_write import share_turns


class ProjectConfig(AppConfig):
    """Holds `prepare` and `serve`: they need both archive and search, which must not know each other's commands."""

    name = "config"
    label = "house"

    def ready(self) -> None:
        share_turns()
        import_module("config.nightly.night_trouble")


class ArchiveAdminConfig(SimpleAdminConfig):
    """Loads the admin with the addresses (config/urls.py) instead of when Django starts.

    The admin imports everything that reads, compares and searches. Django's own AdminConfig would make every command
    pay half a second or more of CPU for that, even commands that never show a page.
    """

    default_site = "archive.admin.site.ArchiveAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django's checks of the admin. It is loaded first, because the checks ignore a site that does not exist yet."""
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
