"""The search app: listens to what changes in the archive, and tells its desk what readers find."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("检索")

    def ready(self) -> None:
        import_module("search.indexing.receivers")
        import_module("search.desk_status")
