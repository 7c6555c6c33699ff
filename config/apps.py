"""Django's admin under the archive's own site."""

from django.contrib.admin.apps import AdminConfig


class ArchiveAdminConfig(AdminConfig):
    default_site = "archive.admin.site.ArchiveAdminSite"
