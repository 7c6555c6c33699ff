"""A part is edited by whoever may edit the whole: an inline's permissions are those of its parent."""

from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext as _


class NamedFormSet(forms.BaseInlineFormSet):
    """Each field of a row says what it is for, also to who cannot see the head of its column."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = _("删除") if name == DELETION_FIELD_NAME else field.label
            if label and not field.widget.is_hidden:
                getattr(field.widget, "widget", field.widget).attrs["aria-label"] = label


class InlinePermissions:
    """For inlines: credits of a story, aliases of an organization, shares of a batch."""

    formset: Any = NamedFormSet

    def _whole(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)  # type: ignore[attr-defined]  # an inline's

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_change_permission(request, obj) or self._whole().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_change_permission(request, obj)
