"""The house itself: the commands that start it, and Django's admin under the archive's own site."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class ProjectConfig(AppConfig):
    """Holds `prepare` and `serve`: they need both archive and search, and neither may know the other's."""

    name = "config"
    label = "house"


class ArchiveAdminConfig(SimpleAdminConfig):
    """Loads the desk together with the addresses (config/urls.py), and not with Django itself.

    The desk imports everything that reads, compares and searches. Django's own AdminConfig would make each
    command pay for that, in half a second or more of CPU, also those that never show a page.
    """

    default_site = "archive.admin.site.ArchiveAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django's checks of the desk, which is loaded first: they pass over a site that does not exist yet."""
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
