"""Regions, sources, topics and groups of reprints."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.admin.base import ArchiveAdmin
from archive.admin.list_fields import LISTS_AS_LINES, ListSearch
from archive.models import Region, ReprintGroup, Topic
from archive.words.languages import listed


class RegionAdmin(ListSearch, ArchiveAdmin):
    list_display = ["path", "code", "level", "short_name", "in_standard"]
    list_filter = ["level", "in_standard"]
    search_fields = ["path", "short_name", "=code", "pinyin"]
    searched_list = "former_names"
    search_help_text = _("名称、代码、拼音或曾用名")
    autocomplete_fields = ["parent"]
    formfield_overrides = LISTS_AS_LINES
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Region | None = None) -> list[str]:
        # The code is the primary key that stories and units refer to.
        return ["code"] if obj else []


class SourceAdmin(ListSearch, ArchiveAdmin):
    list_display = ["name", "kind", "home_page"]
    list_filter = ["kind"]
    search_fields = ["name"]
    searched_list = "aliases"
    search_help_text = _("名称或别名")
    formfield_overrides = {**LISTS_AS_LINES, URLField: {"assume_scheme": "https"}}
    show_full_result_count = False


class TopicAdmin(ListSearch, ArchiveAdmin):
    list_display = ["name", "shown_synonyms"]
    search_fields = ["name"]
    searched_list = "synonyms"
    search_help_text = _("专题名或同义词")
    formfield_overrides = LISTS_AS_LINES

    @admin.display(description=_("同义词与简称"))
    def shown_synonyms(self, topic: Topic) -> str:
        return listed(topic.synonyms)


class ReprintGroupAdmin(ArchiveAdmin):
    """The archive makes groups itself. They can be viewed, and deleted to dissolve them."""

    list_display = ["__str__", "stories", "found_at"]
    fields = ["found_at", "members"]
    readonly_fields = ["found_at", "members"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReprintGroup]:
        return super().get_queryset(request).annotate(size=Count("articles"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("篇数"), ordering="size")
    def stories(self, group: Any) -> int:
        return group.size

    @admin.display(description=_("建组时间"), ordering="created_at")
    def found_at(self, group: ReprintGroup) -> datetime.datetime:
        return group.created_at

    @admin.display(description=pgettext_lazy("heading", "报道"))
    def members(self, group: ReprintGroup) -> str:
        stories = group.articles.newest_first()[:200]
        rows = ((reverse("admin:archive_article_change", args=[story.pk]), story.headline) for story in stories)
        return format_html_join("", '<div><a href="{}">{}</a></div>', rows)
