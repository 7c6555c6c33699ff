"""Unions, enterprises and service centres. If one gets a new name, the old name is kept as an alias."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin
from archive.admin.inline_permissions import InlinePermissions
from archive.models import Organization, OrganizationAlias


class AliasInline(InlinePermissions, admin.TabularInline):
    model = OrganizationAlias
    fields = ["name", "kind"]
    extra = 0


class OrganizationAdmin(ArchiveAdmin):
    list_display = ["name", "kind", "region", "parent"]
    list_filter = ["kind"]
    list_select_related = ["region", "parent"]
    search_fields = ["name", "aliases__name"]
    search_help_text = _("全称或别名")
    autocomplete_fields = ["region", "parent"]
    inlines = [AliasInline]
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Organization, form: ModelForm, change: bool) -> None:
        if not change or "name" not in form.changed_data:
            obj.save()
            return
        name, obj.name = obj.name, form.initial["name"]
        obj.save()
        obj.rename(name)
