"""Accounts: a name, a password, and the roles of archive/roles.py that a user has; and groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, User
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from archive.admin.base import ArchiveAdmin
from archive.words.languages import listed

# Tables that only link accounts, roles and permissions to each other.
LINKS = (User.groups.through, User.user_permissions.through, Group.permissions.through)
WARNING = '<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>'


class PasswordForm(AdminPasswordChangeForm):
    """Django puts the hint together when it is loaded, in the language of that moment: here the page decides."""

    usable_password_help_text: Any = format_lazy(
        "{}" + WARNING,
        SetUnusablePasswordMixin.usable_password_help_text,
        _("停用之后，这个帐号现在的密码就没有了。"),
    )


class WithoutLinks(ArchiveAdmin):
    """Rows that only link an account or role are deleted with it. Their names say nothing, and are not translated."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        objects, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        starts = tuple(f"{capfirst(str(model._meta.verbose_name))}: " for model in LINKS)
        names = {str(model._meta.verbose_name_plural) for model in LINKS}
        counts = {name: number for name, number in counts.items() if str(name) not in names}
        return _without(objects, starts), counts, forbidden, protected


def _without(objects: list[Any], starts: tuple[str, ...]) -> list[Any]:
    """The nested list of names without those that begin like this, and without lists that are empty then."""
    shorter = [_without(one, starts) if isinstance(one, list) else one for one in objects]
    return [one for one in shorter if one and not str(one).startswith(starts)]


class AccountAdmin(WithoutLinks):
    """Combined with Django's own. Only groups get permissions, not users, so that the rights stay easy to see."""

    list_display = ["username", "first_name", "roles", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_active"]
    filter_horizontal = []
    change_password_form = PasswordForm
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


class GroupAdmin(WithoutLinks):
    """Combined with Django's own. To change what a role may do, add a group with another name."""

    filter_horizontal = []
    formfield_overrides = {models.ManyToManyField: {"widget": forms.SelectMultiple(attrs={"size": 20})}}
