"""A part is edited by whoever may edit the whole: an inline's permissions are those of its parent."""

from typing import Any

from django.http import HttpRequest


class PartOfWhole:
    """For inlines: credits of a story, aliases of an organization, shares of a batch."""

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
