"""The editors' site: Django's admin under the archive's name."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class ArchiveAdminSite(AdminSite):
    site_header = _("工会新闻档案 · 编辑台")
    site_title = _("编辑台")
    index_title = _("编辑台")
