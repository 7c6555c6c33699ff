"""Accounts: a name, a password, and the roles of archive/roles.py that a user has; and groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin
from archive.words.languages import listed


class AccountAdmin(ArchiveAdmin):
    """Combined with Django's own. Only groups get permissions, not users, so that the rights stay easy to see."""

    list_display = ["username", "first_name", "roles", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_active"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "first_name", "email"]}),
        (_("身份"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (_("时间"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("身份"))
    def roles(self, account: Any) -> str:
        return listed(account.groups.all()) or "—"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class GroupAdmin(ArchiveAdmin):
    """Combined with Django's own. To change what a role may do, add a group with another name."""

    filter_horizontal = []
    formfield_overrides = {models.ManyToManyField: {"widget": forms.SelectMultiple(attrs={"size": 20})}}
