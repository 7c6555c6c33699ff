"""Names in Chinese for what the models leave to Django to name: links from one noun to another.

A foreign key without a name of its own is called by the noun it leads to.
"""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.models import Program


class NamedLinks:
    """For desks and inlines: the form's fields."""

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # ModelAdmin's
        if field and str(db_field.verbose_name).isascii():
            field.label = db_field.remote_field.model._meta.verbose_name
        return field


class ProgramFilter(SimpleListFilter):
    title = _("试点项目")
    parameter_name = "program"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return list(Program.objects.values_list("pk", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(program=int(value)) if value.isascii() and value.isdigit() else queryset
