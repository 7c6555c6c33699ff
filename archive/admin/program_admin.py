"""Pilot programs, their batches and their units."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin
from archive.admin.inline_permissions import InlinePermissions
from archive.admin.list_fields import LISTS_AS_LINES, ListSearch
from archive.admin.program_filters import ProgramFilter
from archive.models import Batch, BatchShare, PilotUnit


class BatchInline(InlinePermissions, admin.TabularInline):
    model = Batch
    fields = ["ordinal", "announced", "units_announced", "total_cny"]
    show_change_link = True
    extra = 0


class ProgramAdmin(ListSearch, ArchiveAdmin):
    list_display = ["name", "organizer", "region"]
    list_select_related = ["organizer", "region"]
    search_fields = ["name"]
    searched_list = "aliases"
    search_help_text = _("名称、简称或别名")
    autocomplete_fields = ["organizer", "region"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = LISTS_AS_LINES
    inlines = [BatchInline]
    show_full_result_count = False


class ShareInline(InlinePermissions, admin.TabularInline):
    model = BatchShare
    fields = ["position", "category", "units", "each_cny"]
    extra = 0


class UnitInline(InlinePermissions, admin.TabularInline):
    """The units in the order of their list.

    Region and organization are chosen on the page of a unit: select boxes in 120 rows would cost 120 queries.
    """

    model = PilotUnit
    fields = ["ordinal", "category", "name", "region", "amount_cny"]
    readonly_fields = ["region"]
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[PilotUnit]:
        return super().get_queryset(request).select_related("region")

    def has_add_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False  # a unit also needs a program, so it is added on its own page


class BatchAdmin(ArchiveAdmin):
    list_display = ["__str__", "announced", "units_announced", "total_cny"]
    list_filter = [ProgramFilter]
    list_select_related = ["program"]
    search_fields = ["program__name", "note"]
    autocomplete_fields = ["program"]
    inlines = [ShareInline, UnitInline]


class PilotUnitAdmin(ArchiveAdmin):
    list_display = ["name", "of_program", "of_batch", "category", "ordinal", "region", "amount_cny"]
    list_filter = [ProgramFilter, "category"]
    list_select_related = ["program", "batch__program", "region"]
    search_fields = ["name", "organization__name"]
    search_help_text = _("试点单位的名称")
    autocomplete_fields = ["program", "batch", "organization", "region"]
    # The position of its name in a story is found by reading the story. Nobody types it.
    readonly_fields = ["evidence"]
    exclude = ["article", "field", "start", "end"]
    show_full_result_count = False

    @admin.display(description=_("试点项目"), ordering="program")
    def of_program(self, unit: PilotUnit) -> str:
        return str(unit.program)

    @admin.display(description=_("批次"), ordering="batch")
    def of_batch(self, unit: PilotUnit) -> str:
        return str(unit.batch.ordinal) if unit.batch else "—"

    @admin.display(description=_("见于报道"))
    def evidence(self, unit: PilotUnit) -> str:
        if unit.article is None:
            return "—"
        address = reverse("admin:archive_article_change", args=[unit.article.pk])
        return format_html('<a href="{}">{}</a>', address, unit.article)
