"""The search app: it queues every story that changes, and tells editors which stories readers can find."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("检索")

    def ready(self) -> None:
        # search.story_status is loaded by search.admin: only the pages of editors need it, and it opens the index.
        import_module("search.indexing.receivers")
        import_module("search.name_changes")
