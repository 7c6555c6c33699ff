"""Base classes of inlines: the permissions of an inline are those of its parent, and its fields have names."""

from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext as _


class NamedFormSet(forms.BaseInlineFormSet):
    """Gives each field of a row its own label, for people who cannot see the head of the column."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = _("删除") if name == DELETION_FIELD_NAME else field.label
            if label and not field.widget.is_hidden:
                getattr(field.widget, "widget", field.widget).attrs["aria-label"] = label


class InlinePermissions:
    """A mixin for inlines such as credits of a story, aliases of an organization, shares of a batch."""

    formset: Any = NamedFormSet

    def _parent_admin(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)  # type: ignore[attr-defined]  # an inline's

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent_admin().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self._parent_admin()
        return parent.has_change_permission(request, obj) or parent.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent_admin().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent_admin().has_change_permission(request, obj)
