"""Filters of the lists of stories and uploads."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.models import Region


class DoubtFilter(SimpleListFilter):
    title = _("存疑")
    parameter_name = "doubts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("有存疑")), ("0", _("无存疑"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "1":
            return queryset.exclude(doubts=[])
        return queryset.filter(doubts=[]) if self.value() == "0" else queryset


class ProvinceFilter(SimpleListFilter):
    title = _("省份")
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Region.objects.provinces().values_list("code", "short_name"))

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        province = Region.objects.provinces().filter(code=self.value() or "").first()
        return queryset.in_region(province) if province else queryset


class DraftsFilter(SimpleListFilter):
    title = _("待审")
    parameter_name = "drafts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("有待审的稿")), ("doubtful", _("有存疑的稿")), ("0", _("已审完"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "1":
            return queryset.filter(draft_count__gt=0)
        if self.value() == "doubtful":
            return queryset.filter(doubtful_count__gt=0)
        return queryset.filter(draft_count=0) if self.value() == "0" else queryset
