"""The house itself: the commands that start it, and Django's admin under the archive's own site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HouseConfig(AppConfig):
    """Holds `prepare` and `serve`: they need both archive and search, and neither may know the other's."""

    name = "config"
    label = "house"


class ArchiveAdminConfig(AdminConfig):
    default_site = "archive.admin.site.ArchiveAdminSite"
